"""Whoever has left a hub is on no case any more. One without a decision-maker is for the others to take on."""

from __future__ import annotations

from uuid import UUID

from app.domain.events import on_file
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.services.disclosure.duties import HUB_DECIDES, HUB_READS, roles_for
from app.services.disclosure.working import commit_worked
from app.services.identity.left import who_left
from app.services.runtime import Runtime


def free_cases(runtime: Runtime, job: Job) -> None:
    """Take the person off each case, in a transaction of its own. Raises LogUnavailable, KeysUnavailable."""
    with runtime.database.work(job.organisation_id) as work:
        left = who_left(runtime, work, job, HUB_READS)
        cases = work.events.cases_of(job.organisation_id, left.person_id) if left else ()
    for case_id in cases:
        if left:
            _free(runtime, left, case_id)


def _free(runtime: Runtime, left: Actor, case_id: UUID) -> None:
    with runtime.database.work(left.organisation_id) as work:
        work.files.lock_for_change(case_id)
        on = on_file(work.events.of_files([case_id])[case_id])
        case = work.files.case(case_id)
        if case is None or left.person_id not in on or case_id in work.erasures.of([case_id]):
            return
        roles = roles_for(runtime.policy.release, HUB_DECIDES)
        deciders = {one.id for one in work.identity.people_with(case.tenant_id, roles)}
        if case.state != "closed" and not deciders.intersection(on):
            work.jobs.enqueue("case_left", case.tenant_id, {"case_id": str(case_id)}, runtime.clock.now())
        commit_worked(runtime, work, left, (case_id, case.tenant_id), [("freed", left.person_id)])
