"""How the time of one request counts, for whoever answers it: day and night, or in whose hours."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.clocks import LONDON
from app.domain.errors import NoClock
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.clocks.promised import profile_of_request
from app.services.clocks.setting_words import hours_words
from app.services.clocks.timekeeping import timekeeping
from app.services.runtime import Runtime
from policies.engine.clock_profiles import Target


@dataclass(frozen=True, slots=True)
class Counting:
    """What was promised, in which hours (in words) and whether these are the partner's own; `closed` when it is due."""

    target: Target
    hours: str
    own: bool
    closed: bool


def find_counting(runtime: Runtime, actor: Actor, request: ResearchRequest) -> Counting | None:
    """For a request that the actor's organisation answers; None where nothing was promised or no hours are said."""
    with runtime.database.work(actor.organisation_id) as work:
        kept = work.clocks.kept([request.hub_id, request.partner_id])
        try:
            time = timekeeping(runtime, work, request.hub_id, [request.partner_id])
        except NoClock:
            return None
    today = runtime.clock.now().astimezone(LONDON).date()
    own = kept[request.partner_id].hours(today) if request.partner_id in kept else None
    hours = own or kept[request.hub_id].hours(today)
    target = profile_of_request(runtime.policy.release, time, request.profile).partner.get(request.rating)
    if hours is None or target is None:
        return None
    closed = not time.of[request.partner_id].is_open(request.due_at)
    return Counting(target, hours_words(runtime.policy.release, hours), own is not None, closed)
