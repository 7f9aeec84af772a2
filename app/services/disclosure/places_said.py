"""Where somebody protected is, as the case and its returns say it, and the words of others that say it again.

The places of the whole case are opened unseen beside whatever somebody at the hub opens, whoever it is and whether or
not a word says one. Whoever may learn a place reads words that say it and is told that they do; from everybody else
they are kept back, but never from whoever typed them: reading one's own words back tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.answers import Answer
from app.domain.identity import Actor
from app.domain.protected_words import ADDRESS, SCHOOL, TELEPHONE, Needles, cut_out, found_in, needles_of
from app.domain.records import Record
from app.services.research.whereabouts import Stated, hidden_from
from policies.engine.catalogue import Catalogue, Field
from policies.engine.vocabulary import PLACES

TYPED_BY = "typed_by"
"""Under which a record says, by field, who typed words in it that its author did not."""
ELSEWHERE = "[a place hidden from this person]"
"""What stands in words about somebody, in place of a place that is hidden from them."""
_WORDS = frozenset({"text", "long_text", "rows", "contact", "person"})
_CHECKED_WORDS = frozenset({"own_reference", "email"})
"""Checks that let any words through: a reference may be a street with its number."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of somebody protected: whether a partner returned it, and whether the reader may learn it.

    `by` is who typed it, where the hub's own record says so.
    """

    subject_id: UUID
    kind: str
    value: Any
    returned: bool
    known: bool
    by: str | None = None

    def __repr__(self) -> str:
        return f"Place({self.kind}, …)"


@dataclass(frozen=True, slots=True)
class PlacesSaid:
    """What is sought in words: places this person may learn, and those they may not; `unread` if one did not open.

    `barred` are places of others that are hidden from somebody, by whom they are hidden from: in nothing about that
    person anybody reads them. Of the people `blind` nobody knows what to seek: such a place did not open.
    """

    known: Needles
    kept: Needles
    unread: bool = False
    barred: Mapping[UUID, Needles] = field(default_factory=dict)
    blind: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Compared:
    """An answer as one person may read it: whether words of it are kept back, and what it says where, in kinds."""

    answer: Answer
    kept: bool = False
    says: tuple[str, ...] = ()


def place_fields(catalogue: Catalogue) -> list[str]:
    """The fields of cases and returns that say where somebody is."""
    return [key for key, one in catalogue.items() if one.record != "request" and not PLACES.isdisjoint(one.tags)]


def sought(
    places: Iterable[Place], *, unread: bool = False, about: Collection[UUID] = (), stated: Stated | None = None,
    shut: Collection[UUID] = (),
) -> PlacesSaid:  # fmt: skip
    """What to seek in words, of these places, in records `about` these people; `stated` says who hides from whom.

    Of the people `shut` not all places opened.
    """
    places = list(places)
    barred = {
        one: [place for place in places if one in hidden_from(place.subject_id, [one], stated or {})] for one in about
    }
    found: dict[bool, list[tuple[str, Any]]] = {True: [], False: []}
    for one in places:
        found[one.known].append((one.kind, one.value))
    return PlacesSaid(
        needles_of(found[True]),
        needles_of(found[False]),
        unread,
        {one: needles_of((place.kind, place.value) for place in each) for one, each in barred.items() if each},
        frozenset(one for one in about if any(hidden_from(other, [one], stated or {}) for other in shut)),
    )


def as_compared(
    said: PlacesSaid, field: Field, answer: Answer, kept_back: str, record: Record, actor: Actor
) -> Compared:
    """The answer as the reader may have it, with `kept_back` for words that are not for them. Pure.

    What the hub's request took from its case is not compared: all of it is kept back from whoever may not learn every
    place, for nobody knows here which of it they typed themselves. From whoever may learn it, a place is cut out of
    what is about somebody it is hidden from: the rest of the words may warn.
    """
    theirs = record.author_id == actor.organisation_id
    typed = theirs and typed_by(record, field.key) == str(actor.person_id)
    taken = theirs and record.kind == "request" and field.from_case is not None
    says = kinds_said(said.known, field, answer)
    everything = said.unread or record.subject_id in said.blind or (taken and bool(said.kept.letters))
    instead = None if typed else without_places(said.kept, field, answer, kept_back, everything=everything)
    if instead is not None:
        return Compared(instead, kept=True)
    barred = None if typed else said.barred.get(record.subject_id)
    without = cut_from(barred, field, answer) if barred else None
    return Compared(answer, says=says) if without is None else Compared(without, kept=True, says=says)


def kinds_said(needles: Needles, field: Field, answer: Answer) -> tuple[str, ...]:
    """Of which kinds the places are that an answer's words say."""
    words = _words(field, answer) if needles.letters else ()
    return tuple(dict.fromkeys(needle.kind for one in words for needle in found_in(needles, one)))


