"""Forms built from the catalogue: what was typed, by field key, exactly as typed.

Names are built from the field's key, so one rule joins form, error and page: the input of error path `a.value.day`
has name and id `a-value-day`. Raw answers have the parts answer, value, nature, information_date, note, ground, gist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.answers import VALUE
from app.http.page import ErrorLink
from app.schemas.question import Question, question_of
from app.schemas.structures import LINES
from app.schemas.texts import is_blank
from app.schemas.values import ROWS_LIMIT
from policies.engine.catalogue import Field

DATE_PARTS = ("day", "month", "year")
PARTS: dict[str, tuple[str, ...]] = {
    "date": DATE_PARTS,
    "datetime": (*DATE_PARTS, "time"),
    "address": (*LINES, "town", "postcode", "uprn"),
    "contact": ("name", "role", "telephone", "email"),
}
ADD_ROW, REMOVE_ROW = "add_row", "remove_row"

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A press of "Add another" or "Remove": not a submission. `index` is None for adding."""

    name: str
    index: int | None


def read_answers(form: Form, fields: Iterable[Field]) -> dict[str, Any]:
    """Raw answers of every field, as typed. A value typed without choosing an answer counts as choosing a value."""
    return {field.key: _read_answer(form, field) for field in fields}


def read_values(form: Form, fields: Iterable[Field]) -> dict[str, Any]:
    """Raw plain values of every field, as typed; names are the keys themselves."""
    return {field.key: read_widget(form, field.key, question_of(field)) for field in fields}


def read_widget(form: Form, name: str, question: Question) -> Any:
    """What was typed into the widget of this name: text, a mapping of parts, or a list."""
    kind = question.type
    if kind in PARTS:
        return {part: form.get(f"{name}-{part}", "") for part in PARTS[kind]}
    if kind == "person":
        born = {part: form.get(f"{name}-date_of_birth-{part}", "") for part in DATE_PARTS}
        parts = {part: form.get(f"{name}-{part}", "") for part in ("name", "relationship", "reference")}
        return {**parts, "date_of_birth": born}
    if kind == "choices":
        return form.getlist(name)
    if kind == "rows":
        return [
            {column.key: read_widget(form, f"{name}-{index}-{column.key}", column) for column in question.columns}
            for index in range(_row_count(form, name))
        ]
    return form.get(name, "")


def row_change(form: Form) -> RowChange | None:
    """The row button that was pressed, if one was: the page is then shown again, with everything typed kept."""
    if added := form.get(ADD_ROW):
        return RowChange(added, None)
    pressed = re.fullmatch(r"(?P<name>[a-z0-9_-]{1,200})-(?P<index>[0-9]{1,3})", form.get(REMOVE_ROW, ""))
    return RowChange(pressed["name"], int(pressed["index"])) if pressed else None


def change_rows(raw: Mapping[str, Any], change: RowChange) -> dict[str, Any]:
    """Raw answers or values with the row added (blank) or taken out; unchanged when the name fits no rows field."""
    key = change.name.removesuffix("-value")
    changed = dict(raw)
    held = changed.get(key)
    if change.name.endswith("-value") and isinstance(held, Mapping) and isinstance(held.get("value"), list):
        changed[key] = {**held, "value": _with_rows(held["value"], change)}
    elif isinstance(held, list):
        changed[key] = _with_rows(held, change)
    return changed


def error_links(errors: Mapping[str, str]) -> tuple[ErrorLink, ...]:
    """The error summary's lines for InvalidInput.errors: each links to the input its path names."""
    return tuple(ErrorLink(text, f"#{element_id(path)}") for path, text in errors.items())


def element_id(path: str) -> str:
    """The id of the input an error path is about."""
    return path.replace(".", "-")


def errors_by_id(errors: Mapping[str, str]) -> dict[str, str]:
    """Error sentences by element id, as the field templates look them up."""
    return {element_id(path): text for path, text in errors.items()}


def _read_answer(form: Form, field: Field) -> dict[str, Any]:
    name = field.key
    value = read_widget(form, f"{name}-value", question_of(field))
    answer = form.get(f"{name}-answer", "")
    return {
        "answer": answer or ("" if is_blank(value) else VALUE),
        "value": value,
        "nature": form.get(f"{name}-nature", ""),
        "information_date": {part: form.get(f"{name}-information_date-{part}", "") for part in DATE_PARTS},
        "note": form.get(f"{name}-note", ""),
        "ground": form.get(f"{name}-ground", ""),
        "gist": form.get(f"{name}-gist", ""),
    }


def _row_count(form: Form, name: str) -> int:
    typed = form.get(f"{name}-count", "0")
    return min(int(typed), ROWS_LIMIT + 1) if re.fullmatch(r"[0-9]{1,3}", typed) else 0


def _with_rows(rows: list[Any], change: RowChange) -> list[Any]:
    if change.index is None:
        return [*rows, {}]
    return [row for index, row in enumerate(rows) if index != change.index]
