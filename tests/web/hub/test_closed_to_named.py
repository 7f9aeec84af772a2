"""A case is closed to named people on its pages; for the others of the hub every page is as if there were none."""

from __future__ import annotations

import re
from uuid import uuid4

from app.domain.files import new_reference
from app.domain.identity import Membership
from app.services.identity.approve_member import approve_member
from app.services.intake.assign_case import declare_conflict
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ask, case_id, ready

WHY = "Made up: his wife works on the front desk."
TAG = "Closed to named people"
PAGES = ("/my-work", "/cases", "/cases?state=closed", "/cases?rating=amber", "/board", "/sheets/chase",
         "/board?show=answered", "/duty", "/with-the-board", "/find?reference={reference}")  # fmt: skip


def reference(browser: HubBrowser, case: str) -> str:
    """A case's, as its page says it."""
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", browser.get(case).heading)
    assert found
    return found[0]


def pages(browser: HubBrowser, of: str) -> list[tuple[int, str]]:
    """What each list says to somebody, with a reference that is looked for."""
    found = []
    for one in PAGES:
        browser.get(one.format(reference=of))
        found.append((browser.status, browser.text.replace(of, "")))
    return found


def test_a_decision_maker_closes_it_and_for_a_colleague_no_page_tells_of_it(exchange: Exchange) -> None:
    """Each page as it was before there was this case; its addresses as those of what does not exist."""
    cora, dilys, colin = (HubBrowser(exchange, one) for one in ("cora", "dilys", "colin"))
    other = cora.start()
    before = pages(colin, new_reference())
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    its = reference(cora, case)
    assert pages(colin, its) != before
    dilys.get(case)
    dilys.get(dilys.link("Close this case to named people")).press(None, reason="")
    assert dilys.problems == ("Say why the others must not know of this case, in at least 10 characters.",)
    assert "Cora Collator" in dilys.text
    dilys.press(None, reason=WHY)
    assert "Only the people named here know of this case now." in dilys.text
    assert TAG in dilys.text
    assert pages(colin, its) == before
    for rest in ("", "/people", "/cover", "/hand-over", "/named", "/requests", "/returns", "/rating"):
        theirs, status = colin.get(f"{case}{rest}").text, colin.status
        assert status == 404
        assert theirs == colin.get(f"/cases/{uuid4()}{rest}").text
    for one in (cora, dilys):
        assert TAG in one.get(case).text
        assert TAG in one.get(f"{case}/people").text
        assert its in one.get("/cases").text
    assert cora.get(f"{case}/named").status == 404, "a collator closes and opens nothing"
    assert TAG not in cora.get(other).text


def test_others_are_named_and_taken_off_and_it_is_opened_again(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    its, colin = reference(cora, case), HubBrowser(exchange, "colin")
    person = str(exchange.actors["colin"].person_id)
    dilys.get(f"{case}/named").press(None, reason=WHY)
    dilys.press(None, reason="short", people=[person])
    assert dilys.form(None).getlist("people") == [person], "what was ticked is kept"
    dilys.press(None, reason="Made up: he stands in next week.", people=[person])
    assert its in colin.get("/cases").text
    assert colin.get(case).status == 404
    assert "Colin Collator" in dilys.get(f"{case}/people").text
    dilys.press(f"{case}/people", {"remove": person})
    assert its not in colin.get("/cases").text
    dilys.get(f"{case}/named")
    dilys.get(dilys.link("Open it to the whole hub again")).press(None, reason=" ")
    assert dilys.problems == ("Say why the whole hub may know of this case again, in at least 10 characters.",)
    dilys.press(None, reason="Made up: she has left the hub.")
    assert "The whole hub may know of the case again." in dilys.text
    assert its in colin.get("/cases").text
    assert "There is nothing to do here." in dilys.get(f"{case}/named/open").text


def test_a_manager_who_is_not_on_it_closes_it_from_the_hand_over(exchange: Exchange) -> None:
    """They are named by that, and still hand it over."""
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case = cora.start()
    dilys.get(f"{case}/hand-over")
    dilys.get(dilys.link("Close this case to named people")).press(None, reason=WHY)
    assert "Dilys Decision-Maker" in dilys.text
    dilys.get(f"{case}/hand-over")
    colin = str(exchange.actors["colin"].person_id)
    dilys.press(None, person=colin, reason="Made up: Cora is away from Monday.")
    assert "Your colleague is on the case now." in dilys.text
    assert TAG in HubBrowser(exchange, "colin").get(case).text


def test_left_with_nobody_who_decides_who_governs_hands_it_to_one_who_does(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ingrid, colin = HubBrowser(exchange, "ingrid"), exchange.actors["colin"]
    dilys.get(f"{case}/named").press(None, reason=WHY)
    assert ingrid.get(f"{case}/hand-over").status == 404
    declare_conflict(exchange.runtime, exchange.actors["dilys"], case_id(case))
    assert dilys.get(f"{case}/hand-over").status == 404
    ingrid.get(f"{case}/hand-over")
    assert "none of them is a decision-maker any more" in ingrid.text
    assert "also if that is you" not in ingrid.text, "they open nothing of it"
    assert "Nobody of your hub can take it on." in ingrid.text, "Cora collates, and Dilys has stepped back"
    assert case not in "".join(str(one.get("href")) for one in ingrid.page.all("a")), "nothing else of it is theirs"
    now = exchange.clock.now()
    by = exchange.actors["dilys"].person_id
    member = Membership(uuid4(), colin.person_id, colin.organisation_id, "hub_decision_maker", now, by, now)
    approve_member(exchange.admin, member)
    person = str(colin.person_id)
    ingrid.get(f"{case}/hand-over").press(None, person=person, reason="Made up: he has nothing to do with them.")
    assert "They are on the case now" in ingrid.text
    assert "Colin Collator" in cora.get(case).text
    assert ingrid.get(f"{case}/hand-over").status == 404