def without_places(
    needles: Needles, field: Field, answer: Answer, instead: str, *, everything: bool = False
) -> Answer | None:
    """The answer with `instead` for each of its texts that says one of these places, None where none does.

    With `everything`, for all its texts: nobody knows what is to be sought.
    """
    if not (needles.letters or everything):
        return None
    hits = {one: instead for one in _words(field, answer) if one and (everything or found_in(needles, one))}
    return _with(field, answer, hits) if hits else None


def cut_from(needles: Needles, field: Field, answer: Answer) -> Answer | None:
    """The answer, these places cut out of its words; None where no word says one."""
    hits = {one: cut_out(needles, one, ELSEWHERE) for one in _words(field, answer) if found_in(needles, one)}
    return _with(field, answer, hits) if hits else None


def typed_in(
    catalogue: Catalogue, before: Record | None, answers: Iterable[str], actor: Actor
) -> Mapping[str, Mapping[str, str]]:
    """The codes of a request in which `actor` types these fields, the rest of it as it was."""
    words = {key: str(actor.person_id) for key in answers if catalogue[key].type in _WORDS}
    named = {**(before.codes.get(TYPED_BY, {}) if before else {}), **words}
    return {TYPED_BY: named} if named else {}


def typed_by(record: Record, field: str) -> str | None:
    """Who typed the words of a field of the hub's own record; of what a request took from its case, nobody says."""
    named = record.codes.get(TYPED_BY, {}).get(field)
    return named or (str(record.author_person_id) if record.kind == "case" else None)


def typed_before(
    catalogue: Catalogue, before: Record | None, kept: Iterable[str], actor: Actor
) -> Mapping[str, Mapping[str, str]]:
    """The codes of what follows `before` and keeps words of these fields, which somebody else than `actor` typed."""
    if before is None:
        return {}
    words = (key for key in kept if key in catalogue and catalogue[key].type in _WORDS)
    named = {key: by for key in words if (by := typed_by(before, key)) not in (None, str(actor.person_id))}
    return {TYPED_BY: named} if named else {}


def places_in(field: Field, value: Any, today: date) -> Iterator[tuple[str, Any]]:
    """The places in a value. An entry of a list that has ended says where somebody was."""
    if field.type == "rows" and isinstance(value, list):
        for row in value:
            ended = row.get("to")
            if not ended or str(ended) > today.isoformat():
                for column in field.columns:
                    yield from _of(column.type, column.check, row.get(column.key))
    elif field.type == "text":
        yield (SCHOOL if field.mask == "school_hidden" else ADDRESS), value
    else:
        yield from _of(field.type, field.check, value)


def _of(kind: str, check: str | None, value: Any) -> Iterator[tuple[str, Any]]:
    if kind == "address" and value:
        yield ADDRESS, value
    elif kind == "contact" and isinstance(value, Mapping) and value.get("telephone"):
        yield TELEPHONE, value["telephone"]
    elif check == "telephone" and value:
        yield TELEPHONE, value


def _is_free(field: Field) -> bool:
    return field.type in _WORDS and (field.check is None or field.check in _CHECKED_WORDS)


def _words(field: Field, answer: Answer) -> list[str]:
    return [*_strings(answer.value if _is_free(field) else None), answer.note or ""]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _with(field: Field, answer: Answer, instead: Mapping[str, str]) -> Answer:
    """The answer with other words for those that are named here."""
    value = _said(answer.value, instead) if _is_free(field) else answer.value
    return replace(answer, value=value, note=instead.get(answer.note, answer.note) if answer.note else answer.note)


def _said(value: Any, instead: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return instead.get(value, value)
    if isinstance(value, Mapping):
        return {key: _said(one, instead) for key, one in value.items()}
    return [_said(one, instead) for one in value] if isinstance(value, list) else value
