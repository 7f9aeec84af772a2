"""One entry of the log as its page shows it: codes in the words of the policy release that was in force."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from app.domain.identity import Actor
from app.domain.log_entry import log_words
from app.services.disclosure.in_law import CODE
from app.services.governance.break_glass import ABOUT_CONTENT
from app.services.governance.open_entry import EntryInFull, ReliedOn, TouchedRecord
from app.services.research.disclosing import Said, said_in_entry
from app.web.answer_words import said_words
from app.web.date_words import date_words, erased_words, moment_words
from app.web.governance.blueprint import BREAKS_GLASS
from app.web.governance.log_view import answers_words, extent_words
from app.web.governance.words import (
    FACTS,
    RECORDS,
    RENDITIONS,
    citations,
    fact_words,
    kind_words,
    label,
    what_words,
    which_subject,
)
from policies.engine.bases import Body, handling_basis
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import SHARE_NOW

Pairs = Sequence[tuple[str, str]]
STANDING = "Nothing it holds was disclosed: its standing basis for handling requests"


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record the entry is about, with rows of (field, how much, version)."""

    title: str
    rows: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class BasisView:
    """What one side relied on. `notes` are warnings: not in force that day, unknown."""

    title: str
    label: str
    cites: str
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class EntryView:
    """The page of one entry."""

    id: UUID
    number: int
    log: str
    what: str
    at: datetime
    facts: Pairs
    records: Sequence[RecordView]
    withheld: Sequence[str]
    reason: str | None
    reason_kept: bool
    erased: bool
    erased_words: str | None
    fits: bool | None
    bases: Sequence[BasisView]
    because: Pairs
    decided_on: Pairs
    policy: Pairs
    leaf: str
    review_due: datetime | None
    glass_url: str | None
    closing_url: str | None


def entry_view(entry: EntryInFull, reader: Actor) -> EntryView:
    """The entry in words."""
    detail, release = entry.detail, entry.release
    return EntryView(
        id=detail.id,
        number=detail.index,
        log=log_words(entry.whose, {one: found.name for one, found in entry.organisations.items()}),
        what=kind_words(detail.kind, detail.role),
        at=detail.at,
        facts=_facts(entry),
        records=[_record(one, release) for one in entry.records],
        withheld=[label(release.catalogue if release else {}, field) for field in entry.withheld],
        reason=entry.reason.words,
        reason_kept=entry.reason.kept,
        erased=entry.erased,
        erased_words=erased_words(entry.erased_at),
        fits=entry.fits,
        bases=[_basis(one, entry) for one in entry.relied_on],
        because=list(entry.because),
        decided_on=[
            (FACTS.get(name, name), fact_words(release, name, value))
            for name, value in sorted(detail.facts.items())
            if name != SHARE_NOW  # nothing sets it yet
        ],
        policy=_policy(entry),
        leaf=json.dumps(entry.body, indent=2, sort_keys=True, ensure_ascii=False),
        review_due=entry.review.due_at if entry.review else None,
        glass_url=_glass_url(entry, reader),
        closing_url=_closing_url(entry, reader),
    )


def record_title(record: TouchedRecord, number: int | None = None) -> str:
    """What a record is, without saying who it is about."""
    if record.record is None:
        return "A record that is no longer kept"
    kind = RECORDS.get(record.record.kind, record.record.kind)
    about = which_subject(record.record)
    return f"{kind} about {about}" if number is None else f"{number}. {kind} about {about}"


def _facts(entry: EntryInFull) -> Pairs:
    detail, release = entry.detail, entry.release
    names = {key: organisation.name for key, organisation in entry.organisations.items()}
    said = said_words(_said(entry))
    rows = [
        ("What happened", kind_words(detail.kind, detail.role)),
        ("What was recorded", _what(entry)),
        ("When", f"{moment_words(detail.at)} ({detail.at:%H:%M:%S} UTC)"),
        ("Case", entry.reference),
        ("From", names.get(detail.from_id) if detail.from_id else None),
        ("To", names.get(detail.to_id) if detail.to_id else None),
        ("Who", entry.actor_name or "The service itself"),
        ("Acting as", label(release.roles if release else {}, detail.role)),
        ("Purpose", label(release.purposes if release else {}, detail.purpose)),
        ("Sharing agreement", entry.body.get("agreement")),
        ("How much", None if said else _extent(entry)),
        ("What was answered", "; ".join(said)),
        ("Entry id", str(detail.id)),
    ]
    return [(words, value) for words, value in rows if value]


