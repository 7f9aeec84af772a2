"""Somebody whose membership has ended, as the one in whose name what they had is freed."""

from __future__ import annotations

from uuid import UUID

from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.disclosure.duties import Duty, roles_for
from app.services.runtime import Runtime


def who_left(runtime: Runtime, work: Work, job: Job, duty: Duty) -> Actor | None:
    """Whom a job says has left; None while another membership there still gives them this duty."""
    person = UUID(job.payload["person_id"])
    if still_there(runtime, work, person, job.organisation_id, duty):
        return None
    where, membership = work.identity.organisation(job.organisation_id), UUID(job.payload["membership_id"])
    name = work.identity.person(person).display_name
    return Actor(person, membership, where.id, where.kind, where.name, job.payload["role"], name, membership)


def still_there(runtime: Runtime, work: Work, person: UUID, organisation: UUID, duty: Duty) -> bool:
    """Whether a membership that has not ended gives somebody this duty in an organisation."""
    roles = roles_for(runtime.policy.release, duty)
    held = work.identity.memberships_of(person)
    return any(one.organisation.id == organisation and one.membership.role in roles for one in held)
