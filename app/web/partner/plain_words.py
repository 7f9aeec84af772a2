"""Values as plain text, for sentences, summaries and the copy that is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.answers import ANSWER_KINDS, NATURES, VALUE, Answer
from app.schemas.grounds import GROUNDS
from app.schemas.values import YES_NO_UNKNOWN
from app.web.date_words import date_words, moment_words
from policies.engine.catalogue import Column, Field


def answer_text(field: Field, answer: Answer) -> str:
    """An answer with all that stands beside its value, as lines of text."""
    if answer.kind == VALUE:
        lines = [value_text(field, answer.value)]
        rests = [NATURES[answer.nature]] if answer.nature else []
        if answer.information_date:
            rests.append(f"as of {date_words(answer.information_date)}")
        if rests:
            lines.append(f"({', '.join(rests)})")
    else:
        lines = [ANSWER_KINDS[answer.kind].words]
        if answer.ground:
            lines.append(f"Ground: {GROUNDS.get(answer.ground, answer.ground)}")
    if answer.note:
        lines.append(f"Note: {answer.note}")
    return "\n".join(lines)


def value_text(field: Field | Column, value: Any) -> str:
    """A value in words. A mask may have turned a structured value into text already: that is shown as it is."""
    if field.type == "choices" and isinstance(value, list):
        return ", ".join(_label(field, one) for one in value)
    if field.type == "rows" and isinstance(value, list) and isinstance(field, Field):
        return "\n".join(f"{place}. {row_text(field, row)}" for place, row in enumerate(value, start=1))
    if field.type in {"address", "person", "contact"} and isinstance(value, dict):
        return ", ".join(_parts(value))
    return _simple(field, value)


def row_text(field: Field, row: Mapping[str, Any]) -> str:
    """One entry of a repeating group in short sentences; a column is named where its value says too little."""
    told = []
    for column in field.columns:
        value = row.get(column.key)
        if value in (None, "", []):
            continue
        words = value_text(column, value)
        bare = column.type in {"text", "long_text", "person", "address", "contact", "choice"}
        told.append(words if bare else f"{column.label} {words[:1].lower()}{words[1:]}")
    return " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in told)


def _simple(field: Field | Column, value: Any) -> str:
    if field.type == "choice":
        return _label(field, value)
    if field.type == "yes_no_unknown":
        return YES_NO_UNKNOWN.get(value, str(value))
    if field.type == "date":
        return date_words(value)
    if field.type == "datetime":
        return moment_words(value)
    unit = field.unit if isinstance(field, Field) and field.type == "number" else None
    return f"{value} {unit}" if unit else str(value)


def _label(field: Field | Column, key: Any) -> str:
    return next((option.label for option in field.options if option.key == key), str(key))


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
