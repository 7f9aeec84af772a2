"""What is said while a request waits for its answer, step by step: each with an event, a leaf and its mails, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

import structlog

from app.domain.errors import DatabaseUnavailable, ExchangeError, KeysUnavailable
from app.domain.events import REMINDED, Event
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import Clockwork, append, digest_of_event
from app.services.runtime import Runtime

OVERDUE: Final = "overdue"
OVERDUE_AT_HUB: Final = "overdue_at_hub"
NOT_APPROVED: Final = "not_approved"
_log = structlog.get_logger()


def chase_due(runtime: Runtime) -> int:
    """Do what is due of every request's ladder, each request in a transaction of its own; says how many there were.

    One that cannot be chased now (its log is stopped, its hub has no key) keeps nobody else's: it is tried again the
    next time. Raises DatabaseUnavailable.
    """
    done, failed = 0, list[UUID]()
    while True:
        with runtime.database.work(None) as work:
            request = work.files.take_due(runtime.clock.now(), failed)
            if request is None:
                return done
            try:
                chase(runtime, work, request)
                done += 1
            except DatabaseUnavailable:
                raise
            except ExchangeError as failure:
                _log.warning("chase_failed", request=str(request.file_id), error_code=failure.code)
                failed.append(request.file_id)


def chase(runtime: Runtime, work: Work, request: ResearchRequest) -> None:
    """Do the step that is due of one request, whose row this work holds, and commit; durable when this returns.

    Raises KeysUnavailable, LogUnavailable: nothing was done.
    """
    now, file = runtime.clock.now(), _file(runtime, work, request)
    codes = {"step": "due", "due_at": request.due_at.isoformat()}
    [event] = append(work, Clockwork(request.hub_id), now, [file.act(REMINDED, None, **codes)])
    work.files.note_chased(replace(request, rung=request.rung + 1, chased_at=now, next_at=None))
    told = {"file_id": str(request.file_id)}
    work.jobs.enqueue_all([(kind, organisation, told, now) for kind, organisation in _mails(request)])
    entry = reminded(runtime, request, event)
    make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))


def reminded(runtime: Runtime, request: ResearchRequest, event: Event) -> Entry:
    """The log entry of a step: in the log of hub and partner, by nobody."""
    return Entry(
        kind=REMINDED,
        tenant_id=request.hub_id,
        file_id=request.file_id,
        from_id=request.hub_id,
        to_id=request.partner_id,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        what=event.codes["step"],
        event=digest_of_event(event),
    )


def _file(runtime: Runtime, work: Work, request: ResearchRequest) -> SealedFile:
    wrap = work.keys.tenant_key(request.hub_id, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
    return SealedFile(request.file_id, request.hub_id, runtime.keys.file_keys({request.file_id: wrap})[request.file_id])


def _mails(late: ResearchRequest) -> list[tuple[str, UUID]]:
    at_partner = NOT_APPROVED if late.state == "awaiting_approval" else OVERDUE
    return [(at_partner, late.partner_id), (OVERDUE_AT_HUB, late.hub_id)]
