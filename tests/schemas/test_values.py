"""Each kind of bad value is refused in words that name the fix, and what is accepted has one form."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from app.domain.answers import Answer
from app.schemas.answers import flat_errors
from app.schemas.question import question_of
from app.schemas.texts import read_text
from app.schemas.values import READERS, read_value
from policies.engine.catalogue import Field
from policies.engine.vocabulary import FIELD_TYPES
from tests.strangers import any_text, odd_digits, odd_moments
from tests.web.gallery.examples import EXAMPLES, a_field

TODAY = date(2026, 11, 20)
parts = st.sampled_from(["day", "month", "year", "time", "name", "date_of_birth", "postcode", "uprn", "lines"])
PLAIN = {example.field.type: example.field for example in EXAMPLES}


def errors_of(field: Field, raw: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        read_value(raw, question_of(field), TODAY)
    return flat_errors(caught.value.messages)


def test_every_field_type_has_a_reader() -> None:
    assert set(READERS) == set(FIELD_TYPES)


@pytest.mark.parametrize(
    "kind,raw,path",
    [
        ("yes_no_unknown", "maybe", ""),
        ("yes_no_unknown", True, ""),
        ("text", "a" * 201, ""),
        ("text", "two\nlines", ""),
        ("text", "nul\x00", ""),
        ("text", "abc\u202ecba", ""),
        ("text", 7, ""),
        ("long_text", "a" * 501, ""),
        ("long_text", "bell\x07", ""),
        ("number", "twelve", ""),
        ("number", "1e9", ""),
        ("number", "-1", ""),
        ("number", 501, ""),
        ("number", True, ""),
        ("number", float("nan"), ""),
        ("date", "27/3/2026", ""),
        ("date", "2026-02-30", ""),
        ("date", {"day": "30", "month": "2", "year": "2026"}, "day"),
        ("date", {"day": "3", "month": "13", "year": "2026"}, "month"),
        ("date", {"day": "3", "month": "3", "year": "26"}, "year"),
        ("date", {"day": "3", "month": "3", "year": "1066"}, "year"),
        ("date", {"day": "3", "month": "", "year": "2026"}, "month"),
        ("date", {"day": "٣", "month": "3", "year": "2026"}, "day"),
        ("date", {"day": "3", "month": "3", "year": "2026", "hour": "1"}, ""),
        ("date", 20260327, ""),
        ("datetime", "2026-03-27T14:30:00", ""),
        ("datetime", {"day": "27", "month": "3", "year": "2026", "time": "25:00"}, "time"),
        ("datetime", {"day": "27", "month": "3", "year": "2026", "time": ""}, "time"),
        ("datetime", {"day": "29", "month": "3", "year": "2026", "time": "1:30am"}, "time"),
        ("choice", "hail", ""),
        ("choice", ["rain"], ""),
        ("choices", ["rain", "hail"], ""),
        ("choices", "rain", ""),
        ("address", {"postcode": "NOWHERE"}, "postcode"),
        ("address", {"uprn": "12a"}, "uprn"),
        ("address", {"planet": "Earth"}, ""),
        ("address", {"lines": ["1", "2", "3", "4"]}, "lines"),
        ("address", "1 Example Street", ""),
        ("person", {"reference": "X"}, "name"),
        ("person", {"name": "A", "date_of_birth": "2026-11-21"}, "date_of_birth"),
        ("contact", {"name": "A", "telephone": "ring me"}, "telephone"),
        ("contact", {"name": "A", "email": "at home"}, "email"),
        ("rows", "one", ""),
        ("rows", [{"on": "2026-01-01"}] * 51, ""),
        ("rows", [{"colour": "red"}], "0"),
    ],
)
def test_bad_input_names_part_and_field(kind: str, raw: Any, path: str) -> None:
    errors = errors_of(PLAIN[kind], raw)
    assert list(errors) == [path]
    assert PLAIN[kind].label in errors[path]


def test_text_is_brought_to_one_form() -> None:
    assert read_text("  Ame\u0301lie\r\nsecond ", "Text", limit=50, lines=True) == "Am\u00e9lie\nsecond"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_whatever_ends_a_line_where_words_come_from_is_a_line_break(end: str) -> None:
    assert read_text(f"first{end}second", "Text", limit=50, lines=True) == "first\nsecond"


def test_what_word_puts_into_words_is_taken_as_it_is_meant() -> None:
    assert read_text("step\x1echild of the neigh\x1fbour", "Text", limit=50) == "step-child of the neighbour"


@pytest.mark.parametrize(
    ("text", "lines", "place"),
    [
        ("one\ntwo bell\x07", True, "control character in line 2, after 8 characters, of “Text”"),
        ("two\nlines", False, "line break in line 1, after 3 characters, of “Text”"),
        ("a\x0bb \u202ec", True, "direction mark in line 2, after 2 characters, of “Text”"),
    ],
)
def test_what_must_go_is_named_with_its_place(text: str, *, lines: bool, place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_text(text, "Text", limit=50, lines=lines)
    assert place in str(caught.value.messages[0])


@pytest.mark.parametrize(
    "typed,kept", [("2:30pm", "13:30"), ("14.30", "13:30"), ("midday", "11:00"), ("12am", "23:00")]
)
def test_times_are_london_times(typed: str, kept: str) -> None:
    parts = {"day": "27", "month": "7", "year": "2026", "time": typed}
    assert kept in read_value(parts, question_of(PLAIN["datetime"]), TODAY)


def test_months_may_be_words() -> None:
    typed = {"day": "1", "month": "Sept", "year": "2026"}
    assert read_value(typed, question_of(PLAIN["date"]), TODAY) == "2026-09-01"


def test_nobody_is_born_in_the_future() -> None:
    born = a_field("date", "Date of birth", key="request_date_of_birth", past=True)
    assert errors_of(born, {"day": "21", "month": "11", "year": "2026"}).keys() == {"day"}
    due = a_field("date", "Due date", key="request_due_date_of_birth")
    assert read_value("2026-11-21", question_of(due), TODAY) == "2026-11-21"


@pytest.mark.parametrize(
    "kind,raw",
    [
        ("date", {"day": "1", "month": "1", "year": "0000"}),
        ("date", {"day": "31", "month": "2", "year": "9999"}),
        ("datetime", {"day": "1", "month": "1", "year": "0000", "time": "midday"}),
        ("datetime", "0001-01-01T00:00:00+23:59"),
        ("datetime", "0001-01-01T00:00:00Z"),
        ("datetime", "9999-12-31T23:59:59-23:59"),
        ("datetime", "1899-12-31T00:00:00Z"),
        ("person", {"name": "Madeup", "date_of_birth": {"day": "1", "month": "1", "year": "0000"}}),
        ("number", "9" * 5000),
        ("number", float("nan")),
        ("number", "²"),
        ("text", "half\ud800"),
        ("address", {"postcode": "half\ud800"}),
    ],
)
def test_what_leads_out_of_the_calendar_or_the_alphabet_is_refused(kind: str, raw: Any) -> None:
    assert errors_of(PLAIN[kind], raw)


def test_a_number_that_python_itself_will_not_write_is_refused() -> None:
    for kind in ("number", "text", "date"):
        assert errors_of(PLAIN[kind], 10**5000)


@given(st.sampled_from(sorted(READERS)), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text | odd_moments | odd_digits
    | st.builds(pow, st.just(10), st.just(5000)),
    lambda inner: st.lists(inner) | st.dictionaries(any_text | parts, inner), max_leaves=8,
))  # fmt: skip
def test_whatever_comes_in_is_read_or_refused(kind: str, raw: Any) -> None:
    refused: dict[str, str] | None = None
    try:
        Answer("value", read_value(raw, question_of(PLAIN[kind]), TODAY)).encoded()
    except ValidationError as error:
        refused = flat_errors(error.messages)
    assert refused is None or all(refused.values())
