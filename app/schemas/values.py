"""One reader for each field type: raw input, from a form or from JSON, to the JSON value that goes into a box."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError

from app.schemas.dates import read_date, read_moment, read_partial_date, rfc3339
from app.schemas.identifiers import read_identifier
from app.schemas.question import Question
from app.schemas.structures import read_address, read_contact, read_person
from app.schemas.texts import LONG_TEXT_LIMIT, TEXT_LIMIT, is_blank, read_text

ROWS_LIMIT = 50
Reader = Callable[[Any, Question, date], Any]

YES_NO_UNKNOWN = {"yes": "Yes", "no": "No", "unknown": "Not known"}


def read_value(raw: object, question: Question, today: date) -> Any:
    """The JSON value of what was given, which must not be blank.

    Raises ValidationError with a sentence, or with a mapping from part to sentence, each naming label and fix.
    """
    return READERS[question.type](raw, question, today)


def _yes_no_unknown(raw: Any, question: Question, _today: date) -> str:
    if not isinstance(raw, str) or raw not in YES_NO_UNKNOWN:
        raise ValidationError(f"Choose yes, no or not known for “{question.label}”")
    return raw


def _text(raw: Any, question: Question, _today: date) -> str:
    if question.check:
        return read_identifier(raw, question.check, question.label)
    return read_text(raw, question.label, limit=question.max_length or TEXT_LIMIT)


def _long_text(raw: Any, question: Question, _today: date) -> str:
    return read_text(raw, question.label, limit=question.max_length or LONG_TEXT_LIMIT, lines=True)


def _number(raw: Any, question: Question, _today: date) -> int | float:
    try:
        text = re.sub(r"[\s,]", "", raw) if isinstance(raw, str) else str(raw)
        if isinstance(raw, bool) or not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text):
            raise InvalidOperation
        number = Decimal(text)
    except (InvalidOperation, ValueError):  # Python writes no number of more than 4,300 digits
        raise ValidationError(f"Enter “{question.label}” as a number, for example 7") from None
    if question.minimum is not None and number < Decimal(str(question.minimum)):
        raise ValidationError(f"“{question.label}” must be {question.minimum:g} or more")
    if question.maximum is not None and number > Decimal(str(question.maximum)):
        raise ValidationError(f"“{question.label}” must be {question.maximum:g} or less")
    return int(number) if number == number.to_integral_value() else float(number)


def _date(raw: Any, question: Question, today: date) -> str:
    if question.check == "partial_date":
        return read_partial_date(raw, question.label, today=today, past=question.past)
    return read_date(raw, question.label, today=today, past=question.past).isoformat()


def _datetime(raw: Any, question: Question, today: date) -> str:
    return rfc3339(read_moment(raw, question.label, today=today, past=question.past))


def _choice(raw: Any, question: Question, _today: date) -> str:
    if not isinstance(raw, str) or raw not in question.options:
        raise ValidationError(f"Choose one of the answers listed for “{question.label}”")
    return raw


def _choices(raw: Any, question: Question, _today: date) -> list[str]:
    chosen = [one for one in raw if not is_blank(one)] if isinstance(raw, list | tuple) else None
    if not chosen or any(not isinstance(one, str) or one not in question.options for one in chosen):
        raise ValidationError(f"Choose one or more of the answers listed for “{question.label}”")
    return [key for key in question.options if key in chosen]


def _address(raw: Any, question: Question, _today: date) -> dict[str, Any]:
    return read_address(raw, question.label)


def _person(raw: Any, question: Question, today: date) -> dict[str, Any]:
    return read_person(raw, question.label, today)


def _contact(raw: Any, question: Question, _today: date) -> dict[str, Any]:
    return read_contact(raw, question.label)


def _rows(raw: Any, question: Question, today: date) -> list[dict[str, Any]]:
    if not isinstance(raw, list | tuple):
        raise ValidationError(f"Enter “{question.label}” as a list of entries")
    if len(raw) > ROWS_LIMIT:
        raise ValidationError(f"Enter at most {ROWS_LIMIT} entries for “{question.label}”")
    rows: list[dict[str, Any]] = []
    errors: dict[str, Any] = {}
    for index, row in enumerate(raw):
        if is_blank(row):
            continue
        try:
            rows.append(_row(row, question, index + 1, today))
        except ValidationError as error:
            errors[str(index)] = error.messages
    if errors:
        raise ValidationError(errors)
    return rows


def _row(raw: Any, question: Question, number: int, today: date) -> dict[str, Any]:
    columns = {column.key: column for column in question.columns}
    if not isinstance(raw, Mapping) or set(raw) - set(columns):
        raise ValidationError(f"Each entry of “{question.label}” takes only: {', '.join(columns)}")
    row: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for key, column in columns.items():
        if is_blank(raw.get(key)):
            continue
        try:
            named = replace(column, label=f"{column.label} (entry {number} of {question.label})")
            row[key] = read_value(raw[key], named, today)
        except ValidationError as error:
            errors[key] = error.messages
    if errors:
        raise ValidationError(errors)
    return row


READERS: dict[str, Reader] = {
    "yes_no_unknown": _yes_no_unknown,
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "choice": _choice,
    "choices": _choices,
    "address": _address,
    "person": _person,
    "contact": _contact,
    "rows": _rows,
}
