"""Which JSON value each type of field may hold inside a box."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from policies.engine.catalogue import Column, Field

ADDRESS_KEYS: Final = ("lines", "town", "postcode", "uprn")
PERSON_KEYS: Final = ("name", "date_of_birth", "relationship", "reference")
CONTACT_KEYS: Final = ("name", "role", "telephone", "email")


def value_problem(field: Field | Column, value: object) -> str | None:
    """Return in plain words why the value does not fit the field's type, or None when it does."""
    if isinstance(field, Field):
        return _rows(field, value) if field.type == "rows" else _scalar(field, value) or _limits(field, value)
    return _scalar(field, value)


def _scalar(field: Field | Column, value: object) -> str | None:
    if field.type in ("choice", "choices"):
        return _choice(field, value)
    if field.check == "partial_date":
        return _known_day(value)
    return _CHECKS[field.type](value)


def _limits(field: Field, value: object) -> str | None:
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        return f"has {len(value)} characters; at most {field.max_length} are allowed"
    if isinstance(value, int | float):
        if field.minimum is not None and value < field.minimum:
            return f"must be at least {field.minimum}"
        if field.maximum is not None and value > field.maximum:
            return f"must be at most {field.maximum}"
    return None


def _rows(field: Field, value: object) -> str | None:
    if not isinstance(value, list) or not value:
        return "must be a list of at least one row"
    columns = {column.key: column for column in field.columns}
    for number, row in enumerate(value, 1):
        if not isinstance(row, Mapping) or not row:
            return f"row {number} must be a table that is not empty"
        for key, item in row.items():
            if key not in columns:
                return f"row {number}: there is no column {key!r}"
            problem = value_problem(columns[key], item)
            if problem:
                return f"row {number}, {key}: {problem}"
    return None


def _choice(field: Field | Column, value: object) -> str | None:
    known = [option.key for option in field.options]
    chosen = value if field.type == "choices" else [value]
    if not isinstance(chosen, list) or not chosen:
        return "must be a list of at least one option"
    wrong = [item for item in chosen if item not in known]
    return f"{wrong[0]!r} is not one of {', '.join(known)}" if wrong else None


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be text that is not blank"


def _known(value: object) -> str | None:
    return None if value in ("yes", "no", "unknown") else "must be yes, no or unknown"


def _number(value: object) -> str | None:
    sound = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return None if sound else "must be a number"


def _day(value: object) -> str | None:
    try:
        day = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return "must be a date such as 2026-04-01"
    return None if day.isoformat() == value else "must be a date such as 2026-04-01"


def _known_day(value: object) -> str | None:
    """A day of which the month and the day may be unknown."""
    known = value if isinstance(value, str) else ""
    whole = {4: f"{known}-01-01", 7: f"{known}-01"}.get(len(known), known)
    return "must be a date such as 2026-04-01, 2026-04 or 2026" if _day(whole) else None


def _moment(value: object) -> str | None:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return "must be a date and time such as 2026-04-01T09:30:00Z"
    return None if moment.tzinfo else "must say its time zone, such as Z"


def _address(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return "must be an address"
    lines = value.get("lines", [])
    if not isinstance(lines, list) or any(_text(line) for line in lines):
        return "lines must be a list of texts"
    return _parts({key: item for key, item in value.items() if key != "lines"}, ADDRESS_KEYS, needs="postcode")


def _person(value: object) -> str | None:
    born = value.get("date_of_birth") if isinstance(value, Mapping) else None
    return _parts(value, PERSON_KEYS, needs="name") or (_known_day(born) if born is not None else None)


def _contact(value: object) -> str | None:
    return _parts(value, CONTACT_KEYS, needs="name")


def _parts(value: object, keys: tuple[str, ...], *, needs: str) -> str | None:
    if not isinstance(value, Mapping):
        return f"must have a {needs}"
    unknown = sorted(set(value) - set(keys))
    if unknown:
        return f"{unknown[0]!r} is not one of {', '.join(keys)}"
    blank = [key for key in keys if key in value and value[key] is not None and _text(value[key])]
    if blank:
        return f"{blank[0]} must be text that is not blank"
    return None if value.get(needs) else f"must have a {needs}"


_CHECKS: Final[dict[str, Callable[[object], str | None]]] = {
    "yes_no_unknown": _known,
    "text": _text,
    "long_text": _text,
    "number": _number,
    "date": _day,
    "datetime": _moment,
    "address": _address,
    "person": _person,
    "contact": _contact,
}
