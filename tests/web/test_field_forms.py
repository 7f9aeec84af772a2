"""Forms built from the catalogue: what was typed comes back as typed, and every error leads to its input."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.domain.answers import Answer
from app.schemas.answers import load_answers, load_values
from app.web.field_forms import (
    RowChange,
    change_rows,
    error_links,
    errors_by_id,
    read_answers,
    read_values,
    row_change,
)
from app.web.typed_again import raw_answers, raw_values
from tests.web.gallery.examples import EXAMPLES, Example
from tests.web.gallery.site import FIELDS, NOW
from tests.web.pages import parse, posted

BY_KEY = {field.key: field for field in FIELDS}
ROWS = EXAMPLES[-1].field


def as_form(name: str, typed: Any) -> list[tuple[str, str]]:
    if isinstance(typed, dict):
        return [pair for part, inner in typed.items() for pair in as_form(f"{name}-{part}", inner)]
    if isinstance(typed, list) and typed and isinstance(typed[0], dict):
        pairs = [pair for index, row in enumerate(typed) for pair in as_form(f"{name}-{index}", row)]
        return [(f"{name}-count", str(len(typed))), *pairs]
    return [(name, one) for one in typed] if isinstance(typed, list) else [(name, typed)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one.field.key))
def test_every_type_is_read_as_typed_and_checked(example: Example) -> None:
    key = example.field.key
    form = MultiDict([*as_form(f"{key}-value", example.typed), (f"{key}-nature", "fact")])
    raw = read_answers(form, [example.field])
    assert raw[key]["answer"] == "value"  # typed without choosing
    assert load_answers(raw, [example.field], today=NOW.date())[key].value == example.value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one.field.key))
def test_a_draft_fills_its_form_again(example: Example) -> None:
    key = example.field.key
    answers = {key: Answer("value", example.value, "opinion", NOW.date(), "A note")}
    again = raw_answers(answers, BY_KEY)
    assert load_answers(again, [example.field], today=NOW.date()) == answers
    values = {key: example.value}
    assert load_values(raw_values(values, BY_KEY), [example.field], today=NOW.date()) == values


def test_plain_values_take_the_key_as_name() -> None:
    form = MultiDict(as_form("probation_date", EXAMPLES[4].typed))
    assert read_values(form, [EXAMPLES[4].field]) == {"probation_date": {"day": "27", "month": "3", "year": "2026"}}


def test_error_paths_are_the_names_of_inputs() -> None:
    errors = {"probation_rows.value.1.on.day": "Enter the day"}
    assert [link.href for link in error_links(errors)] == ["#probation_rows-value-1-on-day"]
    assert errors_by_id(errors) == {"probation_rows-value-1-on-day": "Enter the day"}


def test_row_buttons_are_told_from_submissions() -> None:
    assert row_change(MultiDict({"add_row": "a-value"})) == RowChange("a-value", None)
    assert row_change(MultiDict({"remove_row": "a-value-12"})) == RowChange("a-value", 12)
    assert row_change(MultiDict({"remove_row": "a-value"})) is None
    assert row_change(MultiDict({"save": "yes"})) is None


def test_rows_are_added_and_taken_out_with_everything_else_kept() -> None:
    raw = {"a": {"answer": "value", "value": [{"on": "1"}, {"on": "2"}], "note": "kept"}, "b": [{"x": "1"}]}
    added = change_rows(raw, RowChange("a-value", None))
    assert added["a"] == {"answer": "value", "value": [{"on": "1"}, {"on": "2"}, {}], "note": "kept"}
    assert change_rows(raw, RowChange("a-value", 0))["a"]["value"] == [{"on": "2"}]
    assert change_rows(raw, RowChange("b", None))["b"] == [{"x": "1"}, {}]
    assert change_rows(raw, RowChange("nothing", 0)) == raw


def test_a_count_out_of_all_bounds_is_harmless() -> None:
    for count in ("999", "-1", "1e9", "x"):
        raw = read_answers(MultiDict({f"{ROWS.key}-value-count": count}), [ROWS])
        assert len(raw[ROWS.key]["value"]) <= 51


def test_a_filled_form_is_accepted_and_shows_the_same_again(client: FlaskClient) -> None:
    page = client.get("/form?filled=1").text
    fields = posted(page)
    answer = client.post("/form", data=fields)
    assert answer.status_code == 200, re.findall(r"error-message.*", answer.text)
    before, after = (
        sorted(pair for pair in fields.items(multi=True) if pair[1]) for fields in (fields, posted(answer.text))
    )
    changed = {pair for pair in after if pair not in before}
    # The only differences: a postcode in capitals, a time of day in one form.
    assert changed <= {
        ("probation_address-value-postcode", "ZZ1 1ZZ"),
        ("probation_datetime-value-time", "14:30"),
        ("csrf_token", fields["csrf_token"]),
    } | {pair for pair in changed if pair[0] == "csrf_token"}


def test_a_form_with_errors_keeps_what_was_typed_and_leads_to_each_input(client: FlaskClient) -> None:
    fields = posted(client.get("/form?filled=1").text)
    fields["probation_date-value-month"] = "13"
    fields["probation_address-value-postcode"] = "NOWHERE"
    fields["probation_text-answer"] = "declined"
    answer = client.post("/form", data=fields)
    assert answer.status_code == 422
    again = posted(answer.text)
    assert again["probation_date-value-month"] == "13"
    assert again["probation_address-value-postcode"] == "NOWHERE"
    assert again["probation_text-value"] == "ZZ/0001 Example"
    page = parse(answer.text)
    assert page.title.startswith("Error: ")
    assert {"probation_date-value-month", "probation_address-value-postcode", "probation_text-ground"} <= set(
        page.summary_targets
    )


def test_add_another_keeps_everything_typed(client: FlaskClient) -> None:
    fields = posted(client.get("/form?filled=1").text)
    fields["probation_date-value-month"] = "13"
    fields["add_row"] = "probation_rows-value"
    answer = client.post("/form", data=fields)
    again = posted(answer.text)
    assert answer.status_code == 200
    assert again["probation_rows-value-count"] == "3"
    assert again["probation_rows-value-1-what"] == "Office visit"
    assert again["probation_date-value-month"] == "13"
