"""Partners where nobody sees a request before its answer is due, as they are closed. Said before sending.

Whoever covers one answers its telephone and has no account here: what waits for nothing is told by telephone there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.clocks import Calendar, Clock
from app.services.clocks.timekeeping import Cover, Timekeeping
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Unattended:
    """When a partner opens again, and whom to ring until then; `closes_at` is None where it is closed already.

    `opens_at` is None where it never opens.
    """

    closes_at: datetime | None
    opens_at: datetime | None
    cover: Cover


def unattended(runtime: Runtime, time: Timekeeping | None, rating: str) -> Mapping[UUID, Unattended]:
    """Those partners, for a request sent now: they are closed now or when it is due, whoever covers them.

    Of what waits for the morning those are left out that somebody covers. None for what is not so urgent, and where the
    hub promises nothing: then nothing can be sent. A partner that has said no hours counts as closed when the hub is.
    """
    now, release = runtime.clock.now(), runtime.policy.release
    if time is None or not (release.runs_on(rating) or release.ratings[rating].warns_closed):
        return {}
    target = time.profile.partner.get(rating)
    found = {}
    for one, cover in time.cover.items():
        due = now if target is None else Clock(now, target, time.of[one]).due
        rung = release.runs_on(rating) or not cover.out_of_hours
        if rung and (shut := _shut(time.of[one], cover, now, due)) is not None:
            found[one] = shut
    return found


def shut_until(runtime: Runtime, time: Timekeeping | None, rating: str) -> Mapping[UUID, datetime]:
    """When each of them opens again, of what is so urgent that it is rung: until then it waits to be rung or opened."""
    found = unattended(runtime, time, rating) if runtime.policy.release.runs_on(rating) else {}
    return {one: each.opens_at or runtime.clock.now() for one, each in found.items()}


def _shut(calendar: Calendar, cover: Cover, now: datetime, due: datetime) -> Unattended | None:
    if not calendar.is_open(now):
        return Unattended(None, calendar.next_opening(now), cover)
    closes = calendar.closes_after(now)
    if closes is None or closes >= due or calendar.is_open(due):
        return None
    return Unattended(closes, calendar.next_opening(closes), cover)
