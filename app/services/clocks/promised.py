"""The clocks of requests that have been sent: what was promised of each, in whose hours, and when it stood still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from app.domain.clocks import Calendar, Clock, Pause
from app.domain.errors import NoClock
from app.domain.events import Event
from app.domain.pauses import pauses_of
from app.domain.ports import Work
from app.domain.reminders import Reminder, reminders_of
from app.domain.research import OPEN_STATES, ResearchRequest
from app.services.clocks.timekeeping import Timekeeping, timekeeping
from app.services.runtime import Runtime
from policies.engine.clock_profiles import ClockProfile
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


def promised(runtime: Runtime, work: Work, request: ResearchRequest) -> Promised:
    """The same of one request. Two statements."""
    return next(promised_all(runtime, work, [request], work.events.of_files([request.file_id])))


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
            clock = None if target is None else Clock(one.sent_at, target, calendar, _pauses(own, goes_on))
            yield Promised(one, clock, profile, reminders_of(own))


def _pauses(events: Sequence[Event], goes_on: datetime | None) -> tuple[Pause, ...]:
    ended, since = pauses_of(events)
    return ended if since is None or goes_on is None else (*ended, Pause(since, goes_on))


def runs(request: ResearchRequest, clock: Clock | None) -> bool:
    """Whether its time passes: it waits for an answer, and for no word of the hub, unless nothing stops its time."""
    if clock is None or request.state not in OPEN_STATES or request.answered_at is not None:
        return False
    return request.paused_at is None


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
