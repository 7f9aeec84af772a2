"""Put a colleague on a case, take one off, or step back because of a conflict. Openings under way finish first."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.disclosure.permission import HUB_ROLES, require_case
from app.services.runtime import Runtime


def assign_case(runtime: Runtime, actor: Actor, case_id: UUID, person_id: UUID) -> None:
    """Put a person of the same hub on the case. Raises InvalidInput when they are not of this hub."""
    with runtime.database.work(actor.organisation_id) as work:
        require_case(runtime, work, actor, case_id)
        colleagues = {one.id for role in HUB_ROLES for one in work.identity.people_in(actor.organisation_id, role)}
        if person_id not in colleagues:
            raise InvalidInput({"person": "Choose a collator or decision-maker of this hub."})
        work.files.lock_for_change(case_id)
        work.files.assign(case_id, person_id, actor.person_id, runtime.clock.now())
        work.commit()


def unassign_case(runtime: Runtime, actor: Actor, case_id: UUID, person_id: UUID) -> None:
    """Take a person off the case; once this returns, they open nothing of it."""
    with runtime.database.work(actor.organisation_id) as work:
        require_case(runtime, work, actor, case_id)
        work.files.lock_for_change(case_id)
        work.files.unassign(case_id, person_id)
        work.commit()


def declare_conflict(runtime: Runtime, actor: Actor, case_id: UUID) -> None:
    """The actor knows somebody in the case: from now on they see nothing of it."""
    with runtime.database.work(actor.organisation_id) as work:
        require_case(runtime, work, actor, case_id)
        work.files.lock_for_change(case_id)
        work.files.declare_conflict(case_id, actor.person_id, runtime.clock.now())
        work.commit()
