"""Answers and values as plain text: on pages, in warnings, in tables that compare, in the copy that is downloaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.answers import ANSWER_KINDS, GROUNDS, NATURES, VALUE, Answer
from app.schemas.identifiers import identifier_words
from app.schemas.values import YES_NO_UNKNOWN
from app.web.date_words import date_words, moment_words
from policies.engine.catalogue import Column, Field


def answer_text(field: Field, answer: Answer) -> str:
    """An answer with all that stands beside its value, as lines of text."""
    if answer.kind == VALUE:
        lines = [value_words(field, answer.value)]
        rests = [NATURES[answer.nature]] if answer.nature else []
        if answer.information_date:
            rests.append(f"as of {date_words(answer.information_date)}")
        if rests:
            lines.append(f"({', '.join(rests)})")
    else:
        lines = [ANSWER_KINDS[answer.kind].words]
        if answer.ground:
            lines.append(f"Ground: {GROUNDS[answer.ground].words}")
    if answer.note:
        lines.append(f"Note: {answer.note}")
    return "\n".join(lines)


def value_words(field: Field | Column, value: Any) -> str:
    """A value as a person would say it. A mask may have turned it into text already: that is shown as it is.

    A repeating group becomes numbered lines.
    """
    if field.type == "rows" and isinstance(value, list) and isinstance(field, Field):
        return "\n".join(f"{place}. {row_words(field, row)}" for place, row in enumerate(value, start=1))
    return _simple(field, value)


def in_one_line(field: Field | Column, value: Any) -> str:
    """The same without breaking the line: the entries of a repeating group follow each other, values alone."""
    if field.type == "rows" and isinstance(value, list) and isinstance(field, Field):
        given = ([_simple(one, row[one.key]) for one in field.columns if row.get(one.key)] for row in value)
        return "; ".join(" – ".join(row) for row in given)
    return _simple(field, value)


def row_words(field: Field, row: Mapping[str, Any]) -> str:
    """One entry of a repeating group in short sentences; a column is named where its value says too little."""
    told = []
    for column in field.columns:
        value = row.get(column.key)
        if value in (None, "", []):
            continue
        words = _simple(column, value)
        bare = column.type in {"text", "long_text", "person", "address", "contact", "choice"}
        told.append(words if bare else f"{column.label} {words[:1].lower()}{words[1:]}")
    return " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in told)


def option_words(field: Field | Column, key: Any) -> str:
    """The label of an option; the key itself where the field has none such."""
    return next((option.label for option in field.options if option.key == key), str(key))


def _simple(field: Field | Column, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(option_words(field, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(_parts(value))
    says = _SAYS.get(field.type)
    return says(field, value) if says else str(value)


def _number(field: Field | Column, value: Any) -> str:
    unit = field.unit if isinstance(field, Field) else None
    return f"{value} {unit}" if unit else str(value)


_SAYS: Mapping[str, Callable[[Any, Any], str]] = {
    "text": lambda field, value: identifier_words(field.check, str(value)),
    "choice": option_words,
    "yes_no_unknown": lambda _field, value: YES_NO_UNKNOWN.get(value, str(value)),
    "date": lambda _field, value: date_words(value),
    "datetime": lambda _field, value: moment_words(value),
    "number": _number,
}


def _parts(value: Mapping[str, Any]) -> list[str]:
    told = [str(line) for line in value.get("lines", ()) if line]
    told += [str(value[part]) for part in ("town", "postcode", "name") if value.get(part)]
    if value.get("date_of_birth"):
        told.append(f"born {date_words(value['date_of_birth'])}")
    told += [str(value[part]) for part in ("relationship", "role", "telephone", "email") if value.get(part)]
    told += [
        f"{words} {value[part]}" for part, words in (("reference", "reference"), ("uprn", "UPRN")) if value.get(part)
    ]
    return told
