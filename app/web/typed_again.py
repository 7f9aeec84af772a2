"""The way back: stored answers and values as the raw input that would give them, to fill a draft's form again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from app.domain.answers import Answer
from app.domain.time_of_day import london, zone_of_two
from app.schemas.identifiers import identifier_words
from app.schemas.question import Question, question_of
from app.schemas.structures import LINES
from policies.engine.catalogue import Field


def raw_answers(
    answers: Mapping[str, Answer], fields: Mapping[str, Field], gists: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Stored answers as `field_forms.read_answers` would give them; keys without a field are left out."""
    return {
        key: {
            "answer": answer.kind,
            "value": typed_value(answer.value, question_of(fields[key])) if answer.value is not None else "",
            "nature": answer.nature or "",
            "information_date": _date_parts(answer.information_date) if answer.information_date else {},
            "note": answer.note or "",
            "ground": answer.ground or "",
            "gist": (gists or {}).get(key, ""),
        }
        for key, answer in answers.items()
        if key in fields
    }


def raw_values(values: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Stored plain values as `field_forms.read_values` would give them."""
    return {key: typed_value(value, question_of(fields[key])) for key, value in values.items() if key in fields}


def typed_value(value: Any, question: Question) -> Any:
    """A JSON value as its widget shows it: dates in parts, lines in boxes, numbers as text, identifiers in groups."""
    if question.type == "rows":
        columns = {column.key: column for column in question.columns}
        return [{key: typed_value(one, columns[key]) for key, one in row.items() if key in columns} for row in value]
    if question.type == "text":
        return identifier_words(question.check, value)
    back = _BACK.get(question.type)
    return back(value) if back else value


def _moment(value: str) -> dict[str, str]:
    moment = london(datetime.fromisoformat(value))
    return {**_date_parts(moment.date()), "time": f"{moment:%H:%M} {zone_of_two(moment)}".strip()}


def _address(value: Mapping[str, Any]) -> dict[str, Any]:
    rest = {part: value.get(part, "") for part in ("town", "postcode", "uprn")}
    return {**dict(zip(LINES, value.get("lines", ()), strict=False)), **rest}


def _person(value: Mapping[str, Any]) -> dict[str, Any]:
    born = value.get("date_of_birth")
    return {**value, "date_of_birth": _known_parts(born) if born else {}}


def _date_parts(day: date) -> dict[str, str]:
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def _known_parts(known: str) -> dict[str, str]:
    year, month, day = [*known.split("-"), "", ""][:3]
    return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}


_BACK: dict[str, Callable[[Any], Any]] = {
    "date": _known_parts,
    "datetime": _moment,
    "address": _address,
    "person": _person,
    "number": str,
}
