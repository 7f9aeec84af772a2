"""When answers would be due if partners were asked now: what whoever asks is shown before it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from app.domain.clocks import Clock
from app.domain.errors import NoClock
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.timekeeping import timekeeping
from app.services.runtime import Runtime


def due_if_sent(
    runtime: Runtime, work: Work, hub_id: UUID, rating: str, partner_ids: Collection[UUID]
) -> Mapping[UUID, datetime]:
    """Each partner's due time, in its own hours; none while the hub promises nothing, or asks nobody at this rating."""
    try:
        kept = timekeeping(runtime, work, hub_id, partner_ids)
    except NoClock:
        return {}
    target, now = kept.profile.partner.get(rating), runtime.clock.now()
    return {} if target is None else {one: Clock(now, target, kept.of[one]).due for one in partner_ids}


def find_due_if_sent(
    runtime: Runtime, actor: Actor, rating: str, partner_ids: Collection[UUID]
) -> Mapping[UUID, datetime]:
    """The same for the actor's own hub."""
    with runtime.database.work(actor.organisation_id) as work:
        return due_if_sent(runtime, work, actor.organisation_id, rating, partner_ids)
