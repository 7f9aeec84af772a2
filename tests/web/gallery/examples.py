"""One made-up field of each type, with a value as typed, a JSON value, and an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policies.engine.catalogue import Column, Field, Option

WEATHER = (Option("fine", "Fine"), Option("rain", "Rain"), Option("storm", "Storm, with a great deal of wind"))
TOWNS = tuple(Option(f"town_{number}", f"Town number {number}") for number in range(1, 12))


@dataclass(frozen=True, slots=True)
class Example:
    """A field, what somebody types into it, and the JSON value that gives."""

    field: Field
    typed: Any
    value: Any


def a_field(kind: str, label: str, **changes: Any) -> Field:
    """A probation return field of this type, for made-up forms."""
    wanted: dict[str, Any] = {
        "key": f"probation_{kind}", "label": label, "type": kind, "organisation": "probation", "record": "return",
        "category": "personal", "audience": ("hub_collator",), "keep_for": "P90D", "example": None, "file": "example",
    }  # fmt: skip
    return Field(**{**wanted, **changes})


EXAMPLES: tuple[Example, ...] = (
    Example(a_field("yes_no_unknown", "Known to the service", hint="Now or in the last ten years"), "yes", "yes"),
    Example(a_field("text", "Case reference"), "ZZ/0001 Example", "ZZ/0001 Example"),
    Example(
        a_field("long_text", "Summary of involvement", max_length=500, gist=True),
        "A visit on a Tuesday.\nNothing of note.",
        "A visit on a Tuesday.\nNothing of note.",
    ),
    Example(a_field("number", "Visits made", unit="visits", minimum=0, maximum=500), "12", 12),
    Example(a_field("date", "Date of the last visit"), {"day": "27", "month": "3", "year": "2026"}, "2026-03-27"),
    Example(
        a_field("datetime", "Last attendance"),
        {"day": "27", "month": "7", "year": "2026", "time": "2:30pm"},
        "2026-07-27T13:30:00Z",
    ),
    Example(a_field("choice", "Weather on the day", options=WEATHER), "rain", "rain"),
    Example(a_field("choice", "Town of the office", key="probation_town", options=TOWNS), "town_3", "town_3"),
    Example(a_field("choices", "Weather that week", options=WEATHER), ["fine", "storm"], ["fine", "storm"]),
    Example(
        a_field("address", "Last known address"),
        {"line1": "1 Example Street", "line2": "", "line3": "", "town": "Madeupton", "postcode": "zz11zz", "uprn": ""},
        {"lines": ["1 Example Street"], "town": "Madeupton", "postcode": "ZZ1 1ZZ"},
    ),
    Example(
        a_field("person", "Supervising officer"),
        {
            "name": "Alex Madeup",
            "relationship": "Officer",
            "reference": "",
            "date_of_birth": {"day": "1", "month": "2", "year": "1980"},
        },
        {"name": "Alex Madeup", "relationship": "Officer", "date_of_birth": "1980-02-01"},
    ),
    Example(
        a_field("contact", "Whom to ring"),
        {"name": "Duty desk", "role": "", "telephone": "01632 960001", "email": "desk@example.org"},
        {"name": "Duty desk", "telephone": "01632 960001", "email": "desk@example.org"},
    ),
    Example(
        a_field(
            "rows",
            "Contacts in the period",
            columns=(Column("on", "Date", "date"), Column("what", "What happened", "text"),
                     Column("weather", "Weather", "choice", WEATHER)),
        ),
        [
            {"on": {"day": "1", "month": "4", "year": "2026"}, "what": "Telephone call", "weather": "rain"},
            {"on": {"day": "9", "month": "4", "year": "2026"}, "what": "Office visit", "weather": ""},
        ],
        [
            {"on": "2026-04-01", "what": "Telephone call", "weather": "rain"},
            {"on": "2026-04-09", "what": "Office visit"},
        ],
    ),
)  # fmt: skip
