"""Put a colleague on a case, take one off, or step back because of a conflict. Openings under way finish first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import Erased, InvalidInput
from app.domain.events import on_file
from app.domain.files import CaseFile
from app.domain.identity import Actor, Person
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, HUB_READS, HUB_WORKS, Duty, has_duty, roles_for
from app.services.disclosure.permission import require_case
from app.services.disclosure.working import commit_worked
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class HandOver:
    """A case as a manager who is not on it may know it: its reference, and who of the hub could take it."""

    case: CaseFile
    colleagues: tuple[Person, ...]


def find_hand_over(runtime: Runtime, actor: Actor, case_id: UUID) -> HandOver:
    """A case of the hub that a manager may hand to somebody. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        case = _assignable(runtime, work, actor, case_id)
        colleagues = _colleagues(runtime, work, actor.organisation_id, HUB_READS).values()
        return HandOver(case, tuple(sorted(colleagues, key=lambda one: one.display_name)))


def assign_case(runtime: Runtime, actor: Actor, case_id: UUID, person_id: UUID) -> None:
    """Put a person of the same hub on the case: whoever is on it may, and a decision-maker of the hub always.

    So a case whose people have left is never stuck. Raises InvalidInput when they are not of this hub or have stepped
    back, NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = _assignable(runtime, work, actor, case_id)
        if person_id not in _colleagues(runtime, work, actor.organisation_id, HUB_READS):
            raise InvalidInput({"person": "Choose a collator or decision-maker of this hub."})
        work.files.lock_for_change(case_id)
        if person_id in work.events.stepped_back([case_id]):
            raise InvalidInput({"person": "They have stepped back from this case. Choose somebody else."})
        if person_id not in _on(work, case_id):
            commit_worked(runtime, work, actor, (case_id, case.tenant_id), [("assigned", person_id)])


def unassign_case(runtime: Runtime, actor: Actor, case_id: UUID, person_id: UUID) -> None:
    """Take a person off the case; once this returns, they open nothing of it.

    Raises InvalidInput when nobody would be left who can work on it, and when a collator would leave it without a
    decision-maker; NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        work.files.lock_for_change(case_id)
        on = _on(work, case_id)
        left = on - {person_id}
        if not left & _colleagues(runtime, work, actor.organisation_id, HUB_WORKS).keys():
            raise InvalidInput({"person": "Nobody else is on this case. Add a colleague first, then take them off."})
        deciders = _colleagues(runtime, work, actor.organisation_id, HUB_DECIDES).keys()
        leaves_it = not has_duty(runtime.policy.release, actor, HUB_DECIDES) and not left & deciders
        if person_id in deciders and leaves_it:
            raise InvalidInput({"person": "This is the case’s last decision-maker. Add another first."})
        if person_id in on:
            commit_worked(runtime, work, actor, (case_id, case.tenant_id), [("taken_off", person_id)])


def declare_conflict(runtime: Runtime, actor: Actor, case_id: UUID) -> None:
    """The actor knows somebody in the case: from now on they see nothing of it."""
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id, duty=HUB_READS)
        work.files.lock_for_change(case_id)
        commit_worked(runtime, work, actor, (case_id, case.tenant_id), [("conflict_declared", actor.person_id)])


def _assignable(runtime: Runtime, work: Work, actor: Actor, case_id: UUID) -> CaseFile:
    case, stepped_back = work.files.case(case_id), work.events.stepped_back([case_id])
    manages = has_duty(runtime.policy.release, actor, HUB_DECIDES) and actor.person_id not in stepped_back
    if case is not None and case.tenant_id == actor.organisation_id and manages:
        if erased := work.erasures.of([case_id]):
            raise Erased(erased[case_id])
        return case
    return require_case(runtime, work, actor, case_id)


def _on(work: Work, case_id: UUID) -> frozenset[UUID]:
    return frozenset(on_file(work.events.of_files([case_id])[case_id]))


def _colleagues(runtime: Runtime, work: Work, hub: UUID, duty: Duty) -> Mapping[UUID, Person]:
    """Everybody of the hub whose role has this duty."""
    roles = roles_for(runtime.policy.release, duty)
    return {one.id: one for one in work.identity.people_with(hub, roles)}
