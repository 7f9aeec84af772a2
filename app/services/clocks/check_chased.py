"""Whether each open request will be chased: whoever silences its clock in its row is found by the check."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.domain.events import Event
from app.domain.ports import Work
from app.domain.reminders import steps_done
from app.domain.research import ResearchRequest
from app.services.clocks.chase_due import RETRY
from app.services.clocks.promised import promised_all
from app.services.governance.problems import Problem
from app.services.runtime import Runtime


def check_chased(
    runtime: Runtime, work: Work, requests: Collection[ResearchRequest], events: Mapping[UUID, Sequence[Event]]
) -> Iterator[str]:
    """Which of these requests wait for an answer, and would be chased later than their clock says, or never.

    One whose due time is not its clock's is left: hours have changed, and it is about to be counted anew.
    """
    now = runtime.clock.now()
    for one in promised_all(runtime, work, requests, events):
        request, clock = one.request, one.clock
        if clock is None or not request.runs or clock.due != request.due_at:
            continue
        left = one.times[steps_done(one.reminders, one.times) :]
        if left and _too_late(request.next_at, max(left[0], now)):
            told = f"Request {request.reference} waits, and the next step of its clock is not stored as it comes."
            yield Problem(told, request.hub_id, request.partner_id)


def _too_late(stored: datetime | None, comes: datetime) -> bool:
    return stored is None or stored > comes + RETRY
