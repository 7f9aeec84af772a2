"""Partners where nobody sees a request before its answer is due: closed, and covered by nobody. Said before sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.clocks import Calendar, Clock
from app.services.clocks.timekeeping import Cover, Timekeeping
from app.services.runtime import Runtime

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


def unattended(runtime: Runtime, time: Timekeeping | None, rating: str) -> Mapping[UUID, Unattended]:
    """Those partners, for a request sent now: nobody covers them, and they are closed now or when it is due.

    None for what is not so urgent, and where the hub promises nothing: then nothing can be sent. A partner that has
    said no hours counts as closed when the hub is.
    """
    now, release = runtime.clock.now(), runtime.policy.release
    if time is None or not (release.runs_on(rating) or rating in ALSO_WARNED_OF):
        return {}
    target = time.profile.partner.get(rating)
    found = {}
    for one, cover in time.cover.items():
        due = now if target is None else Clock(now, target, time.of[one]).due
        if not cover.out_of_hours and (shut := _shut(time.of[one], cover, now, due)) is not None:
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
