"""The buttons of an answer form: clear an answer, show what else may be held, go to another person.

And the one tick that says that somebody searched, which nothing else stands for.
"""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest

from app.services.research.open_work import answers_of, open_work
from app.services.research.survey_request import survey_request
from tests.web.exchange import Exchange
from tests.web.partner.asked import HOUSING, household, housing_request, leaves, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, OTHERS, SAVE, SEARCHED

TICK = "Tick that you searched. What is filled in says how, never that you did."
BY = "return_identifiers_searched"
NOT_TICKED = {key: one for key, one in SEARCHED.items() if key != "searched"}


def begun(exchange: Exchange, *subjects: str) -> tuple[UUID, PartnerBrowser]:
    """A claimed request, and Hugh's browser on the form about the child."""
    request = housing_request(exchange, subjects or ("child",))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    return request.file_id, hugh.get(hugh.link("Answer about Child"))


def kept(exchange: Exchange, request: UUID) -> list[set[str]]:
    """The fields of each draft that is kept, in the order of the people."""
    hugh = exchange.actors["hugh"]
    survey = survey_request(exchange.runtime, hugh, request)
    written = open_work(exchange.runtime, hugh, survey, survey.drafts).written
    return [set(answers_of(written[one.subject_id])) for one in survey.parts if one.subject_id in written]


def test_clear_takes_one_answer_out_and_saves_nothing(exchange: Exchange) -> None:
    request, hugh = begun(exchange)
    hugh.press(None, {"clear": "housing_known"}, **KNOWN, housing_known__note="Madeup: since May.")
    form = hugh.form(None)
    assert "housing_known-value" not in form
    assert "housing_known-answer" not in form
    assert form["housing_known-note"] == ""
    assert form["housing_known-nature"] == "fact", "as a form begins: a value is one act"
    assert form["housing_declared_household-value-0-member-name"] == "Madeup Adult-Nine"
    assert kept(exchange, request) == []


def test_what_was_cleared_leaves_the_draft_when_it_is_saved_and_not_before(exchange: Exchange) -> None:
    request, hugh = begun(exchange)
    hugh.press(None, SAVE, **KNOWN).press(None, {"clear": "housing_known"})
    assert "housing_known" in kept(exchange, request)[0]
    hugh.press(None, SAVE)
    assert "housing_known" not in kept(exchange, request)[0]
    assert "housing_declared_household" in kept(exchange, request)[0]


def test_other_things_are_shown_when_asked_for_and_nothing_typed_is_lost(exchange: Exchange) -> None:
    request, hugh = begun(exchange)
    shown = "Other things you may hold"
    assert [one.text for one in hugh.page.all("h2") if one.text == shown] == []
    hugh.press(None, OTHERS, **KNOWN, **SEARCHED)
    assert [one.text for one in hugh.page.all("h2") if one.text == shown] == [shown]
    form = hugh.form(None)
    assert form["housing_known-value"] == "yes"
    assert form["searched"] == "yes"
    assert form.get("housing_tenure-nature") == "fact", "a value there too is one act"
    assert kept(exchange, request) == []

    hugh.press(None, CONTINUE, housing_tenure__value="council", return_as_at__month="13")
    assert hugh.status == 422
    assert "housing_rent_arrears-note" in hugh.form(None), "a wrong date folds nothing away again"
    hugh.press(None, SAVE, return_as_at__month="11", return_as_at__day="20", return_as_at__year="2026")
    form = hugh.form(None)
    assert form["housing_tenure-value"] == "council", "what was answered stays in sight"
    assert "housing_rent_arrears-note" not in form, "and the rest is folded away again"


@pytest.mark.parametrize("other", ["Adult", "nobody of this request"])
def test_a_tab_saves_and_leads_to_that_person_or_stays(exchange: Exchange, other: str) -> None:
    request, hugh = begun(exchange, "child", "adult")
    tabs = [one for one in hugh.page.all("button") if one.get("name") == "to"]
    assert ["".join(one.itertext()) for one in tabs] == ["Save, and go to Adult (MM)"]
    to = tabs[0].get("value") if other == "Adult" else str(uuid4())
    hugh.press(None, {"to": to}, **KNOWN)
    assert hugh.heading.startswith("Your return: " + ("Adult" if other == "Adult" else "Child"))
    assert [set(HOUSING) <= one for one in kept(exchange, request)] == [True]


