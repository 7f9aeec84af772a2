"""One entry of the log in full: who, whom, which fields, why, on whose legal basis, and the rules that decided.

Names of fields and the words of a reason are opened here; never a value. The read itself is logged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.answers import MARKED, UNMARKED
from app.domain.governance import ReviewDue
from app.domain.identity import Actor, Organisation
from app.domain.log_entry import Detail, StoredLeaf, Whose
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.governance.leaf_body import leaf_body
from app.services.governance.prove_entry import hidden_part, may_read, openings_of
from app.services.governance.reasons_read import ReasonRead, read_reason
from app.services.governance.record_read import record_read
from app.services.policy_control.past_release import release_numbered
from app.services.runtime import Runtime
from crypto.commitments import opens
from policies.engine.release import PolicyRelease


@dataclass(frozen=True, slots=True)
class TouchedField:
    """One field of one record an entry is about: how much of it, which version, and the mark of what was answered."""

    field: str
    rendition: str
    version: int
    mark: str

    @property
    def answered(self) -> bool:
        """Whether it holds an answer."""
        return self.mark != UNMARKED


@dataclass(frozen=True, slots=True)
class TouchedRecord:
    """A record an entry is about, as it stands now; None when it is no longer there."""

    id: UUID
    record: Record | None
    fields: tuple[TouchedField, ...]


@dataclass(frozen=True, slots=True)
class ReliedOn:
    """A legal basis an organisation relied on for its own act: `act` is request or return."""

    organisation: str
    act: str
    basis: str


@dataclass(frozen=True, slots=True)
class EntryInFull:
    """One entry as an IG officer reads it. `release` holds the words in force then, None when they cannot be read.

    `erased` says that its hidden part does not open; `erased_at` since when that is as it should be, the key of its
    file being destroyed.

    `fits` says whether what is shown here is what the leaf commits to; None when the salts are erased. `body` is empty,
    and nothing fits, where the leaf is none that the exchange writes.
    """

    detail: Detail
    leaf: StoredLeaf
    whose: Whose
    body: Mapping[str, Any]
    records: Sequence[TouchedRecord]
    withheld: Sequence[str]
    reason: ReasonRead
    erased: bool
    erased_at: datetime | None
    organisations: Mapping[UUID, Organisation]
    actor_name: str | None
    reference: str | None
    relied_on: Sequence[ReliedOn]
    release: PolicyRelease | None
    because: Sequence[tuple[str, str]]
    fits: bool | None
    review: ReviewDue | None


def open_entry(runtime: Runtime, actor: Actor, entry_id: UUID) -> EntryInFull:
    """One entry in full, for those who govern its hub, or for a party to it. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        detail = work.log.detail(entry_id)
        leaf = work.log.leaf_by_id(entry_id)
        if detail is None or leaf is None or not may_read(runtime, work, actor, detail):
            refuse(runtime, work, actor, "open_entry", [entry_id])
        review = work.governance.review_of(entry_id)
        if review and review.looked_at is None and _looks_after(runtime, actor, review):
            work.governance.note_look(entry_id, runtime.clock.now())
        record_read(runtime, work, actor, entries=1, reason=str(entry_id))
        hidden = hidden_part(runtime, work, detail)
        body = leaf_body(leaf)
        whose = work.log.log_numbered(leaf.log).whose
        parties = {one for one in (detail.from_id, detail.to_id, detail.tenant_id, *whose) if one}
        organisations = work.identity.organisations_of(parties)
        owner = _file_of(detail)
        reference, relied_on = _case(work, detail, organisations)
        release = release_numbered(runtime, work, detail.policy_release)
        return EntryInFull(
            detail=detail,
            leaf=leaf,
            whose=whose,
            body=body,
            records=touched_records(work, hidden),
            withheld=tuple(field for field, mark in fields_of(hidden)[1] if mark != UNMARKED),
            reason=read_reason(runtime, work, actor, detail, hidden),
            erased=hidden is None and detail.sealed_under != "none",
            erased_at=work.erasures.of([owner]).get(owner) if owner else None,
            organisations=organisations,
            actor_name=work.identity.person(detail.actor_id).display_name if detail.actor_id else None,
            reference=reference,
            relied_on=relied_on,
            release=release,
            because=_because(detail, release),
            fits=_fits(detail, body, hidden),
            review=review,
        )


