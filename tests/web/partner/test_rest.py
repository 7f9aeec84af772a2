"""“Nothing found for the rest” answers what was left blank, and never what must be read before it is answered."""

from __future__ import annotations

import pytest

from app.domain.answers import NO_TRACE
from app.web.partner.rest import by_itself, nothing_for_the_rest
from tests.web.exchange import Exchange
from tests.web.partner.asked import household, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, SAVE, SEARCHED

PLAIN = ("housing_known", "housing_tenancy_start", "housing_last_visit", "housing_rent_arrears")
READ = ("housing_injunction_or_closure", "housing_safe_address_flag", "housing_tenure", "housing_visiting_risk")
HELD = {
    "housing_known__answer": "value", "housing_known__value": "yes", "housing_known__nature": "fact",
    "housing_rent_arrears__answer": "unable", "housing_rent_arrears__note": "Madeup: that system is down.",
}  # fmt: skip


def asked(exchange: Exchange) -> tuple[str, PartnerBrowser]:
    """Hugh's browser on the form of a request that asks for some of each sort."""
    request = request_to(exchange, household(exchange), "housing", (*PLAIN, *READ))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    return base, hugh.get(hugh.link("Answer about Child"))


def said(hugh: PartnerBrowser) -> dict[str, str | None]:
    """The answer kind that stands in the form, by field."""
    form = hugh.form(None)
    return {key: form.get(f"{key}-answer") for key in (*PLAIN, *READ)}


def test_the_tick_answers_every_blank_field_of_which_the_policy_says_so_and_no_other(exchange: Exchange) -> None:
    catalogue = exchange.runtime.policy.release.catalogue
    fields = [one for one in catalogue.values() if one.record == "return"]
    blank = {one.key: {"answer": "", "value": "", "nature": "fact"} for one in fields}
    ticked = nothing_for_the_rest(blank, fields)
    left = {key for key, typed in ticked.items() if typed["answer"] == ""}
    assert left == {one.key for one in by_itself(fields)} == {one.key for one in fields if not one.rest}


def test_the_tick_answers_what_was_left_blank_and_names_what_it_does_not(exchange: Exchange) -> None:
    base, hugh = asked(exchange)
    for label in ("Injunction or closure order", "Safe address", "Kind of tenure", "Visiting risk marker"):
        assert f"“{label}”" in hugh.text.partition("nothing found for the rest")[2][:300]
    hugh.press(None, CONTINUE, rest="yes", **HELD, **SEARCHED)
    assert hugh.status == 422
    assert sorted(hugh.problems) == [
        "Choose an answer for “Injunction or closure order”",
        "Choose an answer for “Kind of tenure”",
        "Choose an answer for “Safe address”",
        "Choose an answer for “Visiting risk marker”",
    ]
    assert said(hugh) == {
        "housing_known": "value", "housing_rent_arrears": "unable",
        "housing_tenancy_start": NO_TRACE, "housing_last_visit": NO_TRACE, **dict.fromkeys(READ),
    }  # fmt: skip
    assert "rest" not in hugh.form(None), "it has been done, and is not done again unasked"
    hugh.press(None, CONTINUE, **{f"{key}__answer": NO_TRACE for key in READ})
    assert hugh.path == f"{base}/check"
    assert hugh.text.count("Searched, no trace") == len(READ) + 2


def test_a_draft_keeps_no_answer_for_what_was_left_out(exchange: Exchange) -> None:
    _, hugh = asked(exchange)
    hugh.press(
        None, SAVE, rest="yes", housing_last_visit__note="Madeup: to be looked up.", housing_last_visit__answer="unable"
    )
    assert "Draft last saved" in hugh.text
    assert said(hugh) == {
        "housing_known": NO_TRACE, "housing_tenancy_start": NO_TRACE, "housing_rent_arrears": NO_TRACE,
        "housing_last_visit": "unable", **dict.fromkeys(READ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "button", [{"do": "others"}, {"add_row": "return_systems_searched"}, {"clear": "housing_known"}]
)
def test_a_button_that_only_shows_more_answers_nothing_and_keeps_the_tick(
    exchange: Exchange, button: dict[str, str]
) -> None:
    _, hugh = asked(exchange)
    hugh.press(None, button, rest="yes")
    assert hugh.form(None).get("rest") == "yes"
    assert set(said(hugh).values()) == {None}
    assert "Draft last saved" not in hugh.text
