"""Dates of which not all is known, dates that are over, and every wrong part named at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.schemas.answers import load_values
from app.schemas.question import question_of
from app.schemas.values import read_value
from app.web.typed_again import raw_values
from app.web.value_words import value_words
from policies.engine.catalogue import Column, Field
from policies.engine.loading import load_release
from policies.engine.masks import apply_mask
from tests.schemas.test_values import PLAIN, TODAY, errors_of

SHIPPED = load_release(Path(__file__).resolve().parents[2] / "policies").catalogue


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"day": "", "month": "", "year": "2017"}, "2017"),
        ({"day": "", "month": "3", "year": "2017"}, "2017-03"),
        ({"day": "4", "month": "March", "year": "2017"}, "2017-03-04"),
        ("2017", "2017"),
        ("2017-03", "2017-03"),
        ("2017-03-04", "2017-03-04"),
    ],
)
def test_of_a_birth_only_what_is_known_is_asked_kept_shown_and_asked_again(typed: Any, kept: str) -> None:
    field = SHIPPED["case_date_of_birth"]
    person = PLAIN["person"]
    assert load_values({field.key: typed}, [field], today=TODAY) == {field.key: kept}
    assert read_value({"name": "Maxi", "date_of_birth": typed}, question_of(person), TODAY)["date_of_birth"] == kept
    shown = {"2017": "2017", "2017-03": "March 2017", "2017-03-04": "4 March 2017"}[kept]
    assert value_words(field, kept) == shown
    assert f"born {shown}" in value_words(person, {"name": "Maxi", "date_of_birth": kept})
    again = raw_values({field.key: kept}, {field.key: field})
    assert load_values(again, [field], today=TODAY) == {field.key: kept}
    assert apply_mask("year_of_birth", kept) == "2017"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ({"day": "4", "month": "", "year": "2017"}, {"month"}),
        ({"day": "", "month": "3", "year": ""}, {"year"}),
        ({"day": "", "month": "", "year": "2027"}, {"year"}),
        ({"day": "", "month": "12", "year": "2026"}, {"year"}),
        ({"day": "31", "month": "2", "year": "17"}, {"day", "year"}),
        ({"day": "0", "month": "13", "year": "x"}, {"day", "month", "year"}),
        ("2017-3", {""}),
        ("2017-02-30", {""}),
        ("2017-00", {""}),
    ],
)
def test_every_part_of_a_date_that_is_wrong_is_named_at_once(typed: Any, parts: set[str]) -> None:
    assert set(errors_of(SHIPPED["case_date_of_birth"], typed)) == parts


def test_a_moment_names_all_its_wrong_parts_and_is_not_in_the_future() -> None:
    received = SHIPPED["case_received_at"]
    wrong = errors_of(received, {"day": "31", "month": "2", "year": "26", "time": "25:99"})
    assert list(wrong) == ["day", "year", "time"]
    assert all(received.label in sentence for sentence in wrong.values())
    for year in ("2099", "2027"):
        assert set(errors_of(received, {"day": "1", "month": "1", "year": year, "time": "9am"})) == {"day"}
    assert set(errors_of(received, "2099-01-01T09:00:00Z")) == {""}


def test_what_is_over_is_never_dated_in_the_future() -> None:
    """Whether a date may lie ahead stands in the catalogue: those of plans and ends may, those of records may not.

    What a search covers is checked with its other days when a return is signed off.
    """
    ahead = {"to", "until", "expires", "since"}
    dates: list[tuple[str, Field | Column]] = [
        *((field.key, field) for field in SHIPPED.values()),
        *((field.key, column) for field in SHIPPED.values() for column in field.columns),
    ]
    dates = [(key, asked) for key, asked in dates if asked.type in {"date", "datetime"} and not asked.past]
    assert {key for key, asked in dates if asked.key not in ahead} == {
        "case_due_date_of_birth", "request_due_date_of_birth", "health_unborn_due_date", "early_help_team_meetings",
        "mental_health_planned_discharge", "mental_health_episode_closed", "probation_planned_release",
        "probation_supervision_start", "probation_supervision_end", "probation_restraining_order_expires",
        "return_expires_on", "return_period_from", "return_period_to", "return_as_at", "request_date_window_to",
        "request_changed", "dwp_claim_start", "dwp_claim_end", "housing_tenancy_start", "housing_tenancy_end",
        "fire_home_visit_date", "case_escalation_answer_by", "case_hold_again",
    }  # fmt: skip
