"""Hours or closed days of an organisation have changed: what is due by them is counted anew, case by case.

Nothing is written where nothing moves. Whoever answers at that moment was first, or is told that somebody else has just
changed it and keeps their draft: the case's row is locked, then its requests'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.domain.errors import KeysUnavailable
from app.domain.events import REBASED, Event
from app.domain.files import CaseFile
from app.domain.jobs import Job
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.research import OPEN_STATES, ResearchRequest
from app.services.clocks.count_anew import Moved, count_anew
from app.services.clocks.decision_due import decision_due, said_of
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.working import Act, Clockwork, append, digest_of_event
from app.services.research.boards import show_locked, store_requests
from app.services.runtime import Runtime

BATCH: Final = 50
"""Cases after which mail goes out."""
DUE_EARLIER, DUE_EARLIER_AT_HUB = "due_earlier", "due_earlier_at_hub"


def rebase(runtime: Runtime, job: Job, meanwhile: Callable[[], object]) -> None:
    """Count anew what is due in the organisation's hours, each case in a transaction of its own.

    Done twice it changes nothing more. Raises KeysUnavailable, LogUnavailable: the rest is done when it is tried again.
    """
    with runtime.database.work(job.organisation_id) as work:
        cases = work.lists.cases_timed_by(job.organisation_id)
    for number, case_id in enumerate(cases, start=1):
        with runtime.database.work(None) as work:
            _rebase(runtime, work, case_id)
        if not number % BATCH:
            meanwhile()


def _rebase(runtime: Runtime, work: Work, case_id: UUID) -> None:
    case = work.files.lock_case(case_id)
    locked = work.files.lock_requests(case_id)
    erased = work.erasures.of([case_id, *(one.file_id for one in locked)])
    if case is None or case_id in erased:
        return
    waiting = [one for one in locked if one.state in OPEN_STATES and one.file_id not in erased]
    keys = _keys(runtime, work, case, waiting)
    moved = _moved(runtime, work, [one for one in waiting if one.answered_at is None], keys)
    timed = replace(case, due_at=decision_due(runtime, work, case)) if case.state != "closed" else case
    acts = [Act(one.file_id, keys[one.file_id], REBASED, None, said) for one, said in moved]
    if timed != case:
        work.files.time_case(timed)
        acts.append(Act(case_id, keys[case_id], REBASED, None, said_of(timed)))
    if not acts:
        return
    store_requests(work, [one for one, _ in moved])
    show_locked(work, timed)
    _tell(runtime, work, waiting, moved)
    events = append(work, Clockwork(case.tenant_id), runtime.clock.now(), acts)
    partners = {one.file_id: one.partner_id for one in waiting}
    entries = [(_entry(runtime, case, one, partners.get(one.file_id)), one.file_id) for one in events]
    logged = [(entry, DetailKey(keys[file_id], file_id, "file")) for entry, file_id in entries]
    make_durable(runtime, work, record(runtime, work, logged))


def _moved(
    runtime: Runtime, work: Work, requests: Sequence[ResearchRequest], keys: Mapping[UUID, bytes]
) -> list[Moved]:
    """Those whose due time really is another one, or whose time stands still or passes that did not."""
    stood = {one.file_id: (one.due_at, one.paused_at) for one in requests}
    anew = count_anew(runtime, work, [one.count_anew() for one in requests], keys) if requests else ()
    return [(one, said) for one, said in anew if stood[one.file_id] != (one.due_at, one.paused_at)]


def _tell(runtime: Runtime, work: Work, before: Sequence[ResearchRequest], moved: Sequence[Moved]) -> None:
    """Both sides are told of what is due earlier; what is due later, pages say."""
    due, now = {one.file_id: one.due_at for one in before}, runtime.clock.now()
    earlier = [one for one, _ in moved if one.due_at < due[one.file_id]]
    sides = [(DUE_EARLIER, one.partner_id, one) for one in earlier]
    sides += [(DUE_EARLIER_AT_HUB, one.hub_id, one) for one in earlier]
    work.jobs.enqueue_all([(kind, side, {"file_id": str(one.file_id)}, now) for kind, side, one in sides])


def _entry(runtime: Runtime, case: CaseFile, event: Event, partner: UUID | None) -> Entry:
    """In the log of hub and partner or, of the hub's own time, in the hub's own; by nobody."""
    return Entry(
        kind=REBASED,
        tenant_id=case.tenant_id,
        file_id=event.file_id,
        from_id=case.tenant_id,
        to_id=partner or case.tenant_id,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        event=digest_of_event(event),
    )


def _keys(runtime: Runtime, work: Work, case: CaseFile, requests: Sequence[ResearchRequest]) -> Mapping[UUID, bytes]:
    wrap = work.keys.tenant_key(case.tenant_id, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
    return runtime.keys.file_keys(dict.fromkeys([case.file_id, *(one.file_id for one in requests)], wrap))
