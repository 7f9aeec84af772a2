"""Raw answers in, domain answers out; each error names the field and the fix, never the value."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.answers import ANSWER_KINDS, Answer
from app.domain.errors import InvalidInput
from app.schemas.answers import flat_errors, load_answers, load_gists, load_values
from tests.web.gallery.examples import EXAMPLES, Example, a_field

TODAY = date(2026, 11, 20)
VISIT = a_field("date", "Date of the last visit")


def refused(raw: Any, *fields: Any, complete: bool = True) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        load_answers(raw, fields or (VISIT,), today=TODAY, complete=complete)
    return caught.value.errors


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one.field.key))
def test_what_is_typed_becomes_the_value_of_the_box(example: Example) -> None:
    raw = {example.field.key: {"answer": "value", "value": example.typed, "nature": "fact"}}
    assert load_answers(raw, [example.field], today=TODAY) == {
        example.field.key: Answer("value", example.value, "fact")
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one.field.key))
def test_the_value_of_the_box_is_accepted_as_it_is(example: Example) -> None:
    raw = {example.field.key: {"answer": "value", "value": example.value, "nature": "opinion"}}
    assert load_answers(raw, [example.field], today=TODAY)[example.field.key].value == example.value


def test_silence_is_no_answer() -> None:
    assert refused({}) == {"probation_date.answer": "Choose an answer for “Date of the last visit”"}
    assert load_answers({}, [VISIT], today=TODAY, complete=False) == {}


@pytest.mark.parametrize("kind", [kind for kind in ANSWER_KINDS if kind != "value"])
def test_every_other_answer_needs_no_value(kind: str) -> None:
    raw = {"answer": kind, "note": "Because.", "ground": "legal_bar", "nature": "fact"}
    answer = load_answers({VISIT.key: raw}, [VISIT], today=TODAY)[VISIT.key]
    assert answer == Answer(kind, None, None, None, "Because.", "legal_bar" if kind == "declined" else None)


@pytest.mark.parametrize(
    "raw,part",
    [
        ({"answer": "value", "nature": "fact", "note": "x"}, "value.day"),
        ({"answer": "value", "value": "2026-03-27"}, "nature"),
        ({"answer": "declined", "note": "No."}, "ground"),
        ({"answer": "declined", "ground": "legal_bar"}, "note"),
        ({"answer": "unable"}, "note"),
        ({"answer": "more_information_needed"}, "note"),
        ({"answer": "searched_no_trace", "value": "2026-03-27"}, "answer"),
        ({"answer": "withheld"}, "answer"),
        ({"answer": "declined", "ground": "busy", "note": "No."}, "ground"),
        ({"answer": "value", "value": "2026-03-27", "nature": "guess"}, "nature"),
        (
            {"answer": "value", "value": "2026-03-27", "nature": "fact", "information_date": "2026-11-21"},
            "information_date",
        ),
    ],
)
def test_an_incomplete_answer_names_the_part_to_mend(raw: dict[str, Any], part: str) -> None:
    errors = refused({VISIT.key: raw})
    assert list(errors) == [f"probation_date.{part}"]
    assert "Date of the last visit" in errors[f"probation_date.{part}"]


def test_a_wrong_date_is_named_as_its_field_is_on_the_page() -> None:
    typed = {"answer": "value", "value": "2026-03-27", "nature": "fact"}
    errors = refused({VISIT.key: {**typed, "information_date": {"day": "31", "month": "2", "year": "2026"}}})
    (said,) = errors.values()
    assert "“Date of the last visit: as of”" in said


def test_what_was_not_asked_for_is_refused() -> None:
    assert "housing_arrears" in refused({VISIT.key: {"answer": "not_searched"}, "housing_arrears": {}})
    assert VISIT.key in refused({VISIT.key: {"answer": "not_searched", "level": "full"}})


def test_errors_of_rows_name_entry_and_column() -> None:
    rows = EXAMPLES[-1].field
    typed = [{"on": "2026-04-01"}, {"on": {"day": "31", "month": "4", "year": "2026"}, "weather": "hail"}]
    errors = refused({rows.key: {"answer": "value", "value": typed, "nature": "fact"}}, rows)
    assert set(errors) == {"probation_rows.value.1.on.day", "probation_rows.value.1.weather"}
    assert "entry 2 of Contacts in the period" in errors["probation_rows.value.1.weather"]


def test_a_typed_gist_is_demanded_where_the_catalogue_demands_one() -> None:
    summary = a_field("long_text", "Summary", gist=True)
    answers = {summary.key: Answer("value", "Much.", "fact")}
    assert load_gists({summary.key: {"gist": " Short. "}}, answers, [summary]) == {summary.key: "Short."}
    assert load_gists({}, answers, [summary], complete=False) == {}
    with pytest.raises(InvalidInput) as caught:
        load_gists({}, answers, [summary])
    assert set(caught.value.errors) == {f"{summary.key}.gist"}
    assert load_gists({}, {summary.key: Answer("not_searched")}, [summary]) == {}


def test_plain_values_honour_required() -> None:
    needed = a_field("text", "Systems searched", required=True)
    optional = a_field("number", "Visits made")
    assert load_values({needed.key: "nDelius", optional.key: ""}, [needed, optional], today=TODAY) == {
        needed.key: "nDelius"
    }
    with pytest.raises(InvalidInput) as caught:
        load_values({optional.key: "0"}, [needed, optional], today=TODAY)
    assert caught.value.errors == {needed.key: "Enter “Systems searched”"}
    assert load_values({optional.key: "0"}, [needed, optional], today=TODAY, complete=False) == {optional.key: 0}


def test_flat_errors_join_paths_and_sentences() -> None:
    assert flat_errors({"a": {"b": ["One", "Two"]}, "_schema": ["Odd"]}) == {"a.b": "One. Two", "": "Odd"}
