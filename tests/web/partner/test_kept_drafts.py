"""A draft is kept whatever state it is in, by the button or by itself; it is signed off only when it is finished."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request, leaves
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, SAVE, SEARCHED

UNFINISHED: list[dict[str, Any]] = [
    {"housing_known__answer": "value"},
    {"housing_known__answer": "declined", "housing_known__note": "Madeup: to be put in words."},
    {"housing_known__answer": "unable"},
    {"housing_known__value": "yes", "housing_known__information_date__day": "31",
     "housing_known__information_date__month": "2", "housing_known__information_date__year": "26"},
    {"return_as_at__month": "13"},
    {"return_period_from__day": "", "housing_known__value": "yes"},
    {"return_ring__name": "", "return_ring__role": "Madeup role", "return_ring__telephone": "not known yet"},
    {"return_anything_else__value": "Madeup: words without fact or opinion.", "return_anything_else__nature": ""},
]  # fmt: skip


def begun(exchange: Exchange, *subjects: str) -> tuple[str, PartnerBrowser]:
    """A claimed request, and Hugh's browser on the form about the child."""
    base = f"/inbox/{housing_request(exchange, subjects or ('child',)).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    return base, hugh.get(hugh.link("Answer about Child"))


def real(typed: dict[str, Any]) -> dict[str, Any]:
    """By the names the form has."""
    return {name.replace("__", "-"): value for name, value in typed.items()}


@pytest.mark.parametrize("typed", UNFINISHED, ids=lambda one: next(iter(one)))
def test_a_draft_is_saved_whatever_state_it_is_in_and_comes_back_as_it_was(
    exchange: Exchange, typed: dict[str, Any]
) -> None:
    base, hugh = begun(exchange)
    hugh.press(None, SAVE, housing_declared_household__answer="searched_no_trace", **SEARCHED, **typed)
    assert (hugh.status, "Draft last saved" in hugh.text) == (200, True)
    again = PartnerBrowser(exchange, "hugh").get(hugh.path).form(None)
    assert {name: again.get(name, "") for name in real(typed)} == real(typed)
    assert again["housing_declared_household-answer"] == "searched_no_trace"
    assert again["return_systems_searched-0-system"] == "Madeup tenancy system"

    hugh.get(f"{base}/check")
    assert "Before you can sign off" in hugh.text
    assert "what was typed there is no answer yet" in hugh.text
    hugh.send(f"{base}/sign-off", hugh.filled(f"{base}/sign-off", {"legal_basis": "public_task"}))
    assert hugh.status == 422
    assert leaves(exchange, "return_released") == 0


def test_what_is_finished_afterwards_is_an_answer_like_any_other(exchange: Exchange) -> None:
    base, hugh = begun(exchange)
    hugh.press(None, SAVE, **{**KNOWN, **SEARCHED, "housing_known__answer": "unable", "housing_known__value": ""})
    hugh.press(None, CONTINUE)
    assert hugh.problems == ("Say in the note why you cannot answer “Known to housing”",)
    hugh.press(None, CONTINUE, housing_known__note="Madeup: that system is down.")
    assert hugh.path == f"{base}/check"
    hugh.press(f"{base}/sign-off")
    assert hugh.path == f"{base}/receipt"


def test_what_a_sign_off_by_hand_lacks_is_linked_to_where_it_stands(exchange: Exchange) -> None:
    base, hugh = begun(exchange)
    hugh.press(None, SAVE, **{**KNOWN, **SEARCHED, "housing_known__answer": "unable"}).get(f"{base}/check")
    hugh.send(f"{base}/sign-off", hugh.filled(f"{base}/sign-off", {"legal_basis": "made up"}))
    assert hugh.status == 422, "and each link of the summary leads somewhere: every page is held to that"
    assert hugh.problems


def test_whoever_was_only_looked_at_has_no_draft_and_is_not_skipped(exchange: Exchange) -> None:
    _, hugh = begun(exchange, "child", "adult")
    child = hugh.path
    adult = next(str(one.get("value")) for one in hugh.page.all("button") if one.get("name") == "to")
    hugh.press(None, {"to": adult})
    assert hugh.heading.startswith("Your return: Adult")
    hugh.press(None, CONTINUE, **KNOWN, **SEARCHED)
    assert hugh.path == child, "the child waits for an answer"
    assert "Draft last saved" not in hugh.text


@pytest.mark.parametrize(
    "typed", [{"return_systems_searched__0__system": "Madeup archive"}, {"searched": "yes"}, {"return_as_at__day": "1"}]
)
def test_a_tab_keeps_the_least_thing_that_was_typed(exchange: Exchange, typed: dict[str, Any]) -> None:
    _, hugh = begun(exchange, "child", "adult")
    child = hugh.path
    adult = next(str(one.get("value")) for one in hugh.page.all("button") if one.get("name") == "to")
    hugh.press(None, {"to": adult}, **typed).get(child)
    assert "Draft last saved" in hugh.text
    assert {name: hugh.form(None).get(name) for name in real(typed)} == real(typed)


def test_it_is_kept_by_itself_without_opening_anything_and_says_when(exchange: Exchange) -> None:
    _, hugh = begun(exchange)
    page, opened = hugh.path, leaves(exchange, "opened")
    sent = hugh.filled(None, {**KNOWN, "housing_tenure__answer": "unable", "rest": "yes"})
    told = hugh.client.post(f"{page}/keep", data=sent, base_url="https://localhost")
    assert told.status_code == 200
    assert told.json == {"said": "Draft saved by itself at 10am.", "version": "1", "ends_in": 30 * 60}
    assert leaves(exchange, "opened") == opened
    again = hugh.client.post(f"{page}/keep", data=sent, base_url="https://localhost")
    assert again.status_code == 409, "the first one's version stands: another window is not overwritten"
    assert "another window" in str(again.json)
    assert hugh.get(page).form(None)["housing_known-value"] == "yes"


def test_with_nothing_typed_nothing_is_kept(exchange: Exchange) -> None:
    _, hugh = begun(exchange)
    cleared: dict[str, Any] = {name: [] for name in hugh.form(None) if name.startswith("return_")}
    told = hugh.client.post(f"{hugh.path}/keep", data=hugh.filled(None, cleared), base_url="https://localhost")
    assert told.json == {"said": "", "version": "", "ends_in": 30 * 60}
