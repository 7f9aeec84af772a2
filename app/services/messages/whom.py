"""Whom a notice goes to: those of an organisation who must act next and can be reached, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from app.domain.events import on_file
from app.domain.identity import Person
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import (
    APPROVES,
    HUB_DECIDES,
    HUB_GETS_MAIL,
    PARTNER_GETS_MAIL,
    PARTNER_WORKS,
    approvals_at,
    roles_for,
)
from app.services.identity.standing_in import in_their_time
from app.services.messages.notice import HOLDER, ON_THE_CASE, ONE_PERSON, Notice
from app.services.messages.notices import NOTICES
from app.services.runtime import Runtime

MAILBOX: Final = re.compile(r"[\w.!#$%&'*+/=?^{|}~\u0300-\uffff-]{1,64}@[\w.\u0300-\uffff-]{1,190}")
"""Addresses come from identity providers: one that no mail server takes must not keep a mail from everybody else."""
Roles = tuple[str, ...]


def told_by(runtime: Runtime, work: Work, job: Job, case_id: UUID, file_id: UUID) -> tuple[Person, ...]:
    """Whom a job tells of a request or (its `file_id` is then the case's) a case: those its kind goes to.

    Whoever has stepped back from either is told nothing.
    """
    notice = NOTICES[job.kind]
    request = work.files.request(file_id)
    learns = partial(_learns, runtime, work, request if notice.tells else None)
    people = _with_duty(runtime, work, job, notice, learns)
    found = {one.id: one for one in people if str(one.id) != job.payload.get("but")}
    if notice.whom == ONE_PERSON:
        found = {id_: one for id_, one in found.items() if id_ == UUID(job.payload["person_id"])}
    elif notice.whom == HOLDER:
        workers = work.identity.people_with(job.organisation_id, roles_for(runtime.policy.release, PARTNER_WORKS))
        has = [one for one in workers if request and one.id == request.claimed_by]
        found = {one.id: one for one in has if reachable(one)} or found
    elif notice.whom == ON_THE_CASE:
        on = on_file(work.events.of_files([case_id]).get(case_id, ()))
        there = {id_: one for id_, one in found.items() if id_ in on and reachable(one)}
        mailed = roles_for(runtime.policy.release, HUB_GETS_MAIL)
        deciders = tuple(one for one in learns(roles_for(runtime.policy.release, HUB_DECIDES)) if one in mailed)
        found = there or {one.id: one for one in work.identity.people_with(job.organisation_id, deciders)}
    for stepped_back in work.events.stepped_back([file_id, case_id]):
        found.pop(stepped_back, None)
    return tuple(found.values())


def reachable(person: Person) -> bool:
    """Whether somebody has an address that a mail server could take."""
    return bool(person.email and person.email.isprintable() and MAILBOX.fullmatch(person.email))


def _with_duty(
    runtime: Runtime, work: Work, job: Job, notice: Notice, learns: Callable[[Roles], Roles]
) -> tuple[Person, ...]:
    release, organisation = runtime.policy.release, job.organisation_id
    if notice.first and (told := work.identity.people_with(organisation, notice.first)):
        return told
    if notice.duty is not None:
        return work.identity.people_with(organisation, learns(roles_for(release, notice.duty)))
    found = _approvers(runtime, work, job)
    if notice.chases and not any(map(reachable, found)):  # silence must reach somebody
        return work.identity.people_with(organisation, roles_for(release, PARTNER_GETS_MAIL))
    return found


def _approvers(runtime: Runtime, work: Work, job: Job) -> tuple[Person, ...]:
    """Whoever approves what the organisation sends, and who stands in for them now, but for the author's stand-ins."""
    release, now = runtime.policy.release, runtime.clock.now()
    needs = approvals_at(release, work.identity.organisation(job.organisation_id).kind)
    roles = tuple(dict.fromkeys(role for need in needs for role in roles_for(release, APPROVES[need])))
    named = in_their_time(runtime, work.identity.stand_ins_in(job.organisation_id, now), now)
    named_for = {one.stand_in_id for one in named if one.role in roles and str(one.for_id) != job.payload.get("but")}
    workers = work.identity.people_with(job.organisation_id, roles_for(release, PARTNER_WORKS)) if named_for else ()
    standing_in = [one for one in workers if one.id in named_for]
    return (*work.identity.people_with(job.organisation_id, roles), *standing_in)


def _learns(runtime: Runtime, work: Work, request: ResearchRequest | None, roles: Roles) -> Roles:
    """Those of these roles that may learn how the partner of a request answers; all, of no request."""
    if request is None:
        return roles
    kind = work.identity.organisation(request.partner_id).kind
    return tuple(one for one in roles if runtime.policy.release.learns_answers(one, kind))
