"""What somebody had who has left a partner goes back into its inbox.

What waits for approval still can be approved, and their colleagues are told that it waits; sent back, it is free.
"""

from __future__ import annotations

from uuid import UUID

from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.lists import BoardFilter, Page, key_of
from app.domain.ports import Work
from app.domain.research import WORKABLE
from app.services.disclosure.duties import PARTNER_WORKS
from app.services.disclosure.working import commit_worked
from app.services.identity.left import who_left
from app.services.research.boards import store_request
from app.services.runtime import Runtime

AT_ONCE = 200


def free_requests(runtime: Runtime, job: Job) -> None:
    """Free each request that the person had, in a transaction of its own, and tell their colleagues of the open ones.

    Raises LogUnavailable, KeysUnavailable: then what is left is freed when the job is tried again.
    """
    with runtime.database.work(job.organisation_id) as work:
        left = who_left(runtime, work, job, PARTNER_WORKS)
        held = _held(work, left.person_id) if left else []
    for file_id in held:
        if left:
            _free(runtime, left, file_id)


def _held(work: Work, person: UUID) -> list[UUID]:
    found: list[UUID] = []
    for answered in (False, True):
        page = Page(size=AT_ONCE)
        while rows := work.lists.inbox("answering", BoardFilter(answered=answered, claimed_by=person), page, person):
            found += [one.file_id for one in rows]
            last = rows[-1]
            page = Page(after=key_of(last.answered_at or last.due_at, last.file_id), size=AT_ONCE)
    return found


def _free(runtime: Runtime, left: Actor, file_id: UUID) -> None:
    with runtime.database.work(left.organisation_id) as work:
        work.files.lock_for_change(file_id)
        request = work.files.request(file_id)
        erased = file_id in work.erasures.of([file_id])
        if request is None or erased or request.claimed_by != left.person_id:
            return
        told = {"file_id": str(file_id)}
        if request.state == "awaiting_approval":
            work.jobs.enqueue("author_left", left.organisation_id, told, runtime.clock.now())
            work.commit()
        if request.state not in WORKABLE:
            return
        store_request(work, request.hand_over())
        if request.answered_at is None:
            work.jobs.enqueue("request_freed", left.organisation_id, told, runtime.clock.now())
        commit_worked(runtime, work, left, (file_id, request.hub_id), [("freed", left.person_id)])
