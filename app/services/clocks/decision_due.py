"""The hub's own clock: until when a case is to be decided, from when its notification was received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.clocks import Clock
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import append
from app.services.runtime import Runtime


def decision_due(runtime: Runtime, work: Work, case: CaseFile) -> datetime | None:
    """When the hub must have decided, in its hours; None where its rating promises nothing, or the hub has no clock.

    It counts from `counted_from`: when the notification was received, or when the case was reopened. One statement.
    """
    kept, _ = timekeeping_or_why(runtime, work, case.tenant_id)
    target = kept.profile.hub.get(case.rating) if kept else None
    return Clock(case.counted_from, target, kept.hub).due if kept and target else None


def time_case(runtime: Runtime, work: Work, actor: Actor, file: SealedFile, case: CaseFile, what: str) -> None:
    """Store when a case is to be decided as it now stands, with its event. Its row must be locked."""
    timed = replace(case, due_at=decision_due(runtime, work, case))
    work.files.time_case(timed)
    append(work, actor, runtime.clock.now(), [file.act(what, actor.person_id, rating=case.rating, **said_of(timed))])


def said_of(case: CaseFile) -> Mapping[str, Any]:
    """What an event says of a case's time."""
    due = case.due_at
    return {"counted_from": case.counted_from.isoformat(), "due_at": due.isoformat() if due else None}
