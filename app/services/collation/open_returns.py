"""Open the returns of a case side by side, and reveal a masked value with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import OpenedRecord, open_records, refuse
from app.services.disclosure.kept_reason import keep_reason, read_reason
from app.services.disclosure.permission import HUB_READS, require_case, require_hub_file
from app.services.disclosure.recording import organisation_detail_key
from app.services.runtime import Runtime

REASON_LASTS = timedelta(minutes=5)
SHORTEST_REASON, LONGEST_REASON = 10, 2000


@dataclass(frozen=True, slots=True)
class Returned:
    """One partner's answer about a case: what was opened, and what stands without opening (superseded returns)."""

    request: ResearchRequest
    opened: tuple[OpenedRecord, ...]
    earlier: tuple[Record, ...]


def open_returns(runtime: Runtime, actor: Actor, case_id: UUID, only: UUID | None = None) -> tuple[Returned, ...]:
    """The newest returns of every request of a case (or of `only` that request), as far as the actor's role needs them.

    One leaf for each request's file. A return of which the role is shown nothing is left out. Raises NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        require_case(runtime, work, actor, case_id, duty=HUB_READS)
        requests = [one for one in work.files.requests_of(case_id) if only in (None, one.file_id)]
        returns = work.records.of_files([one.file_id for one in requests], "return")
    current = [one.id for one in returns if one.state == "released"]
    opened = open_records(runtime, actor, current, skip_hidden=True) if current else ()
    return tuple(
        Returned(
            request,
            tuple(one for one in opened if one.record.file_id == request.file_id),
            tuple(one for one in returns if one.file_id == request.file_id and one.state == "superseded"),
        )
        for request in requests
    )


def prepare_reveal(runtime: Runtime, actor: Actor, record_id: UUID, fields: Sequence[str], reason: str) -> UUID:
    """Keep a reason for five minutes; the page it leads to reveals with it. Raises InvalidInput without one."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(
            {"reason": "Say why you need the full value, in a sentence. It is kept in the disclosure log."}
        )
    if len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": f"Shorten your reason to {LONGEST_REASON} characters."})
    if not fields:
        raise InvalidInput({"fields": "Choose what to reveal."})
    with runtime.database.work(actor.organisation_id) as work:
        found = work.records.find(record_id)
        require_hub_file(runtime, work, actor, found.file_id if found else record_id, duty=HUB_READS)
        key = organisation_detail_key(runtime, work, actor.organisation_id)
        now = runtime.clock.now()
        opening = keep_reason(key.key, actor, "reveal", record_id, fields, reason, now + REASON_LASTS)
        work.records.add_reasoned(opening, now)
        work.commit()
    return opening.id


def reveal(runtime: Runtime, actor: Actor, opening_id: UUID) -> OpenedRecord:
    """Reveal what a kept reason is for: a leaf of its own each time.

    Raises NotFound, after logging the refusal, after five minutes and for a reason given by another or elsewhere.
    """
    with runtime.database.work(actor.organisation_id) as work:
        kept = work.records.reasoned(opening_id, actor.person_id, runtime.clock.now())
        key = organisation_detail_key(runtime, work, actor.organisation_id)
        reason = read_reason(key.key, actor, "reveal", kept) if kept else None
        if kept is None or reason is None:
            refuse(runtime, work, actor, "reveal", [opening_id])
    return open_records(runtime, actor, [kept.record_id], action=kept.action, fields=kept.fields, reason=reason)[0]
