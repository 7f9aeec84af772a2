"""What several partners would be sent, said once: what is the same for all, and for each only what differs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer
from app.domain.identity import Organisation
from app.services.research.compose import ASKED, QUESTIONS, by_choice, carried, typed_fields
from app.services.research.preview_requests import Preview, PreviewField, PreviewRecord
from app.web.hub.asking import SHARED
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import Level

SENT, NEVER, PROTECTED, UNTICKED, NOTHING = "Sent", "Never sent", "Protected", "Not ticked", "–"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of some people in the same words. `about` is empty where it is said of everybody asked about."""

    answer: Answer | None
    level: Level
    about: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What becomes of an item for some partners: of everybody they are asked about (`about` empty), or of some."""

    words: str
    about: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An item that somebody is sent, what it says, and what becomes of it for each column."""

    field: Field
    said: tuple[Said, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def is_the_same(self) -> bool:
        """Whether everybody is sent it of everybody."""
        return all(one == (Cell(SENT),) for one in self.cells)

    @property
    def is_safety(self) -> bool:
        """Whether it keeps somebody safe, and stands first."""
        return bool({"contact_safety", "staff_safety"} & set(self.field.tags))


@dataclass(frozen=True, slots=True)
class Column:
    """Partners that are sent the same items of the same people."""

    partners: tuple[Organisation, ...]
    about: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item asked for, of some people (empty: of everybody asked about)."""

    field: Field
    about: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """What one partner alone is sent: what was typed for it, the questions that it alone is asked (`asks`), and the
    items that it is asked for.
    """

    request: Preview
    about: tuple[UUID, ...]
    typed: tuple[tuple[Field, tuple[Said, ...]], ...]
    items: tuple[Item, ...]
    asks: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All requests of one act. `none` are the fields that the case holds and nobody is sent, `asked_of_all` the
    questions that each of several partners is asked, and `because` why all are asked, if it is the same for all.
    """

    same: tuple[Row, ...]
    columns: tuple[Column, ...]
    differs: tuple[Row, ...]
    own: tuple[Own, ...]
    none: tuple[Field, ...]
    asked_of_all: tuple[Mapping[str, str], ...]
    because: str | None


def what_each_is_sent(release: PolicyRelease, requests: Sequence[Preview]) -> Sheet:
    """The sheet of these requests, in the order of the form."""
    alone = {one.partner.id: _typed_for_it(release, one.partner.kind) - _typed_alike(requests) for one in requests}
    found = [one for request in requests for one in _fields(request) if one.field.key not in alone[request.partner.id]]
    keys = {one.field.key for one in found}
    fields = [one for key, one in release.catalogue.items() if key in keys]
    columns: dict[tuple[object, ...], list[Preview]] = {}
    for request in requests:
        became = tuple(_became(release, request, field) for field in fields)
        columns.setdefault((_about(request), became), []).append(request)
    firsts = [each[0] for each in columns.values()]
    rows = [
        Row(field, _said(requests, field.key), tuple(_became(release, one, field) for one in firsts))
        for field in fields
    ]
    sent = {one.field.from_case for one in found}
    asked_of_all = _asked_of_all(requests)
    reasons = {one.ask.reason for one in requests}
    return Sheet(
        same=tuple(one for one in rows if one.is_the_same),
        columns=tuple(Column(tuple(one.partner for one in each), _about(each[0])) for each in columns.values()),
        differs=tuple(one for one in rows if not one.is_the_same),
        own=tuple(_own(release, request, alone[request.partner.id], asked_of_all) for request in requests),
        none=tuple(
            one
            for key, one in release.catalogue.items()
            if key not in sent and any(one in request.kept_back for request in requests)
        ),
        asked_of_all=asked_of_all,
        because=reasons.pop() if len(reasons) == 1 and len(requests) > 1 else None,
    )


def _typed_for_it(release: PolicyRelease, kind: str) -> set[str]:
    return {ASKED, *(one.key for one in typed_fields(release, kind) if one.key not in SHARED or one.key == QUESTIONS)}


def _typed_alike(requests: Sequence[Preview]) -> set[str]:
    """Fields that were typed in the same words for all of several partners: they are said once."""
    first, *others = requests
    return {
        key for key, one in first.ask.typed.items() if others and all(one == each.ask.typed.get(key) for each in others)
    }


def _asked_of_all(requests: Sequence[Preview]) -> tuple[Mapping[str, str], ...]:
    """Questions that were typed for all, where partners have others beside them."""
    first, *others = [one.ask.typed[QUESTIONS].value if QUESTIONS in one.ask.typed else () for one in requests]
    return tuple(row for row in first if others and all(row in each for each in others))


def _fields(request: Preview) -> Iterator[PreviewField]:
    return (one for record in request.records for one in record.fields)


def _about(request: Preview) -> tuple[UUID, ...]:
    return tuple(one.subject.subject_id for one in request.records)


def _said(requests: Sequence[Preview], key: str) -> tuple[Said, ...]:
    """The different things that a field says, each with whom it is said of."""
    found: list[tuple[Answer | None, Level, dict[UUID, None]]] = []
    everybody: dict[UUID, None] = {}
    records = [one for request in requests for one in request.records]
    for record in sorted(records, key=lambda one: one.subject.ordinal):
        everybody[record.subject.subject_id] = None
        for one in (each for each in record.fields if each.field.key == key):
            like = next((each for each in found if each[:2] == (one.answer, one.level)), None)
            if like is None:
                like = (one.answer, one.level, {})
                found.append(like)
            like[2][record.subject.subject_id] = None
    return tuple(
        Said(answer, level, () if about.keys() == everybody.keys() else tuple(about)) for answer, level, about in found
    )


def _became(release: PolicyRelease, request: Preview, field: Field) -> tuple[Cell, ...]:
    """What becomes of a field for one partner: one cell where it is the same for everybody it is asked about."""
    each = {record.subject.subject_id: _word(release, request, record, field) for record in request.records}
    each = {subject: word for subject, word in each.items() if word is not None} or dict.fromkeys(each)
    words = list(dict.fromkeys(word or NOTHING for word in each.values()))
    if len(words) == 1:
        return (Cell(words[0]),)
    return tuple(Cell(word, tuple(one for one, its in each.items() if its == word)) for word in words)


def _word(release: PolicyRelease, request: Preview, record: PreviewRecord, field: Field) -> str | None:
    """None where there is nothing of it to send about this person."""
    if field.key in {one.field.key for one in record.fields}:
        return SENT
    if field.key not in {one.key for one in carried(release, request.partner.kind)}:
        return NEVER
    if field in record.places:
        return PROTECTED
    unticked = {one.key for one in by_choice(release, request.partner.kind)} - request.ask.besides
    return UNTICKED if field.key in unticked and field.is_about(record.subject.kind) else None


def _own(release: PolicyRelease, request: Preview, alone: set[str], asked_of_all: Sequence[Mapping[str, str]]) -> Own:
    asked = request.ask.typed[QUESTIONS].value if QUESTIONS in request.ask.typed else ()
    fields = {one.field.key: one.field for one in _fields(request) if one.field.key in alone - {ASKED}}
    return Own(
        request=request,
        about=_about(request),
        typed=tuple((field, _said([request], key)) for key, field in fields.items()),
        items=tuple(_items(release, request)),
        asks=tuple(row for row in asked if row not in asked_of_all),
    )


def _items(release: PolicyRelease, request: Preview) -> Iterator[Item]:
    """The items asked for, each with those of whom it is asked."""
    found: dict[str, dict[UUID, None]] = {}
    for record in request.records:
        for answer in (each.answer for each in record.fields if each.field.key == ASKED):
            for row in answer.value if answer else ():
                found.setdefault(row["field"], {})[record.subject.subject_id] = None
    for key, about in found.items():
        yield Item(release.catalogue[key], () if len(about) == len(request.records) else tuple(about))
