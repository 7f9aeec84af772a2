"""When answers would be due if partners were asked now: what whoever asks is shown before it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from app.domain.clocks import Clock
from app.domain.identity import Actor
from app.services.clocks.timekeeping import Timekeeping, timekeeping_or_why
from app.services.runtime import Runtime


def due_if_sent(runtime: Runtime, time: Timekeeping | None, rating: str) -> Mapping[UUID, datetime]:
    """Each partner's due time, in its own hours; none while the hub promises nothing, or asks nobody at this rating."""
    target, now = time.profile.partner.get(rating) if time else None, runtime.clock.now()
    return {} if time is None or target is None else {one: Clock(now, target, of).due for one, of in time.of.items()}


def find_due_if_sent(
    runtime: Runtime, actor: Actor, rating: str, partner_ids: Collection[UUID]
) -> Mapping[UUID, datetime]:
    """The same for the actor's own hub."""
    with runtime.database.work(actor.organisation_id) as work:
        time, _ = timekeeping_or_why(runtime, work, actor.organisation_id, partner_ids)
    return due_if_sent(runtime, time, rating)
