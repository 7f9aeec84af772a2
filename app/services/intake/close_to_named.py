"""A case is closed to named people, as where it is about a colleague: the others never see that there is one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.events import NAMED, OPENED_TO_HUB, on_file
from app.domain.files import CaseFile
from app.domain.identity import Actor, Person
from app.domain.ports import Work
from app.services.disclosure.closed_to_names import named_of
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.working import commit_worked
from app.services.intake.assign_case import assignable, in_conflict, on_cases
from app.services.runtime import Runtime

CLOSES = ReasonedAct("close_to_named", "Say why the others must not know of this case, in at least 10 characters.")
NAMES = ReasonedAct("name_for_case", "Say why they need to know of this case, in at least 10 characters.")
OPENS = ReasonedAct("open_to_hub", "Say why the whole hub may know of this case again, in at least 10 characters.")


@dataclass(frozen=True, slots=True)
class Closing:
    """A case as whoever closes it may know it: who knows of it in any case, and who of the hub could be named.

    `closed`: it is closed already, and `known` are those who are named.
    """

    case: CaseFile
    closed: bool
    known: tuple[Person, ...]
    others: tuple[Person, ...]


def find_closing(runtime: Runtime, actor: Actor, case_id: UUID) -> Closing:
    """A case of the hub that the actor may close. Raises NotFound, after logging the refusal; Erased."""
    with runtime.database.work(actor.organisation_id) as work:
        case = _closable(runtime, work, actor, case_id)
        closed = named_of(runtime, work, case.tenant_id, [case_id])
        known = closed.get(case_id) or {*_on(work, case_id), actor.person_id}
        gone = in_conflict(work, case_id)
        others = [one for one in on_cases(runtime, work, case.tenant_id).values() if one.id not in {*known, *gone}]
        people = work.identity.people(known).values()
        return Closing(case, bool(closed), _by_name(people), _by_name(others))


def close_to_named(runtime: Runtime, actor: Actor, case_id: UUID, people: Sequence[UUID], reason: str) -> None:
    """From now on only whoever is on the case, the actor and these people know of it; the reason is in the log.

    Of one that is closed already, these people know from now on as well. Raises InvalidInput without a reason, for
    somebody who cannot be put on cases or has stepped back, and for nobody new; NotFound, after logging the refusal,
    for whoever decides nothing or may not know of the case; Erased.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = _closable(runtime, work, actor, case_id)
        work.files.lock_for_change(case_id)
        closed = named_of(runtime, work, case.tenant_id, [case_id])
        found = dict(wrong_reason(NAMES if closed else CLOSES, reason))
        if not on_cases(runtime, work, case.tenant_id).keys() >= set(people):
            found["people"] = "Choose people of this hub who can be put on cases."
        elif in_conflict(work, case_id).intersection(people):
            found["people"] = "One of them has stepped back from this case. Choose somebody else."
        have = closed.get(case_id, frozenset())
        wanted = dict.fromkeys(people if closed else [*_on(work, case_id), actor.person_id, *people])
        new = [one for one in wanted if one not in have]
        if not new and "people" not in found:
            found["people"] = "Choose who else may know of this case."
        if found:
            raise InvalidInput(found)
        steps = [(NAMED, one) for one in new]
        commit_worked(runtime, work, actor, (case_id, case.tenant_id), steps, reason.strip())


def open_to_hub(runtime: Runtime, actor: Actor, case_id: UUID, reason: str) -> None:
    """The case stands in the hub’s lists again, as any other; open already, nothing happens. Raises as closing it."""
    with runtime.database.work(actor.organisation_id) as work:
        case = _closable(runtime, work, actor, case_id)
        work.files.lock_for_change(case_id)
        if found := wrong_reason(OPENS, reason):
            raise InvalidInput(found)
        if named_of(runtime, work, case.tenant_id, [case_id]):
            steps = [(OPENED_TO_HUB, actor.person_id)]
            commit_worked(runtime, work, actor, (case_id, case.tenant_id), steps, reason.strip())


def _closable(runtime: Runtime, work: Work, actor: Actor, case_id: UUID) -> CaseFile:
    case = assignable(runtime, work, actor, case_id)
    if not has_duty(runtime.policy.release, actor, HUB_DECIDES):
        refuse(runtime, work, actor, CLOSES.name, [case_id])
    return case


def _on(work: Work, case_id: UUID) -> Sequence[UUID]:
    return on_file(work.events.of_files([case_id])[case_id])


def _by_name(people: Collection[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda one: one.display_name))
