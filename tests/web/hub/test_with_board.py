"""A decision-maker raises something with the strategic board from its case, and records how it ended."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, sent
from tests.web.hub.test_taking_back import OUTCOME, asked, choice
from tests.web.partner.browser import PartnerBrowser

BY = {
    "case_escalation_answer_by__day": "27", "case_escalation_answer_by__month": "11",
    "case_escalation_answer_by__year": "2026",
}  # fmt: skip
RAISED = {
    "case_escalation": "delay", "case_escalation_to": "Madeup Chair", "case_escalation_words": "Madeup: rung twice.",
    **BY,
}  # fmt: skip
ON = {
    "case_board_answer_on__day": "24", "case_board_answer_on__month": "11", "case_board_answer_on__year": "2026",
}  # fmt: skip
ANSWERED = {
    "case_board_answer": "answered", "case_board_answer_words": "Madeup: they answer today.",
    "case_board_answer_by": "Madeup Chair", "case_board_answer_heard": "telephone",
    "case_board_answer_identified": "known", **ON,
}  # fmt: skip
RAISE, ANSWER = "Raise something with the strategic board", "record the answer"


def test_it_is_raised_listed_answered_and_stays_readable(exchange: Exchange) -> None:
    cora, dilys, case = asked(exchange, "housing")
    request = sent(exchange, case, "housing")
    assert "Nothing is with the strategic board." in cora.get("/with-the-board").text
    assert "strategic board" not in cora.get(case).text, "a collator raises nothing, and nothing was raised"
    page = dilys.get(case).link(RAISE)
    dilys.get(page).press(
        None, {"save": "yes"}, case_escalation_words="Madeup: rung twice.", raised_about=str(request.file_id)
    )
    assert len(dilys.problems) == 3
    assert "Madeup: rung twice." in dilys.form(None)["case_escalation_words"], "nothing typed is lost"
    assert dilys.form(None)["raised_about"] == str(request.file_id)
    dilys.press(None, {"save": "yes"}, raised_about=str(request.file_id), **RAISED)
    assert dilys.path == case, dilys.problems
    for browser in (cora, dilys):
        assert "With the strategic board since" in browser.get(case).text
        assert "delay" in browser.text
    assert "Madeup:" not in cora.get("/with-the-board").text, "the list says nothing of what was written"
    assert "Delay" in cora.text
    assert cora.get("/with-the-board").link(request_of(cora)) == case

    hugh = PartnerBrowser(exchange, "hugh")
    told = hugh.get(f"/inbox/{request.file_id}").text
    assert "The hub has raised with the strategic board how this request stands" in told
    assert "rung twice" not in told
    assert "Raised with the strategic board" in cora.get(f"{case}/requests/{request.file_id}").text

    assert "Only a hub decision-maker can record this." in cora.get(cora.get(case).link("see earlier answers")).text
    raised = cora.get(f"{case}/recorded/escalation").text
    assert "27 November 2026" in raised, "whoever may not change it reads it as everywhere"
    assert "Delay" in raised
    assert "month" not in raised
    dilys.get(dilys.get(case).link(ANSWER)).press(None, {"save": "yes"}, case_board_answer="answered")
    assert len(dilys.problems) == 5
    dilys.press(None, {"save": "yes"}, **ANSWERED)
    assert dilys.path == case, dilys.problems
    assert "With the strategic board since" not in dilys.get(case).text
    assert "Nothing is with the strategic board." in cora.get("/with-the-board").text
    assert "Madeup: they answer today." in cora.get(cora.get(case).link("What the strategic board answered")).text
    dilys.get(dilys.get(case).link("What the strategic board answered"))
    assert "Madeup: they answer today." in dilys.text, "it can be corrected, and what it says stays to be read"
    assert dilys.form(None)["case_board_answer_words"] == "Madeup: they answer today."
    assert "raised with the strategic board" not in hugh.get(f"/inbox/{request.file_id}").text

    dilys.get(dilys.get(case).link(RAISE))
    assert dilys.form(None).get("case_escalation_words", "") == "", "it is about something new"
    assert "Earlier versions (1)" in dilys.text
    assert "Madeup: rung twice." in dilys.text
    assert "Madeup: rung twice." in cora.get(cora.get(case).link("What was raised with the strategic board")).text


def test_in_a_closed_case_it_is_raised_all_the_same(exchange: Exchange) -> None:
    _, dilys, case = asked(exchange, "housing")
    dilys.get(f"{case}/recorded/outcome")
    dilys.press(None, **OUTCOME, **choice(sent(exchange, case, "housing").file_id, "withdraw"))
    dilys.get(dilys.get(case).link(RAISE))
    assert "Which requests is it about?" not in dilys.text, "what is withdrawn is over"
    assert "can reopen it" not in dilys.text
    dilys.press(None, {"save": "yes"}, **RAISED)
    assert "With the strategic board since" in dilys.get(case).text
    assert "The case is closed" in dilys.get("/with-the-board").text


def test_a_late_answer_stands_in_my_work_of_who_can_record_it(exchange: Exchange) -> None:
    cora, dilys, case = asked(exchange, "housing")
    dilys.get(dilys.get(case).link(RAISE)).press(None, {"save": "yes"}, **RAISED)
    assert "has not answered in time" not in dilys.get("/my-work").text
    exchange.clock.forward(minutes=5 * 24 * 60)
    late = HubBrowser(exchange, "dilys")
    assert "The strategic board has not answered in time (1)" in late.get("/my-work").text
    assert "Overdue by" in late.get(case).text
    assert "has not answered in time" not in HubBrowser(exchange, "cora").get("/my-work").text
    assert "Overdue by" in late.get("/with-the-board").text
    late.get(late.get(case).link(ANSWER)).press(
        None, {"save": "yes"}, case_board_answer="not_needed", case_board_answer_words="Madeup: housing answered."
    )
    assert late.path == case, late.problems
    assert "has not answered in time" not in late.get("/my-work").text
    assert cora.path


def request_of(browser: HubBrowser) -> str:
    """The reference in the list's only row."""
    (row,) = browser.page.all("tbody")
    return next("".join(one.itertext()).strip() for one in row.iter("a"))
