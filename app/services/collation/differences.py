"""Where sources differ: one subject, the same kind of thing, and not the same value. Pure, from what a person opened.

It compares only what that person was shown, so it tells nobody more than the page beside it. It says that sources
differ, never which of them is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from app.domain.answers import VALUE, Answer
from policies.engine.catalogue import Field
from policies.engine.masks import apply_mask

ADDRESS, BIRTH = "address", "date_of_birth"
MASKS = {ADDRESS: "postcode_district", BIRTH: "year_of_birth"}


@dataclass(frozen=True, slots=True)
class Held:
    """One opened value: who says so, about whom, in which field. A masked answer holds text."""

    source: str
    subject_id: UUID
    field: Field
    answer: Answer


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says about one thing; `value` is as opened, `as_of` the day the source gives for it."""

    source: str
    field: Field
    value: Any
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Claims that do not agree. `kind` is "address" or "date_of_birth", `who` the name it goes by, if any."""

    subject_id: UUID
    kind: str
    who: str | None
    claims: tuple[Claim, ...]


def find_differences(held: Sequence[Held]) -> tuple[Difference, ...]:
    """Every address of a subject, and every date of birth of a name, on which the sources do not agree."""
    groups: dict[tuple[UUID, str, str], list[tuple[str | None, Claim]]] = {}
    names = {one.subject_id: one.answer.value for one in held if _is_name(one)}
    for one in held:
        if one.answer.kind == VALUE and one.answer.value is not None:
            for kind, who, value in _claims(one, names.get(one.subject_id)):
                claim = Claim(one.source, one.field, value, one.answer.information_date)
                groups.setdefault((one.subject_id, kind, _plain(who or "")), []).append((who, claim))
    return tuple(
        Difference(subject_id, kind, found[0][0], tuple(claim for _, claim in found))
        for (subject_id, kind, _), found in groups.items()
        if _differ(kind, [claim.value for _, claim in found])
    )


def is_compared(field: Field) -> bool:
    """Whether a field may hold what is compared here, or the name that a date of birth goes by."""
    born = field.type == "date" and field.key.endswith(f"_{BIRTH}")
    within = bool(field.columns) and any(column.type == "person" for column in field.columns)
    return born or within or field.type in (ADDRESS, "person") or _names(field)


def _is_name(one: Held) -> bool:
    return _names(one.field) and isinstance(one.answer.value, str)


def _names(field: Field) -> bool:
    return field.record == "case" and field.key.endswith("subject_name")


def _claims(one: Held, name: str | None) -> Iterator[tuple[str, str | None, Any]]:
    field, value = one.field, one.answer.value
    if field.type == ADDRESS:
        yield ADDRESS, None, value
    elif field.type == "date" and field.key.endswith(f"_{BIRTH}"):
        yield BIRTH, name, value
    elif field.type == "person":
        yield from _born(value)
    elif field.type == "rows" and isinstance(value, list):
        persons = [column.key for column in field.columns if column.type == "person"]
        for row in value:
            for key in persons:
                yield from _born(row.get(key))


def _born(person: object) -> Iterator[tuple[str, str | None, Any]]:
    if isinstance(person, Mapping) and person.get("name") and person.get(BIRTH):
        yield BIRTH, str(person["name"]), person[BIRTH]


def _differ(kind: str, values: Sequence[Any]) -> bool:
    whole: Callable[[Any], str] = _place if kind == ADDRESS else str
    return any(not _agree(kind, whole, one, other) for one, other in combinations(values, 2))


def _agree(kind: str, whole: Callable[[Any], str], one: Any, other: Any) -> bool:
    """Whether two values may be the same: where one of them is masked, only what the mask leaves can be compared."""
    masked = [apply_mask(MASKS[kind], value) for value in (one, other)]
    if one == masked[0] or other == masked[1]:
        return masked[0] is None or masked[1] is None or masked[0] == masked[1]
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one.get("uprn") and other.get("uprn"):
        return bool(one["uprn"] == other["uprn"])
    return whole(one) == whole(other)


def _place(value: Any) -> str:
    """An address as it is compared: first line and postcode, spelling aside."""
    if not isinstance(value, Mapping):
        return _plain(str(value))
    lines = value.get("lines") or [""]
    return _plain(f"{lines[0]}{value.get('postcode') or value.get('town') or ''}")


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "", text.casefold())
