"""Reading the disclosure log: lists with filters, and one entry in full. Every read is itself logged (law 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.lists import LogFilter, LogLine, Page
from app.domain.log_entry import Detail, Entry, StoredLeaf
from app.domain.ports import Work
from app.services.disclosure.gate import refuse
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.governance.prove_entry import GOVERNANCE_ROLES, hidden_part, may_read
from app.services.research.list_requests import Listed, cut
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class EntryInFull:
    """One entry as an IG officer reads it: codes, names of fields, the reason; never a value."""

    detail: Detail
    leaf: StoredLeaf
    hidden: Mapping[str, Any] | None
    organisations: Mapping[UUID, Organisation]
    actor_name: str | None
    reference: str | None


def list_disclosures(runtime: Runtime, actor: Actor, chosen: LogFilter, page: Page) -> Listed[LogLine]:
    """One page of the hub's log, the newest first. Raises NotFound unless the actor governs that hub."""
    with runtime.database.work(actor.organisation_id) as work:
        if actor.role not in GOVERNANCE_ROLES or chosen.tenant_id != actor.organisation_id:
            refuse(runtime, work, actor, "list_disclosures", [])
        found = cut(work.log.lines(chosen, page), page, lambda line: str(line.index))
        _record_read(runtime, work, actor, [], reason="list")
    return found


def open_entry(runtime: Runtime, actor: Actor, entry_id: UUID) -> EntryInFull:
    """One entry in full, for those who govern its hub, or for a party to it. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        detail = work.log.detail(entry_id)
        leaf = work.log.leaf_by_id(entry_id)
        if detail is None or leaf is None or not may_read(actor, detail):
            refuse(runtime, work, actor, "open_entry", [entry_id])
        _record_read(runtime, work, actor, [entry_id], reason=str(entry_id))
        hidden = hidden_part(runtime, work, detail)
        parties = {one for one in (detail.from_id, detail.to_id, detail.tenant_id) if one}
        organisations = {one: work.identity.organisation(one) for one in parties}
        name = work.identity.person(detail.actor_id).display_name if detail.actor_id else None
        return EntryInFull(detail, leaf, hidden, organisations, name, _reference(work, detail))


def _reference(work: Work, detail: Detail) -> str | None:
    if detail.file_id is None:
        return None
    request = work.files.request(detail.file_id)
    if request is not None:
        return request.reference
    case = work.files.case(detail.file_id)
    return case.reference if case else None


def _record_read(runtime: Runtime, work: Work, actor: Actor, entries: Sequence[UUID], reason: str) -> None:
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    entry = Entry(
        kind="log_read",
        tenant_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"entries": len(entries)},
        reason=reason,
    )
    make_durable(runtime, work, record(runtime, work, [(entry, key)]))
