"""How the people of a case are related, ticked by who they are: what each record says, in their names as held. Pure.

Nothing about an unborn child is written on the record of anybody but that child: that somebody is pregnant would go
with every request about the other adult.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import Subject

NAME, BORN = "case_subject_name", "case_date_of_birth"
TO_CHILDREN, PARENTS = "case_relationship_to_child", "case_parents"
CARE = {"parent": "parent", "step_parent": "step-parent or parent’s partner", "carer": "carer"}
"""Who stands among a child’s parents and carers, and as what."""
CHILDREN, UNBORN = ("child", "unborn_child"), "unborn_child"

Held = Mapping[UUID, Mapping[str, Answer]]


@dataclass(frozen=True, slots=True)
class Relation:
    """What an adult is to some of the children, who says so, and whether it is confirmed (yes, no, unknown)."""

    adult: UUID
    relationship: str
    children: frozenset[UUID]
    said_by: str = ""
    confirmed: str = "unknown"


def related(
    people: Sequence[Subject], before: Held, held: Held, relations: Iterable[Relation]
) -> Mapping[UUID, Mapping[str, Answer]]:
    """What is to be held of each of these people, by person and field, when these are all their relations.

    `before` is what was held of them and `held` what is with this act: whoever was named otherwise is named anew. Rows
    about anybody else stay, and what else a row says of somebody. A person without a name is in no row.
    """
    kinds = {one.subject_id: one.kind for one in people}
    rows: dict[tuple[UUID, str], list[dict[str, Any]]] = {
        (one.subject_id, key): []
        for one in people
        for key in ((TO_CHILDREN,) if one.kind == "adult" else (PARENTS,) if one.kind in CHILDREN else ())
    }
    for one in (each for each in relations if kinds.get(each.adult) == "adult"):
        adult, said = _person(held, one.adult), _said(one)
        for child in (each.subject_id for each in people if each.subject_id in one.children and each.kind in CHILDREN):
            if kinds[child] != UNBORN and (born := _person(held, child)):
                rows[one.adult, TO_CHILDREN].append({"child": born, "relationship": one.relationship, **said})
            if one.relationship in CARE and adult:
                row = _row_of(before, child, _person(before, one.adult))
                person = {**adult, "relationship": CARE[one.relationship]}
                rows[child, PARENTS].append({**_besides(row), "person": person, **said})
    ours = [named for one in kinds for named in (_person(before, one), _person(held, one)) if named]
    found: dict[UUID, dict[str, Answer]] = {}
    for (who, key), new in rows.items():
        stood = _rows(before, who, key)
        if new or stood:
            found.setdefault(who, {})[key] = plain([*(one for one in stood if not _ticked(one, ours)), *new] or None)
    return found


def relations_in(people: Sequence[Subject], held: Held) -> tuple[Relation, ...]:
    """The relations that records say today, of whoever is in the case by name and date of birth."""
    found = []
    for adult in (one for one in people if one.kind == "adult"):
        by: dict[tuple[str, str, str], set[UUID]] = {}
        own = _person(held, adult.subject_id)
        for child in (one for one in people if one.kind in CHILDREN):
            for row in _rows(held, adult.subject_id, TO_CHILDREN):
                if _is(row.get("child"), _person(held, child.subject_id)):
                    by.setdefault(_how(row, str(row.get("relationship"))), set()).add(child.subject_id)
            for row in _rows(held, child.subject_id, PARENTS):
                person = row.get("person") or {}
                key = next((key for key, words in CARE.items() if words == person.get("relationship")), None)
                if key and _is(person, own):
                    by.setdefault(_how(row, key), set()).add(child.subject_id)
        found += [Relation(adult.subject_id, how, frozenset(who), by_, sure) for (how, by_, sure), who in by.items()]
    return tuple(found)


def _said(one: Relation) -> Mapping[str, str]:
    return {**({"said_by": one.said_by} if one.said_by else {}), "confirmed": one.confirmed}


def _how(row: Mapping[str, Any], relationship: str) -> tuple[str, str, str]:
    return relationship, str(row.get("said_by") or ""), str(row.get("confirmed") or "unknown")


def _person(held: Held, subject_id: UUID) -> dict[str, Any]:
    """Somebody as a row names them; empty while they have no name."""
    name, born = (held.get(subject_id, {}).get(key) for key in (NAME, BORN))
    if name is None or not name.value:
        return {}
    return {"name": name.value, **({"date_of_birth": born.value} if born and born.value else {})}


def _rows(held: Held, subject_id: UUID, key: str) -> Sequence[Mapping[str, Any]]:
    answer = held.get(subject_id, {}).get(key)
    return answer.value if answer and isinstance(answer.value, list) else ()


def _ticked(row: Mapping[str, Any], ours: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a row is one that ticking wrote: about somebody in the case, in words of its own."""
    named = row.get("child") or row.get("person") or {}
    own = "child" in row or named.get("relationship") in CARE.values()
    return own and any(_is(named, one) for one in ours)


def _row_of(held: Held, child: UUID, adult: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((one for one in _rows(held, child, PARENTS) if _is(one.get("person"), adult)), {})


def _besides(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in row.items() if key not in ("person", "said_by", "confirmed")}


def _is(named: Any, person: Mapping[str, Any]) -> bool:
    return bool(person) and isinstance(named, Mapping) and all(named.get(key) == one for key, one in person.items())