def _looks_after(runtime: Runtime, actor: Actor, review: ReviewDue) -> bool:
    """Whether it is a review when this person opens the act: they govern its log, and it was not theirs."""
    at_hub = has_duty(runtime.policy.release, actor, HUB_GOVERNS) and actor.organisation_id == review.tenant_id
    return at_hub and actor.person_id != review.acted_by


def touched_records(work: Work, hidden: Mapping[str, Any] | None) -> tuple[TouchedRecord, ...]:
    """The records an entry's hidden part names, each with its fields."""
    found: dict[UUID, list[TouchedField]] = {}
    touched, _ = fields_of(hidden)
    for (record, field, rendition, version), mark in touched:
        found.setdefault(UUID(record), []).append(TouchedField(field, rendition, version, mark))
    records = work.records.found(list(found)) if found else {}
    return tuple(TouchedRecord(one, records.get(one), tuple(fields)) for one, fields in found.items())


def _file_of(detail: Detail) -> UUID | None:
    """The file under whose key an entry's hidden part is sealed; of one that says a file was erased, that file."""
    return detail.file_id if detail.kind == "erased" or detail.sealed_under == f"file:{detail.file_id}" else None


Marked = Sequence[tuple[Any, str]]


def fields_of(hidden: Mapping[str, Any] | None) -> tuple[Marked, Marked]:
    """What an entry touched and what it withheld, each with the mark of what was answered in it."""
    touched, withheld = (hidden["touched"], hidden["withheld"]) if hidden else ((), ())
    marks = hidden["answered"] if hidden else None
    said = marks if marks is not None else MARKED * (len(touched) + len(withheld))
    return (
        list(zip(touched, said[: len(touched)], strict=True)),
        list(zip(withheld, said[len(touched) :], strict=True)),
    )


def _case(
    work: Work, detail: Detail, organisations: Mapping[UUID, Organisation]
) -> tuple[str | None, tuple[ReliedOn, ...]]:
    """The case's reference, and each side's own legal basis: none is inherited (law 11)."""
    author = organisations[detail.from_id].name if detail.from_id else None
    request = work.files.request(detail.file_id) if detail.file_id else None
    case = work.files.case(request.case_id if request else detail.file_id) if detail.file_id else None
    returned = request is not None and detail.from_id == request.partner_id
    sides = []
    if author and detail.legal_basis:
        sides.append(ReliedOn(author, "return" if returned else "request", detail.legal_basis))
    if request is not None and (returned or not sides):
        sides.append(ReliedOn(work.identity.organisation(request.hub_id).name, "request", request.legal_basis))
    return case.reference if case else None, tuple(sides)


def _because(detail: Detail, release: PolicyRelease | None) -> tuple[tuple[str, str], ...]:
    words = {rule.id: rule.because for rule in release.rules} if release else {}
    return tuple((rule, words.get(rule, "")) for rule in detail.rules)


def _fits(detail: Detail, body: Mapping[str, Any], hidden: Mapping[str, Any] | None) -> bool | None:
    """Whether the columns shown say what the leaf says, and the salts open its commitments to them."""
    if not body:
        return False
    if hidden is None:
        return None
    columns = {
        "id": detail.id,
        "k": detail.kind,
        "file": detail.file_id,
        "from": detail.from_id,
        "to": detail.to_id,
        "purpose": detail.purpose,
        "basis": detail.legal_basis,
    }
    same = all(body[name] == (None if value is None else str(value)) for name, value in columns.items())
    same = same and body["n"] == detail.fields and body["policy"]["number"] == detail.policy_release
    opened = openings_of(detail, hidden)
    return same and all(opens(body[name], one.salt, one.value) for name, one in opened.items())
