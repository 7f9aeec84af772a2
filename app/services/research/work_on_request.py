"""A partner's steps before answering: claim, hand over, ask the hub, send back, declare a conflict."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.domain.errors import NotPermitted
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import PARTNER_WORKS, may_step_in, roles_for
from app.services.disclosure.permission import require_request
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.working import commit_worked
from app.services.identity.left import still_there
from app.services.research.approval import tell_author
from app.services.research.boards import store_request
from app.services.research.sent_back import require_ground
from app.services.runtime import Runtime

Step = Callable[[ResearchRequest], ResearchRequest]


def claim_request(runtime: Runtime, actor: Actor, file_id: UUID) -> ResearchRequest:
    """Take a request from the inbox. Raises WrongState when a colleague has it."""
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        work.files.lock_for_change(file_id)
        claimed = request.claim(actor.person_id)
        if request.claimed_by == actor.person_id:
            return request
        store_request(work, claimed)
        commit_worked(runtime, work, actor, (file_id, request.hub_id), [("claimed", actor.person_id)])
    return claimed


def hand_over(runtime: Runtime, actor: Actor, file_id: UUID) -> ResearchRequest:
    """Put a request back for a colleague. Openings under way finish first. Raises NotPermitted as `send_back`."""
    return _step_in(runtime, actor, file_id, ResearchRequest.hand_over, "handed_over")


def send_back(runtime: Runtime, actor: Actor, file_id: UUID, ground: str = "") -> ResearchRequest:
    """An approver returns the draft to its author for changes, on a ground; or the author takes it back, on none.

    Where its author has left, it is free for a colleague. Raises InvalidInput for an approver without a ground,
    NotPermitted, after logging it, for whoever neither has the request nor approves or manages.
    """
    return _step_in(runtime, actor, file_id, ResearchRequest.send_back, "sent_back", ground)


def declare_conflict(runtime: Runtime, actor: Actor, file_id: UUID) -> None:
    """The actor knows somebody in the request: from now on they see nothing of it, and it is back in the inbox.

    Where nobody else there could take it, the hub is shown at once that it has to ring.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        work.files.lock_for_change(file_id)
        steps = [("conflict_declared", actor.person_id)]
        if request.claimed_by == actor.person_id and request.state == "awaiting_approval":
            request = request.send_back()  # what they wrote is not approved behind their back: a colleague writes anew
            store_request(work, request)
            steps.append(("sent_back", actor.person_id))
        if request.claimed_by == actor.person_id and request.state != "withdrawn":
            store_request(work, request.hand_over())
            steps.append(("handed_over", actor.person_id))
            _tell_of(runtime, work, actor, request.hand_over())
        waits = request.answered_at is None and request.state != "withdrawn"
        if waits and not _anybody_else(runtime, work, actor, request):
            work.files.note_since([file_id], "untold_at", runtime.clock.now())
        commit_worked(runtime, work, actor, (file_id, request.hub_id), steps)


def _anybody_else(runtime: Runtime, work: Work, actor: Actor, request: ResearchRequest) -> bool:
    """Whether a colleague of the actor's could take a request: else the hub rings, as no mail will tell anybody."""
    gone = {actor.person_id, *work.events.stepped_back([request.file_id, request.case_id])}
    workers = work.identity.people_with(actor.organisation_id, roles_for(runtime.policy.release, PARTNER_WORKS))
    return any(one.id not in gone for one in workers)


def _step_in(runtime: Runtime, actor: Actor, file_id: UUID, step: Step, what: str, ground: str = "") -> ResearchRequest:
    try:
        with runtime.database.work(actor.organisation_id) as work:
            request = require_request(runtime, work, actor, file_id)
            if request.claimed_by != actor.person_id and not may_step_in(runtime.policy.release, actor):
                raise NotPermitted("Only the colleague who has this request, an approver or a manager can do this.")
            work.files.lock_for_change(file_id)
            changed = step(request)
            store_request(work, changed)
            about = request.claimed_by or actor.person_id
            by_another = what == "sent_back" and about != actor.person_id
            codes = {"ground": require_ground(ground)} if by_another else {}
            steps = [(what, about)]
            if changed.claimed_by and not still_there(runtime, work, about, actor.organisation_id, PARTNER_WORKS):
                left = changed.hand_over()  # its author has left: a colleague writes it anew
                store_request(work, left)
                _tell_of(runtime, work, actor, left)
                steps.append(("handed_over", about))
            elif by_another:
                tell_author(work, actor, "sent_back", file_id, about, runtime.clock.now())
            _tell_of(runtime, work, actor, changed)
            commit_worked(runtime, work, actor, (file_id, request.hub_id), steps, codes={what: codes})
    except NotPermitted:
        record_refusal(runtime, actor, step.__name__)
        raise
    return changed


def _tell_of(runtime: Runtime, work: Work, actor: Actor, request: ResearchRequest) -> None:
    """What is back in the inbox and not answered waits for whoever claims it; whoever put it there knows."""
    if request.state == "sent":
        told = {"file_id": str(request.file_id), "but": str(actor.person_id)}
        work.jobs.enqueue("put_back", actor.organisation_id, told, runtime.clock.now())
