from __future__ import annotations

from typing import Any

import pytest

from policies.engine.catalogue import Column, Field, Option
from policies.engine.values import value_problem

OPTIONS = (Option("low", "Low"), Option("high", "High"))


def field(kind: str, **details: Any) -> Field:
    return Field(
        key="x_y", label="Y", type=kind, organisation="x", record="return", category="personal", audience=("desk",),
        keep_for="P1D", example=None, file="x.toml", **details,
    )  # fmt: skip


FITTING: list[tuple[str, object]] = [
    ("yes_no_unknown", "unknown"),
    ("text", "some words"),
    ("long_text", "more\nwords"),
    ("number", 3),
    ("number", 2.5),
    ("date", "2026-04-01"),
    ("datetime", "2026-04-01T09:30:00Z"),
    ("datetime", "2026-04-01T09:30:00+01:00"),
    ("choice", "low"),
    ("choices", ["high", "low"]),
    ("address", {"lines": ["1 Sample Street"], "town": None, "postcode": "ZZ99 3VZ"}),
    ("person", {"name": "Alder Sampleton", "date_of_birth": "2015-06-30"}),
    ("contact", {"name": "Rowan Madeup", "email": "rowan@madeup.example"}),
    ("rows", [{"on": "2026-01-01"}, {"band": "low"}]),
]
WRONG: list[tuple[str, object, str]] = [
    ("yes_no_unknown", True, "yes, no or unknown"),
    ("text", "  ", "not blank"),
    ("number", "3", "a number"),
    ("number", True, "a number"),
    ("date", "1 April", "a date"),
    ("date", "20260401", "a date"),
    ("date", 3, "a date"),
    ("datetime", "2026-04-01T09:30:00", "time zone"),
    ("datetime", "yesterday", "date and time"),
    ("datetime", 3, "date and time"),
    ("choice", "middling", "not one of low, high"),
    ("choices", [], "at least one option"),
    ("choices", "low", "at least one option"),
    ("choices", ["low", "middling"], "not one of low, high"),
    ("address", "1 Sample Street", "an address"),
    ("address", {"lines": "1 Sample Street", "postcode": "ZZ99 3VZ"}, "list of texts"),
    ("address", {"lines": [" "], "postcode": "ZZ99 3VZ"}, "list of texts"),
    ("address", {"lines": ["1 Sample Street"]}, "a postcode"),
    ("address", {"postcode": "ZZ99 3VZ", "country": "x"}, "'country' is not one of"),
    ("person", "Alder", "a name"),
    ("person", {"name": "Alder", "date_of_birth": "June"}, "a date"),
    ("person", {"relationship": "aunt"}, "a name"),
    ("contact", {"name": "Rowan", "role": ""}, "role must be text"),
    ("rows", [], "at least one row"),
    ("rows", [{}], "row 1 must be"),
    ("rows", [{"when": "2026-01-01"}], "no column 'when'"),
    ("rows", [{"on": "2026-01-01"}, {"on": "then"}], "row 2, on: must be a date"),
]


def of(kind: str) -> Field:
    columns = (Column("on", "On", "date"), Column("band", "Band", "choice", OPTIONS)) if kind == "rows" else ()
    return field(kind, options=OPTIONS if kind.startswith("choice") else (), columns=columns)


@pytest.mark.parametrize(("kind", "value"), FITTING)
def test_values_that_fit(kind: str, value: object) -> None:
    assert value_problem(of(kind), value) is None


@pytest.mark.parametrize(("kind", "value", "problem"), WRONG)
def test_values_that_do_not_fit_say_why(kind: str, value: object, problem: str) -> None:
    assert problem in str(value_problem(of(kind), value))


def test_limits() -> None:
    assert "at most 4 are allowed" in str(value_problem(field("text", max_length=4), "five5"))
    assert value_problem(field("text", max_length=4), "four") is None
    assert "at least 1" in str(value_problem(field("number", minimum=1), 0))
    assert "at most 9" in str(value_problem(field("number", maximum=9), 10))
    assert value_problem(field("number", minimum=1, maximum=9), 9) is None
