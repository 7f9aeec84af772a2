"""Partners where nobody sees a request before its answer is due: closed, and covered by nobody. Said before sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.clock_settings import Kept
from app.domain.clocks import LONDON, Calendar, Clock
from app.domain.errors import NoClock
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.timekeeping import Cover, calendar_of, cover_in, cover_of, profile_of
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease

ALSO_WARNED_OF = ("amber",)
"""Besides what waits for nothing, of which a partner that is closed is rung as soon as it is sent."""


@dataclass(frozen=True, slots=True)
class Unattended:
    """When a partner opens again, and whom to ring until then; `closes_at` is None where it is closed already.

    `opens_at` is None where it never opens.
    """

    closes_at: datetime | None
    opens_at: datetime | None
    cover: Cover


def unattended(
    runtime: Runtime, work: Work, hub_id: UUID, partner_ids: Collection[UUID], rating: str
) -> Mapping[UUID, Unattended]:
    """Those of these partners, for a request sent now: nobody covers them, and they are closed now or when it is due.

    None for what is not so urgent. One statement, however many partners. A partner that has said no hours counts as
    closed when the hub is.
    """
    now, release = runtime.clock.now(), runtime.policy.release
    if not partner_ids or not (release.runs_on(rating) or rating in ALSO_WARNED_OF):
        return {}
    kept, today = work.clocks.kept({hub_id, *partner_ids}), now.astimezone(LONDON).date()
    hub = _calendar(release, kept[hub_id], today)
    found = {}
    for one in partner_ids:
        calendar, cover = _calendar(release, kept[one], today) or hub, cover_in(kept[one])
        if calendar is not None and not cover.out_of_hours:
            due = _due(release, kept[hub_id], rating, calendar, now)
            if (shut := _shut(calendar, cover, now, due)) is not None:
                found[one] = shut
    return found


def whom_to_ring(runtime: Runtime, actor: Actor, partner_ids: Collection[UUID]) -> Mapping[UUID, Cover]:
    """The number of each of these for while it is closed, which need not be that of its office. One statement."""
    if not partner_ids:
        return {}
    with runtime.database.work(actor.organisation_id) as work:
        return cover_of(work, partner_ids)


def _shut(calendar: Calendar, cover: Cover, now: datetime, due: datetime) -> Unattended | None:
    if not calendar.is_open(now):
        return Unattended(None, calendar.next_opening(now), cover)
    closes = calendar.closes_after(now)
    if closes is None or closes >= due or calendar.is_open(due):
        return None
    return Unattended(closes, calendar.next_opening(closes), cover)


def _due(release: PolicyRelease, hub: Kept, rating: str, calendar: Calendar, now: datetime) -> datetime:
    """When an answer would be due; now, where the hub has promised nothing: then nothing can be sent."""
    try:
        profile = profile_of(release, hub)
    except NoClock:
        return now
    target = profile.partner[rating] if profile else None
    return now if target is None else Clock(now, target, calendar).due


def _calendar(release: PolicyRelease, kept: Kept, today: date) -> Calendar | None:
    try:
        return calendar_of(release, kept, today)
    except NoClock:
        return None
