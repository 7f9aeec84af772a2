"""Who was shown what, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from app.domain.log_entry import GONE, log_words
from app.services.governance.who_received import Fact, Received, ReceivedPage, ShownField
from app.web.case_words import spoken
from app.web.governance.words import RENDITIONS, kind_words, label, which_subject
from policies.engine.release import PolicyRelease


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field that was shown; `href` leads to everybody who was shown it of this person."""

    words: str
    about: str
    extent: str
    href: str


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """One entry in words. `fields` is None where their names are not for this reader, or are erased: `why` says so."""

    number: int
    log: str
    href: str | None
    at: datetime
    what: str
    giver: str
    receiver: str
    who: str
    role: str
    purpose: str
    basis: str
    fields: Sequence[FieldView] | None
    why: str


def received_rows(
    page: ReceivedPage, reference: str, release: PolicyRelease, *, at_hub: bool
) -> tuple[ReceivedView, ...]:
    """The rows of a page."""
    names = {key: one.name for key, one in page.organisations.items()}
    return tuple(_row(one, names, reference, release, at_hub=at_hub) for one in page.rows)


def asked_words(about: Fact, release: PolicyRelease) -> str:
    """What is asked about, in words; empty for everything."""
    parts = [f"“{label(release.catalogue, about.field)}”"] if about.field else []
    parts += [f"about {spoken(about.subject_id)}"] if about.subject_id else []
    return " ".join(parts)


def _row(  # which entry, and by what it is worded
    one: Received, names: Mapping[UUID, str], reference: str, release: PolicyRelease, *, at_hub: bool
) -> ReceivedView:
    line = one.line
    return ReceivedView(
        number=line.index,
        log=log_words(line.whose, names),
        href=url_for("governance.entry", entry_id=line.id) if at_hub else None,
        at=line.at,
        what="Closed" if one.closed else kind_words(line.kind, line.role),
        giver="" if one.closed else _name(names, line.from_id),
        receiver="" if one.closed else _name(names, line.to_id),
        who=one.who or "",
        role=label(release.roles, line.role) if one.who else "",
        purpose="" if one.closed else label(release.purposes, line.purpose),
        basis="" if one.closed else label(release.legal_bases, line.legal_basis),
        fields=None if one.fields is None else [_field(each, reference, release) for each in one.fields],
        why=_why(one, at_hub=at_hub),
    )


def _name(names: Mapping[UUID, str], organisation: UUID | None) -> str:
    return names.get(organisation, GONE) if organisation else ""


def _why(one: Received, *, at_hub: bool) -> str:
    if one.closed:
        return "The hub has closed this entry, or you have a hand in it."
    if at_hub:
        return "Which fields, nobody can open any more."
    return "Who of the hub, and which fields, the hub answers for: it may be about what you ask."


def _field(one: ShownField, reference: str, release: PolicyRelease) -> FieldView:
    subject = one.record.subject_id if one.record else None
    return FieldView(
        words=label(release.catalogue, one.field),
        about=which_subject(one.record) if one.record else "",
        extent=RENDITIONS.get(one.rendition, one.rendition),
        href=url_for("party_logs.received", reference=reference, field=one.field, about=subject),
    )
