"""The clocks of requests that have been sent: what was promised of each, in whose hours, and when it stood still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from app.domain.clocks import Calendar, Clock, Pause
from app.domain.errors import NoClock
from app.domain.events import Event
from app.domain.pauses import pauses_of
from app.domain.ports import Work
from app.domain.reminders import Reminder, reminders_of
from app.domain.research import ResearchRequest
from app.services.clocks.timekeeping import Timekeeping, timekeeping
from app.services.disclosure.working import is_sound
from app.services.runtime import Runtime
from policies.engine.clock_profiles import ClockProfile, Target
from policies.engine.release import PolicyRelease

ALWAYS: Final = Calendar(dict.fromkeys(range(7), ((0, 1440),)))
"""Of a hub that says no hours any more: all time counts, so that silence is told sooner and not never."""


class Promised(NamedTuple):
    """A request with its clock (None: its rating promises nothing), its profile, and what was said while it waits."""

    request: ResearchRequest
    clock: Clock | None
    profile: ClockProfile
    reminders: tuple[Reminder, ...]

    @property
    def times(self) -> tuple[datetime, ...]:
        """When the steps of its ladder come."""
        return self.clock.ladder(self.profile.ladder) if self.clock else ()


def promised(runtime: Runtime, work: Work, request: ResearchRequest, key: bytes) -> Promised:
    """The same of one request, whose file's key believes only those of its events that fit. Two statements."""
    events = work.events.of_files([request.file_id])[request.file_id]
    return next(promised_all(runtime, work, [request], {request.file_id: believed(events, key)}))


def believed(events: Iterable[Event], key: bytes) -> tuple[Event, ...]:
    """Those of a file's events whose seal fits: what was written in neither stops a clock nor says that it was told."""
    return tuple(one for one in events if is_sound(one, key))


def promised_all(
    runtime: Runtime,
    work: Work,
    requests: Collection[ResearchRequest],
    events: Mapping[UUID, Sequence[Event]],
    goes_on: datetime | None = None,
) -> Iterator[Promised]:
    """Each request's clock; one statement for each hub. `events` are theirs. A pause that has not ended moves nothing
    yet, unless the partner `goes_on` at this moment.

    Each goes on as it was promised where its hub has since adopted another profile, or none.
    """
    by_hub: defaultdict[UUID, list[ResearchRequest]] = defaultdict(list)
    for one in requests:
        by_hub[one.hub_id].append(one)
    release = runtime.policy.release
    for hub_id, theirs in by_hub.items():
        kept = _kept(runtime, work, hub_id, {one.partner_id for one in theirs})
        for one in theirs:
            profile = profile_of_request(release, kept, one.profile)
            target = profile.partner[one.rating]
            calendar = ALWAYS if kept is None else kept.of[one.partner_id]
            own = events.get(one.file_id, ())
            clock = None if target is None else _clock(one.sent_at, target, calendar, _pauses(own, goes_on))
            yield Promised(one, clock, profile, reminders_of(own))


def _clock(start: datetime, target: Target, calendar: Calendar, pauses: tuple[Pause, ...]) -> Clock:
    """What was asked when it was overdue stops nothing: neither its due time nor a step after that."""
    clock = Clock(start, target, calendar, pauses)
    due = clock.due
    return replace(clock, pauses=tuple(one for one in pauses if one.start < due))


def _pauses(events: Sequence[Event], goes_on: datetime | None) -> tuple[Pause, ...]:
    ended, since = pauses_of(events)
    return ended if since is None or goes_on is None else (*ended, Pause(since, goes_on))


def _kept(runtime: Runtime, work: Work, hub_id: UUID, partners: Collection[UUID]) -> Timekeeping | None:
    try:
        return timekeeping(runtime, work, hub_id, partners)
    except NoClock:
        return None


def profile_of_request(release: PolicyRelease, kept: Timekeeping | None, key: str) -> ClockProfile:
    """What the hub adopted under this name, else what policy has of it, else what is promised now."""
    if kept is not None and (kept.profile.key == key or key not in release.profiles):
        return kept.profile
    return release.profiles.get(key) or next(iter(release.profiles.values()))
