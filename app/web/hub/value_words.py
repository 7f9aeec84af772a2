"""A value in one line of words, for lists of warnings and for comparing sources. Full values are shown by templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.schemas.values import YES_NO_UNKNOWN
from app.web.date_words import date_words, moment_words
from policies.engine.catalogue import Column, Field


def value_words(field: Field | Column, value: Any) -> str:
    """The value as a person would say it; a masked value is text already."""
    if isinstance(value, str):
        return _of_text(field, value)
    return _SHAPES.get(field.type, lambda _field, given: str(given))(field, value)


def _of_text(field: Field | Column, value: str) -> str:
    if field.type == "choice":
        return next((one.label for one in field.options if one.key == value), value)
    if field.type == "yes_no_unknown":
        return YES_NO_UNKNOWN.get(value, value)
    if field.type == "date":
        return date_words(value)
    return moment_words(value) if field.type == "datetime" else value


def _choices(field: Field | Column, value: Any) -> str:
    labels = {one.key: one.label for one in field.options}
    return ", ".join(labels.get(one, one) for one in value)


def _address(_field: Field | Column, value: Mapping[str, Any]) -> str:
    parts = [*value.get("lines", ()), value.get("town"), value.get("postcode")]
    return ", ".join(str(one) for one in parts if one)


def _person(_field: Field | Column, value: Mapping[str, Any]) -> str:
    born = f"born {date_words(value['date_of_birth'])}" if value.get("date_of_birth") else None
    return ", ".join(str(one) for one in (value.get("name"), born, value.get("relationship")) if one)


def _contact(_field: Field | Column, value: Mapping[str, Any]) -> str:
    return ", ".join(str(value[part]) for part in ("name", "role", "telephone", "email") if value.get(part))


def _rows(field: Field | Column, value: Any) -> str:
    columns = field.columns if isinstance(field, Field) else ()
    return "; ".join(" – ".join(value_words(one, row[one.key]) for one in columns if row.get(one.key)) for row in value)


_SHAPES: dict[str, Callable[[Any, Any], str]] = {
    "choices": _choices,
    "address": _address,
    "person": _person,
    "contact": _contact,
    "rows": _rows,
}