def test_a_tab_keeps_what_cannot_be_read_as_well_and_goes(exchange: Exchange) -> None:
    request, hugh = begun(exchange, "child", "adult")
    to = next(one.get("value") for one in hugh.page.all("button") if one.get("name") == "to")
    child = hugh.path
    hugh.press(None, {"to": to}, **KNOWN, return_as_at__month="13")
    assert hugh.heading.startswith("Your return: Adult")
    assert "return_as_at" not in kept(exchange, request)[0], "it is no answer"
    form = hugh.get(child).form(None)
    assert form["return_as_at-month"] == "13"
    assert form["housing_declared_household-value-0-member-name"] == "Madeup Adult-Nine"


def test_enter_in_a_field_saves_and_leads_to_nobody_else(exchange: Exchange) -> None:
    _, hugh = begun(exchange, "child", "adult")
    form = next(one for one in hugh.page.all("form") if one.get("action") is None)
    buttons = [
        one for one in hugh.page.all("button") if one in list(form.iter()) or one.get("form") == form.get("id", "")
    ]
    assert (buttons[0].get("name"), buttons[0].get("value")) == ("do", "save")


def test_nothing_goes_on_without_the_tick_that_says_that_somebody_searched(exchange: Exchange) -> None:
    request, hugh = begun(exchange)
    hugh.press(None, CONTINUE, **KNOWN, **NOT_TICKED)
    assert hugh.status == 422
    assert hugh.problems == (TICK,)
    assert hugh.page.summary_targets == ("searched",)
    assert hugh.form(None).getlist(BY) == ["name", "address"], "how is kept as typed"
    assert kept(exchange, request) == []
    hugh.press(None, CONTINUE, searched="yes")
    assert hugh.path.endswith("/check")


def test_a_draft_without_the_tick_does_not_say_that_somebody_searched_and_is_not_sent(exchange: Exchange) -> None:
    request, hugh = begun(exchange)
    hugh.press(None, SAVE, **KNOWN, **NOT_TICKED)
    assert BY not in kept(exchange, request)[0]
    assert "searched" not in hugh.form(None)
    check, sign_off = f"/inbox/{request}/check", f"/inbox/{request}/sign-off"
    assert "Before you can sign off" in hugh.get(check).text
    assert "Sign off and send" not in hugh.text
    hugh.press(sign_off, {"legal_basis": "council_child_protection"})
    assert hugh.status == 422
    assert leaves(exchange, "return_released") == 0


def test_whoever_searched_for_nothing_says_so_without_the_tick(exchange: Exchange) -> None:
    request, hugh = begun(exchange)
    hugh.press(None, CONTINUE, **{f"{key}__answer": "outside_coverage" for key in HOUSING})
    assert hugh.problems == ()
    assert hugh.path == f"/inbox/{request}/check"
    assert BY not in kept(exchange, request)[0]


def test_all_that_is_wrong_is_said_at_once(exchange: Exchange) -> None:
    """An item without an answer keeps nobody from reading what is wrong with the days and the systems."""
    request, hugh = begun(exchange)
    none = {"return_systems_searched__0__result": "not_available"}
    days = {f"return_period_from__{part}": one for part, one in (("day", "1"), ("month", "2"), ("year", "2027"))}
    nothing = {"housing_known__answer": "searched_no_trace"}
    hugh.press(None, CONTINUE, **SEARCHED | none, **days, **nothing)
    assert hugh.status == 422
    named = " ".join(hugh.problems)
    for said in ("People declared as living there", "is in the future", "at least one system that it was searched"):
        assert said in named, named
    assert kept(exchange, request) == []


def test_a_tab_says_whom_it_leads_to_as_it_is_said_on_the_telephone(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange, ("child", "child", "adult")), "probation", ("probation_known",))
    base = f"/inbox/{request.file_id}"
    peter = PartnerBrowser(exchange, "peter").get(base).press(f"{base}/claim")
    assert "born" not in peter.page.title
    peter.get(peter.link("Answer about Child"))
    assert len(re.findall(r"Save, and go to Child [A-Z0-9]{3} \(MM, born 2017\)", peter.text)) == 1
    assert "Save, and go to Adult (MM, born 1988)" in peter.text
    assert "MM" not in peter.page.title
