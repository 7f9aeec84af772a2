"""A colleague takes a request over from whoever has it, at once and with a reason: nobody waits for who is away."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.disclosure.permission import require_request
from app.services.disclosure.working import commit_worked
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
        taken = request.take_over(actor.person_id)
        had = request.claimed_by or actor.person_id
        store_request(work, taken)
        told_of = {"file_id": str(file_id), "person_id": str(had)}
        work.jobs.enqueue("taken_over", actor.organisation_id, told_of, runtime.clock.now())
        steps = [("handed_over", had), ("taken_over", actor.person_id)]
        commit_worked(runtime, work, actor, (file_id, request.hub_id), steps, words)
    return taken
