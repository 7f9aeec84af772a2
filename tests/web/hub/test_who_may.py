"""Who may come in: people on the case. For everybody else it looks as if there were none, and the try is logged."""

from __future__ import annotations

import re
from uuid import uuid4

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, join, ready
from tests.web.partner.asked import leaves

MARK = re.compile('name="csrf_token" value="[^"]+"')
"""Of a form, new with each second."""
PAGES = ("", "/recorded/contact-safety", "/concern", "/recorded/manager-decision",
         "/recorded/told-or-agreed-or-reason", "/ask", "/returns", "/requests", "/people",
         "/basis", "/recorded/outcome", "/step-back")  # fmt: skip


def test_a_case_of_others_looks_like_none_and_the_try_is_logged(exchange: Exchange) -> None:
    case = HubBrowser(exchange, "cora").start()
    colin = exchange.client("colin")
    colin.get("/my-work")  # the mark of forms comes with the first page
    for number, page in enumerate(PAGES, start=1):
        real, none = colin.get(f"{case}{page}"), colin.get(f"/cases/{uuid4()}{page}")
        assert (real.status_code, none.status_code) == (404, 404), page
        assert MARK.sub("", real.text) == MARK.sub("", none.text), page
        assert dict(real.headers) == dict(none.headers), page
        assert leaves(exchange, "refused") == 2 * number, page


def test_neither_partners_nor_governance_come_in(exchange: Exchange) -> None:
    case = HubBrowser(exchange, "cora").start()
    for name in ("hugh", "ingrid"):
        for page in ("/cases", "/board", "/cases/new", case):
            assert exchange.client(name).get(page).status_code == 404
    assert leaves(exchange, "refused") == 8


def test_a_colleague_is_added_taken_off_and_then_opens_nothing(exchange: Exchange) -> None:
    cora, colin = HubBrowser(exchange, "cora"), HubBrowser(exchange, "colin")
    case = cora.start()
    cora.get(f"{case}/people")
    assert "add a colleague before you take them off" in cora.text
    cora.press(f"{case}/people")
    assert cora.problems == ("Choose the colleague to add.",)
    join(cora, exchange, case, "colin")
    assert "Your colleague has been added to the case." in cora.text
    assert colin.get(case).status == 200
    cora.get(f"{case}/people")
    cora.press(f"{case}/people", {"remove": str(exchange.actors["colin"].person_id)})
    assert colin.get(case).status == 404


def test_a_person_of_another_organisation_cannot_be_added(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start()
    token = cora.get(f"{case}/people").form(f"{case}/people")["csrf_token"]
    for person in (str(exchange.actors["hugh"].person_id), "nonsense"):
        cora.send(f"{case}/people", {"csrf_token": token, "person": person})
        assert cora.status == 422


def test_whoever_steps_back_sees_nothing_of_it_any_more(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    cora.get(f"{case}/step-back")
    assert "Warning" not in cora.text
    cora.press(None)
    assert cora.path.startswith("/cases?done=stepped-back.")
    assert "You have stepped back from the case." in cora.text
    assert "There is no open case." in cora.text, "not even its reference, which it used to show"
    assert cora.get(case).status == 404
    assert dilys.get(case).status == 200


def test_whoever_alone_decides_is_warned_before_stepping_back(exchange: Exchange) -> None:
    """What waits there, held words among it, may wait for nobody else."""
    _, dilys, case = ready(exchange)
    dilys.get(f"{case}/step-back")
    assert "You are the only decision-maker on this case." in dilys.text
    assert dilys.link("Add another first") == f"{case}/people"


def test_a_reveal_of_another_or_of_a_stranger_looks_the_same(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange, protected="yes")
    page = cora.get(case).link("Child")
    dilys.get(page)
    dilys.get(dilys.link("Reveal with a reason: Address")).press(None, reason="Madeup: to visit the child today.")
    assert "1 Madeup Road" in dilys.text
    theirs = cora.get(dilys.path).text
    assert cora.status == 404
    assert "Give the reason again" in theirs
    assert theirs == cora.get(f"/reveals/{uuid4()}").text
    assert leaves(exchange, "revealed") == 1


def test_the_last_person_is_not_taken_off_but_a_manager_can_always_hand_over(exchange: Exchange) -> None:
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case = cora.start()
    join(cora, exchange, case, "colin")
    form = cora.get(f"{case}/people").form(f"{case}/people")
    HubBrowser(exchange, "colin").get(f"{case}/step-back").press(None)
    cora.send(f"{case}/people", {"csrf_token": form["csrf_token"], "remove": str(exchange.actors["cora"].person_id)})
    assert cora.problems == ("Nobody else is on this case. Add a colleague first, then take them off.",)
    cora.get(f"{case}/step-back").press(None)
    assert cora.get(case).status == 404

    assert dilys.get(case).status == 404
    assert cora.get(f"{case}/hand-over").status == 404
    dilys.get("/cases")
    dilys.get(dilys.link("Hand it over"))
    assert "Cora Collator" not in dilys.text, "whoever has stepped back is not offered"
    dilys.press(None, person=str(exchange.actors["colin"].person_id), reason="Cora has stepped back.")
    assert dilys.problems == ("They have stepped back from this case. Choose somebody else.",)
    dilys.press(None, person=str(exchange.actors["dilys"].person_id), reason="")
    assert dilys.problems == ("Say why you hand this case over or take it on, in at least 10 characters.",)
    assert dilys.form(None)["person"] == str(exchange.actors["dilys"].person_id), "what was chosen is kept"
    dilys.press(None, reason="Both collators have stepped back.")
    assert "You are on the case now." in dilys.text
    assert dilys.get(case).status == 200