def _extent(entry: EntryInFull) -> str:
    """How many answers, and the fullest of them; once names are erased, as the list of the log says it."""
    if entry.erased:
        return extent_words(entry.detail.fields, entry.detail.level)
    answered = [one.rendition for record in entry.records for one in record.fields if one.answered]
    return answers_words(len(answered), max(answered, key=list(RENDITIONS)[::-1].index, default=entry.detail.level))


def _said(entry: EntryInFull) -> Said:
    """What a partner's return says; of other entries, and of one whose words are gone, nothing is told apart."""
    if entry.detail.kind != "return_released" or entry.release is None or entry.erased:
        return Said()
    marked = [(record.id, one.field, one.mark) for record in entry.records for one in record.fields]
    return said_in_entry(entry.release.catalogue, marked)


def _what(entry: EntryInFull) -> str | None:
    return what_words(entry.body.get("what"), entry.release.statements if entry.release else {}) or None


def _record(record: TouchedRecord, release: PolicyRelease | None) -> RecordView:
    catalogue: Mapping[str, object] = release.catalogue if release else {}
    rows = [
        (label(catalogue, one.field), RENDITIONS.get(one.rendition, one.rendition), str(one.version))
        for one in record.fields
        if one.answered
    ]
    return RecordView(record_title(record), rows)


def _basis(relied: ReliedOn, entry: EntryInFull) -> BasisView:
    what = "its return" if relied.act == "return" else "the hub’s request"
    if relied.act == "return" and entry.release and not _said(entry).discloses:
        kind = next((one.kind for one in entry.organisations.values() if one.id == entry.detail.from_id), "")
        said = entry.detail.facts.get(CODE)
        body = Body(kind, frozenset(said.split(", ")) if said else entry.release.organisations[kind].in_law)
        basis = handling_basis(entry.release, body)
        cited = entry.release.provisions[basis.lawful_basis].citation if basis else ""
        return BasisView(f"{relied.organisation}, for {what}", STANDING, cited, [])
    found: LegalBasis | None = entry.release.legal_bases.get(relied.basis) if entry.release else None
    if found is None:
        return BasisView(f"{relied.organisation}, for {what}", relied.basis, "", ["The policy no longer words this."])
    notes = []
    if not found.in_force(entry.detail.at.date()):
        begun = f"it began on {date_words(found.in_force_from)}" if found.in_force_from else "it has no starting date"
        notes.append(f"Not in force on that day: {begun}")
    return BasisView(f"{relied.organisation}, for {what}", found.label, citations(entry.release, found), notes)


def _policy(entry: EntryInFull) -> Pairs:
    stated = entry.body.get("policy")
    if stated is None or stated["number"] is None:
        return []
    rows = [("Policy release", str(stated["number"])), ("Digest (SHA-256)", str(stated.get("digest")))]
    if entry.release is None:
        return [*rows, ("Words", "This version of the service can no longer read that release; codes are shown.")]
    if entry.release.digest != stated.get("digest"):
        return [*rows, ("Warning", "The stored release of this number has another digest than the entry says.")]
    return rows


def _closing_url(entry: EntryInFull, reader: Actor) -> str | None:
    """Where entries that a partner's officers read, too, are closed to them."""
    shared = entry.whose.other_id not in (None, reader.organisation_id) and entry.detail.file_id is not None
    if shared and entry.detail.tenant_id == reader.organisation_id:
        return url_for("governance.closing", entry_id=entry.detail.id)
    return None


def _glass_url(entry: EntryInFull, reader: Actor) -> str | None:
    held = any(one.record is not None for one in entry.records)
    mine = entry.detail.tenant_id == reader.organisation_id
    if reader.role in BREAKS_GLASS and mine and held and entry.detail.kind in ABOUT_CONTENT:
        return url_for("governance.glass", entry_id=entry.detail.id)
    return None
