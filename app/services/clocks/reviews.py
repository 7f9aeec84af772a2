"""By when somebody else reviews an act of governance: counted in the hours of the hub whose log it stands in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.domain.clocks import LONDON, Calendar
from app.domain.errors import NoClock
from app.domain.governance import review_due_at
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.timekeeping import calendar_of
from app.services.runtime import Runtime


def review_due(runtime: Runtime, work: Work, hub_id: UUID) -> datetime:
    """When a review of what is done now is due. A hub whose hours cannot be read is reviewed sooner, not later."""
    now = runtime.clock.now()
    return review_due_at(now, _calendar(runtime, work, hub_id, now))


def find_review_due(runtime: Runtime, actor: Actor) -> datetime:
    """The same for the actor's own hub."""
    with runtime.database.work(actor.organisation_id) as work:
        return review_due(runtime, work, actor.organisation_id)


def _calendar(runtime: Runtime, work: Work, hub_id: UUID, now: datetime) -> Calendar | None:
    kept = work.clocks.kept({hub_id}).get(hub_id)
    try:
        return None if kept is None else calendar_of(runtime.policy.release, kept, now.astimezone(LONDON).date())
    except NoClock:
        return None
