"""What is not there to be sent, once for all partners that lack it: what stops, and what is advice only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import url_for

from app.domain.identity import Organisation
from app.services.intake.open_case import KnownCase
from app.services.research.preview_requests import Preview, PreviewRecord
from app.web.hub.recorded_address import recorded_address
from app.web.runtime import runtime
from policies.engine.catalogue import Field
from policies.engine.vocabulary import BARRED, LOCATION

NOT_TICKED: Final = "not_ticked"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is put right for some people; `href` is None for what is typed on the questions page."""

    href: str | None
    about: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Something without which nothing leaves about one person: a field that `must` go, or at least one of several.

    With each stands where it is filled in, and what becomes of it where the case holds it: of a place, or `NOT_TICKED`.
    """

    must: bool
    about: UUID
    fields: tuple[tuple[Field, str | None, str | None], ...]
    partners: tuple[Organisation, ...]

    @property
    def is_barred(self) -> bool:
        """Whether each of them is a place that never goes to these partners: they cannot be asked about this one."""
        return all(place == BARRED for _, _, place in self.fields)


@dataclass(frozen=True, slots=True)
class Advice:
    """A field that some partners, of these `kinds`, could be sent besides, and where it would be filled in."""

    field: Field
    places: tuple[Place, ...]
    partners: tuple[Organisation, ...]
    kinds: tuple[str, ...]


def what_stops(known: KnownCase, requests: Sequence[Preview]) -> list[Stop]:
    """What must stand before anything may leave, each thing once, with all partners that lack it."""
    found: dict[tuple[bool, UUID, tuple[tuple[Field, str | None, str | None], ...]], list[Organisation]] = {}
    for partner, record in _records(requests):
        lacks: list[tuple[bool, tuple[Field, ...]]] = [(True, (one,)) for one in record.lacks.must]
        if record.lacks.one_of:
            lacks.append((False, record.lacks.one_of))
        for must, fields in lacks:
            said = tuple(_put_right(known, record, one) for one in fields)
            found.setdefault((must, record.subject.subject_id, said), []).append(partner)
    return [Stop(must, about, said, tuple(to)) for (must, about, said), to in found.items()]


def what_could_go(known: KnownCase, requests: Sequence[Preview]) -> list[Advice]:
    """What could be told besides and is not there; what is kept back is no advice."""
    places: dict[str, dict[str | None, list[UUID]]] = {}
    partners: dict[str, dict[UUID, Organisation]] = {}
    for partner, record in _records(requests):
        for field in (one for one in record.lacks.could if one not in record.places):
            at = places.setdefault(field.key, {}).setdefault(_where(known, record, field), [])
            if record.subject.subject_id not in at:
                at.append(record.subject.subject_id)
            partners.setdefault(field.key, {})[partner.id] = partner
    release = runtime().policy.release
    return [
        Advice(
            release.catalogue[key],
            tuple(Place(href, tuple(about)) for href, about in at.items()),
            tuple(partners[key].values()),
            tuple(dict.fromkeys(release.organisations[one.kind].short for one in partners[key].values())),
        )
        for key, at in places.items()
    ]


def _records(requests: Sequence[Preview]) -> Iterator[tuple[Organisation, PreviewRecord]]:
    found = [(one.partner, record) for one in requests for record in one.records]
    return iter(sorted(found, key=lambda one: one[1].subject.ordinal))


def _put_right(known: KnownCase, record: PreviewRecord, field: Field) -> tuple[Field, str | None, str | None]:
    """A field with where it is filled in; what the case holds is ticked, or is a place that never goes."""
    if field in record.unticked:
        return field, None, BARRED if record.place == BARRED and LOCATION in field.tags else NOT_TICKED
    if field in record.places:
        return field, None, record.place
    return field, _where(known, record, field), None


def _where(known: KnownCase, record: PreviewRecord, field: Field) -> str | None:
    """Where a missing field is filled in: on the subject's own page, or on the case's."""
    case_id = known.case.file_id
    if field.from_case is None:
        return None
    release = runtime().policy.release
    held, before = release.catalogue[field.from_case], release.before_sending(known.case.purpose)
    kinds = [one for one in (*before, *release.statements.values()) if held.key in one.words]
    said = next((one for one in kinds if {"case", record.subject.kind} & set(one.subjects)), None)
    if said is not None:
        href = recorded_address(case_id, said, record.subject.subject_id)
    elif held.subjects and record.subject.kind in held.subjects:
        href = url_for("hub.subject", case_id=case_id, subject_id=record.subject.subject_id)
    else:
        href = url_for("hub.concern", case_id=case_id)
    return f"{href}#{held.key}"
