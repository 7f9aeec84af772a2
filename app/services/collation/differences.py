"""Where sources differ: one subject, the same kind of thing, and not the same value. Pure, from what a person opened.

It compares only what that person was shown, so it tells nobody more than the page beside it. It says that sources
differ, never which of them is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from app.domain.answers import VALUE, Answer
from app.domain.partial_dates import may_be_the_same
from app.domain.same_person import Name, may_be_one_person, read_names
from app.domain.same_place import may_be_one_place
from policies.engine.catalogue import Field
from policies.engine.masks import apply_mask

ADDRESS, BIRTH = "address", "date_of_birth"
ACCURACY, ESTIMATED = "date_of_birth_accuracy", "estimated"
AREA = "postcode_area"


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
    """Every address of a subject, and every date of birth of a person, on which the sources do not agree."""
    about = {subject_id: _known_about(held, subject_id) for subject_id in dict.fromkeys(one.subject_id for one in held)}
    groups: dict[tuple[UUID, str], list[_Group]] = {}
    for one in held:
        if one.answer.kind == VALUE and one.answer.value is not None:
            for kind, who, value in _claims(one, about[one.subject_id].names):
                claim = Claim(one.source, one.field, value, one.answer.information_date)
                _join(groups.setdefault((one.subject_id, kind), []), who, claim)
    return tuple(
        Difference(subject_id, kind, group.names[0] if group.names else None, tuple(group.claims))
        for (subject_id, kind), several in groups.items()
        for group in several
        if _differ(kind, group.claims, estimated=about[subject_id].estimated)
    )


@dataclass(frozen=True, slots=True)
class _About:
    """The names a subject goes by, and whether the date of birth on record is an estimate."""

    names: tuple[str, ...]
    estimated: bool


@dataclass(slots=True)
class _Group:
    """Claims about one person, under all names met for that person, as written and as read."""

    names: list[str]
    read: list[Name]
    claims: list[Claim]


def _known_about(held: Sequence[Held], subject_id: UUID) -> _About:
    own = [one for one in held if one.subject_id == subject_id and one.field.record == "case"]
    names = [one.answer.value for one in own if _is_name(one)]
    rows = [one.answer.value for one in own if _names_before(one.field) and isinstance(one.answer.value, list)]
    former = [row["name"] for several in rows for row in several if row.get("name")]
    sure = [one.answer.value for one in own if one.field.key.endswith(ACCURACY)]
    return _About(tuple(str(name) for name in (*names, *former)), ESTIMATED in sure)


def _join(groups: list[_Group], who: tuple[str, ...], claim: Claim) -> None:
    """Put the claim with those about the same person, and bring together persons it shows to be one."""
    read = read_names(*who)
    same = [one for one in groups if not who or may_be_one_person(one.read, read)]
    joined = _Group(
        [*(name for one in same for name in one.names), *who],
        [*(name for one in same for name in one.read), *read],
        [*(each for one in same for each in one.claims), claim],
    )
    groups[:] = [*(one for one in groups if all(one is not each for each in same)), joined]


def is_compared(field: Field) -> bool:
    """Whether a field may hold what is compared here, or the names that a date of birth goes by."""
    born = field.type == "date" and field.key.endswith(f"_{BIRTH}")
    within = bool(field.columns) and any(column.type == "person" for column in field.columns)
    sure = field.record == "case" and field.key.endswith(ACCURACY)
    return born or within or field.type in (ADDRESS, "person") or _names(field) or _names_before(field) or sure


def _is_name(one: Held) -> bool:
    return _names(one.field) and isinstance(one.answer.value, str)


def _names(field: Field) -> bool:
    return field.record == "case" and field.key.endswith("subject_name")


def _names_before(field: Field) -> bool:
    return field.record == "case" and field.key.endswith("former_names")


def _claims(one: Held, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    field, value = one.field, one.answer.value
    if field.type == ADDRESS:
        yield ADDRESS, (), value
    elif field.type == "date" and field.key.endswith(f"_{BIRTH}"):
        yield BIRTH, names, value
    elif field.type == "person":
        yield from _born(value)
    elif field.type == "rows" and isinstance(value, list):
        persons = [column.key for column in field.columns if column.type == "person"]
        for row in value:
            for key in persons:
                yield from _born(row.get(key))


def _born(person: object) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    if isinstance(person, Mapping) and person.get("name") and person.get(BIRTH):
        yield BIRTH, (str(person["name"]),), person[BIRTH]


def _differ(kind: str, claims: Sequence[Claim], *, estimated: bool) -> bool:
    pairs = list(combinations(claims, 2))
    if kind == ADDRESS:
        return any(not _same_place(one.value, other.value) for one, other in pairs)
    return any(
        not _same_birth(one, other, roughly=estimated and "case" in (one.field.record, other.field.record))
        for one, other in pairs
    )


def _same_place(one: Any, other: Any) -> bool:
    """Whether two addresses may be one: where one of them is masked, only what the mask leaves can be compared."""
    masked = [apply_mask(AREA, value) for value in (one, other)]
    if one == masked[0] or other == masked[1]:
        return masked[0] is None or masked[1] is None or masked[0] == masked[1]
    return may_be_one_place(one, other)


def _same_birth(one: Claim, other: Claim, *, roughly: bool) -> bool:
    """Whether two dates of birth may be one, as far as both are known; of an estimate the year, give or take one."""
    first, second = str(one.value), str(other.value)
    if roughly and (years := [each[:4] for each in (first, second)]) and all(each.isdecimal() for each in years):
        return abs(int(years[0]) - int(years[1])) <= 1
    return may_be_the_same(first, second)
