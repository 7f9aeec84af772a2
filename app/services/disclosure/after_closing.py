"""Which records nobody opens any more whose work their case was: policy says for how long after closing they do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.files import CaseFile
from app.domain.ports import Openable
from app.services.runtime import Runtime
from policies.engine.retention import Access


def over(runtime: Runtime, openables: Iterable[Openable]) -> frozenset[UUID]:
    """Those of these records whose time after closing is over; none of a case that is open, or held."""
    access, now = runtime.policy.release.access, runtime.clock.now()
    return frozenset(one.record.id for one in openables if not one.held and _ended(access, one, now))


def shut_since(runtime: Runtime, case: CaseFile, kind: str) -> datetime | None:
    """Since when nobody opens what a case holds of a kind but what came in late; None while somebody does."""
    if case.closed_at is None or case.held_at is not None:
        return None
    until = case.closed_at + timedelta(days=runtime.policy.release.access.days_after_closing[kind])
    return until if runtime.clock.now() > until else None


def _ended(access: Access, openable: Openable, now: datetime) -> bool:
    record, closed = openable.record, openable.closed_at
    if closed is None:
        return False
    since = max(closed, record.released_at or closed)  # what came in later is read first
    return now > since + timedelta(days=access.days_after_closing[record.kind])
