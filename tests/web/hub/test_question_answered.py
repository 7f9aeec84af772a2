"""A question answered in two tabs, or while the partner went on: nothing typed is lost, and who was first is said."""

from __future__ import annotations

from typing import Any

from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, answer, ask, asks_back, fact, ready, sent
from tests.web.partner.browser import PartnerBrowser

WORDS = "Madeup: which of the two families?"
FIRST, SECOND = "Madeup: the family at number nine.", "Madeup: no, the one at number ten; ring before you go."


REASONED: dict[str, Any] = {"case_rating_level": "Madeup level 2", "case_rating_reason": "Madeup: nobody is in danger."}


def asked(exchange: Exchange) -> tuple[PartnerBrowser, PartnerBrowser, str]:
    """Two of the hub with the same question before them, and the address of its request."""
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    asks_back(exchange, "hugh", request, WORDS, BASES["housing"])
    page = f"{case}/requests/{request.file_id}"
    return cora.get(f"{page}/question"), dilys.get(f"{page}/question"), page


def test_whoever_is_second_is_told_who_was_first_and_keeps_their_words(exchange: Exchange) -> None:
    cora, dilys, page = asked(exchange)
    cora.press(None, {"send": "yes"}, request_answer=FIRST)
    dilys.press(None, {"send": "yes"}, request_answer=SECOND)
    assert dilys.status == 409
    assert "Nothing of yours was sent" in dilys.text
    assert f"{exchange.actors['cora'].display_name} answered this question on 24 November 2026 at " in dilys.text
    assert SECOND in dilys.text
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{page.rpartition('/')[2]}/open")
    assert FIRST in hugh.text
    assert SECOND not in hugh.text


def test_ones_own_second_tab_is_told_that_it_was_oneself(exchange: Exchange) -> None:
    cora, _, page = asked(exchange)
    again = cora.filled(None, {"request_answer": SECOND})
    cora.press(None, {"send": "yes"}, request_answer=FIRST).send(f"{page}/question", again)
    assert cora.status == 409
    assert "You answered this question on 24 November 2026 at " in cora.text
    assert SECOND in cora.text


def test_words_for_one_question_are_not_the_answer_to_the_next(exchange: Exchange) -> None:
    cora, dilys, page = asked(exchange)
    cora.press(None, {"send": "yes"}, request_answer=FIRST)
    request = sent(exchange, page.partition("/requests/")[0], "housing")
    asks_back(exchange, "hugh", request, "Madeup: and which school?", BASES["housing"])
    dilys.press(None, {"send": "yes"}, request_answer=SECOND)
    assert dilys.status == 409
    assert "The partner has asked something else meanwhile" in dilys.text
    assert "and which school?" in dilys.text
    assert dilys.form(None)["request_answer"] == SECOND
    dilys.press(None, {"send": "yes"})
    assert dilys.path.startswith(f"{page}?done=answered.")


def test_a_partner_that_went_on_by_itself_is_said_to_have(exchange: Exchange) -> None:
    cora, dilys, page = asked(exchange)
    request = sent(exchange, page.partition("/requests/")[0], "housing")
    answer(exchange, "hugh", request, {"housing_known": fact("yes")}, BASES["housing"])
    dilys.press(None, {"send": "yes"}, request_answer=SECOND)
    assert dilys.status == 409
    assert "Madeupshire Homes went on without an answer on 24 November 2026 at " in dilys.text
    assert SECOND in dilys.text
    cora.press(None, {"send": "yes"}, from__case=["request_address"])
    assert "Address" in cora.text, "what was ticked is said as well"


def test_whoever_has_answered_is_told_that_it_was_sent(exchange: Exchange) -> None:
    cora, _, page = asked(exchange)
    cora.press(None, {"send": "yes"}, request_answer=FIRST)
    assert cora.path.startswith(f"{page}?done=answered.")
    assert "Your answer was sent. Madeupshire Homes is told by e-mail." in cora.text
    cora.get(page)
    assert "Your answer was sent" not in cora.text


def test_the_requests_page_says_what_became_of_its_time(exchange: Exchange) -> None:
    _, dilys, page = asked(exchange)
    case = page.partition("/requests/")[0]
    exchange.clock.forward(minutes=10)
    dilys.press(None, {"send": "yes"}, request_answer=FIRST)
    told = [row for row in steps(dilys) if "question" in row]
    assert len(told) == 2
    assert f"Its question was answered by {exchange.actors['dilys'].display_name}" in told[0]
    assert "Due 25 November 2026 at 10:10am, instead of 25 November 2026 at 10am." in told[0]
    assert "Its time had stopped from 24 November 2026 at " in told[0]
    assert "The partner asked a question by Hugh" in told[1]
    assert "Its time stopped 24 November 2026 at " in told[1]
    dilys.get(f"{case}/rating").press(None, rating="green", **REASONED)
    told = [row for row in steps(dilys.get(page)) if "Rating changed" in row]
    assert len(told) == 1, dilys.problems
    assert "From Amber to Green. Due 27 November 2026 at " in told[0]


def test_my_work_says_for_what_the_time_stands_still(exchange: Exchange) -> None:
    cora, _, page = asked(exchange)
    assert "Paused until you answer Madeupshire Homes" in cora.get("/my-work").text
    assert "Nothing waits for you" in PartnerBrowser(exchange, "hugh").get("/my-work").text
    cora.get(f"{page}/question").press(None, {"send": "yes"}, request_answer=FIRST)
    assert "Paused" not in PartnerBrowser(exchange, "hugh").get("/my-work").text


def test_what_one_recorded_in_another_tab_is_said_to_be_ones_own(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    wishes = cora.get(case).link("Wishes and feelings: child")
    tabs = {one: one.get(wishes).filled(None, {"case_child_wishes": f"Made up: {name}"}) for name, one in
            (("to stay", cora), ("to go", dilys))}  # fmt: skip
    for one, heading in ((cora, "Saved in another tab"), (dilys, "A colleague was first")):
        if one is cora:
            one.send(wishes, {**tabs[one], "save": "yes"})
        one.send(wishes, {**tabs[one], "save": "yes"})
        assert one.status == 409
        assert heading in one.text
        assert "Made up: to" in one.text


def steps(browser: PartnerBrowser) -> list[str]:
    """The lines of a request's history, the newest first."""
    found = [one for one in browser.page.all("div") if one.get("class") == "moj-timeline__item"]
    return [" ".join(" ".join(one.itertext()).split()) for one in found]
