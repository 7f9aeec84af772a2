"""A colleague takes a request over from whoever has it, at once and with a reason: nobody waits for who is away.

That they cover for whoever has it is reason enough.
"""

from __future__ import annotations

from uuid import UUID

from app.domain.covering import COVERS
from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.permission import require_request
from app.services.disclosure.working import commit_worked
from app.services.identity.covering import covers_for, hold_covers
from app.services.research.boards import store_request
from app.services.runtime import Runtime

LONGEST_REASON = 500


def take_over(runtime: Runtime, actor: Actor, file_id: UUID, reason: str) -> ResearchRequest:
    """Theirs from now on; whoever had it is told by mail and keeps their draft, and the reason is in the log.

    Openings under way finish first. Raises InvalidInput without a reason, WrongState when nobody else has it, Stale
    when it has just moved on, NotFound for whoever may not work on it.
    """
    words = reason.strip()
    if not words or len(words) > LONGEST_REASON:
        told = f"Say why you take this request over, in up to {LONGEST_REASON} characters."
        raise InvalidInput({"reason": told})
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        work.files.lock_for_change(file_id)
        return _take(runtime, work, actor, request, words, {})


def take_in_cover(runtime: Runtime, actor: Actor, file_id: UUID) -> ResearchRequest:
    """The same by whoever covers for the one who has it: the log says so, and nobody types it.

    Raises WrongState when the actor does not cover for them (any more).
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        work.files.lock_for_change(file_id)
        away = request.claimed_by
        if away is None or away not in hold_covers(runtime, work, actor):
            raise WrongState("You do not cover for whoever has this request. Take it over with a reason.")
        words = f"Covers for {work.identity.person(away).display_name}"
        return _take(runtime, work, actor, request, words, {COVERS: str(away)})


def covers_holder(runtime: Runtime, actor: Actor, request: ResearchRequest) -> bool:
    """Whether the actor covers now for whoever has a request."""
    with runtime.database.work(actor.organisation_id) as work:
        now = runtime.clock.now()
        return request.claimed_by in covers_for(runtime, work, actor.organisation_id, actor.person_id, now)


def _take(
    runtime: Runtime, work: Work, actor: Actor, request: ResearchRequest, words: str, codes: dict[str, str]
) -> ResearchRequest:
    taken = request.take_over(actor.person_id)
    had = request.claimed_by or actor.person_id
    store_request(work, taken)
    told_of = {"file_id": str(request.file_id), "person_id": str(had)}
    work.jobs.enqueue("taken_over", actor.organisation_id, told_of, runtime.clock.now())
    steps = [("handed_over", had), ("taken_over", actor.person_id)]
    of = request.file_id, request.hub_id
    commit_worked(runtime, work, actor, of, steps, words, codes={"taken_over": codes} if codes else None)
    return taken
