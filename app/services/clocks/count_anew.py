"""When requests are due once something has changed: their rating, the hours they count in, or a pause that has ended.

Each counts from when it was sent, whatever it was due at before, so a time that is past already is shown as past.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.pauses import pauses_of
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.clocks.next_step import with_next
from app.services.clocks.promised import believed, promised_all
from app.services.runtime import Runtime
from policies.engine.clock_profiles import ELAPSED

Moved = tuple[ResearchRequest, Mapping[str, Any]]
"""A request as its clock has it, and what an event says of that."""


def count_anew(
    runtime: Runtime, work: Work, requests: Sequence[ResearchRequest], keys: Mapping[UUID, bytes]
) -> Iterator[Moved]:
    """Each of these requests as it is due now, with since when its time stands still.

    A question that its rating does not wait for stops nothing; nor does one that was asked when it was overdue. What
    an event says whose seal does not fit is not believed. One statement for their events, one for each hub.
    """
    events = _believed(work, requests, keys)
    for found in promised_all(runtime, work, requests, events):
        one, clock = found.request, found.clock
        if clock is None:
            continue
        since = pauses_of(events[one.file_id]).since
        stops = since is not None and clock.target.basis != ELAPSED and since < clock.due
        moved = with_next(replace(one, paused_at=since if stops else None), clock, found.profile)
        yield moved, _said(moved)


def go_on(
    runtime: Runtime, work: Work, before: ResearchRequest, after: ResearchRequest, key: bytes, now: datetime
) -> Moved:
    """A request whose partner waits for the hub's word no more: put off by the working time it waited.

    One whose time did not stand still stays as it is, and nothing is asked of the database.
    """
    if before.paused_at is None:
        return after, {}
    events = _believed(work, [after], {after.file_id: key})
    for found in promised_all(runtime, work, [after], events, now):
        if found.clock is not None:
            moved = with_next(after, found.clock, found.profile)
            return moved, {"due_at": moved.due_at.isoformat()}
    return after, {}


def _believed(work: Work, requests: Sequence[ResearchRequest], keys: Mapping[UUID, bytes]) -> Mapping[UUID, Any]:
    found = work.events.of_files([one.file_id for one in requests])
    return {one: believed(events, keys[one]) for one, events in found.items()}


def _said(request: ResearchRequest) -> Mapping[str, Any]:
    paused = request.paused_at
    return {"due_at": request.due_at.isoformat(), "paused_at": paused.isoformat() if paused else None}
