"""Whoever has left a hub is on no case any more. One without a decision-maker is for the others to take on."""

from __future__ import annotations

from uuid import UUID

from app.domain.events import on_file
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.disclosure.closed_to_names import named_of
from app.services.disclosure.duties import HUB_DECIDES, HUB_READS, roles_for
from app.services.disclosure.working import commit_worked
from app.services.identity.left import who_left
from app.services.intake.assign_case import tell_if_no_name_decides
from app.services.runtime import Runtime


def free_cases(runtime: Runtime, job: Job) -> None:
    """Take the person off each case, in a transaction of its own. Raises LogUnavailable, KeysUnavailable.

    Whoever goes on there in another role is off none; of what is closed to named people somebody must still decide.
    """
    person = UUID(job.payload["person_id"])
    with runtime.database.work(job.organisation_id) as work:
        left = who_left(runtime, work, job, HUB_READS)
        cases = work.events.cases_of(job.organisation_id, person)
    for case_id in cases:
        with runtime.database.work(job.organisation_id) as work:
            if left:
                _free(runtime, work, left, case_id)
            else:
                _still_decided(runtime, work, case_id)


def _free(runtime: Runtime, work: Work, left: Actor, case_id: UUID) -> None:
    work.files.lock_for_change(case_id)
    on = on_file(work.events.of_files([case_id])[case_id])
    case = work.files.case(case_id)
    if case is None or case_id in work.erasures.of([case_id]):
        return
    closed = named_of(runtime, work, case.tenant_id, [case_id])
    if left.person_id not in {*on, *closed.get(case_id, ())}:
        return
    roles = roles_for(runtime.policy.release, HUB_DECIDES)
    deciders = {one.id for one in work.identity.people_with(case.tenant_id, roles)}
    if case.state != "closed" and not deciders.intersection(on):
        work.jobs.enqueue("case_left", case.tenant_id, {"case_id": str(case_id)}, runtime.clock.now())
    tell_if_no_name_decides(runtime, work, case, but=left.person_id)
    commit_worked(runtime, work, left, (case_id, case.tenant_id), [("freed", left.person_id)])


def _still_decided(runtime: Runtime, work: Work, case_id: UUID) -> None:
    case = work.files.case(case_id)
    if case is not None and case_id not in work.erasures.of([case_id]):
        tell_if_no_name_decides(runtime, work, case)
        work.commit()
