"""Put a colleague on a case, take one off, or step back because of a conflict. Openings under way finish first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import Erased, InvalidInput
from app.domain.events import NAMED, on_file
from app.domain.files import CaseFile
from app.domain.identity import Actor, Person
from app.domain.ports import Work
from app.services.disclosure.closed_to_names import is_shut_out, named_of, who_decides
from app.services.disclosure.duties import (
    HUB_CLOSES,
    HUB_DECIDES,
    HUB_READS,
    HUB_WORKS,
    Duty,
    has_duty,
    on_duty,
    put_on_cases,
    roles_for,
)
from app.services.disclosure.gate import refuse
from app.services.disclosure.permission import require_case
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.working import commit_worked
from app.services.duty.acts import TOLD_DECLINED, tell_givers
from app.services.duty.standing import standing_of
from app.services.runtime import Runtime

STEPS_IN = ReasonedAct("step_in", "Say why you hand this case over or take it on, in at least 10 characters.")
CLOSED_LEFT = "closed_case_left"
"""The mail that a case which is closed to named people has none left who decides."""
NOT_YOURS_TO_NAME = "They read all that a decision-maker reads. Ask a decision-maker of this case to add them."


@dataclass(frozen=True, slots=True)
class HandOver:
    """A case as a manager who is not on it may know it: its reference, and who of the hub could take it."""

    case: CaseFile
    colleagues: tuple[Person, ...]


def find_hand_over(runtime: Runtime, actor: Actor, case_id: UUID) -> HandOver:
    """A case of the hub that a manager may hand to somebody. Raises NotFound, after logging the refusal.

    One that is closed to named people and has none left who decides is handed to a decision-maker by who governs the
    log, which tells of it anyway.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = assignable(runtime, work, actor, case_id)
        gone = in_conflict(work, case_id)
        found = _to_choose(runtime, work, actor).values()
        colleagues = [one for one in found if one.id not in gone]
        return HandOver(case, tuple(sorted(colleagues, key=lambda one: one.display_name)))


def assign_case(runtime: Runtime, actor: Actor, case_id: UUID, person_id: UUID, reason: str = "") -> None:
    """Put a person of the same hub on the case: whoever is on it may, and a decision-maker of the hub always.

    So a case whose people have left is never stuck. Whoever is not on it themselves says why, also where they take it
    on themselves; the reason is sealed in the leaf. Raises InvalidInput without one, when the person is not of this hub
    or has stepped back, when their role reads nothing of a case that is rated so, and when they would read what only
    whoever decides reads and the actor decides nothing; NotFound, after logging the refusal, for whoever has declared a
    conflict. In a case that is closed to named people they are named by it.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = assignable(runtime, work, actor, case_id)
        found = {}
        if person_id not in _to_choose(runtime, work, actor):
            found["person"] = "Choose a collator or decision-maker of this hub."
        work.files.lock_for_change(case_id)
        if person_id in in_conflict(work, case_id):
            found["person"] = "They have stepped back from this case. Choose somebody else."
        on = _on(work, case_id)
        if actor.person_id not in on and (wrong := wrong_reason(STEPS_IN, reason)):
            found |= wrong
        if not found and (why := _reads_nothing_of_it(runtime, work, actor, case, person_id)):
            found["person"] = why
        if not found and person_id in _named_by_deciders(runtime, work, actor):
            found["person"] = NOT_YOURS_TO_NAME
        if found:
            raise InvalidInput(found)
        if person_id not in on:
            if person_id != actor.person_id:
                told = {"case_id": str(case_id), "person_id": str(person_id)}
                work.jobs.enqueue("put_on_case", case.tenant_id, told, runtime.clock.now())
            why, closed = reason.strip() or None, named_of(runtime, work, case.tenant_id, [case_id])
            named = [(NAMED, person_id)] if case_id in closed and person_id not in closed[case_id] else []
            steps = [("assigned", person_id), *named]
            commit_worked(runtime, work, actor, (case_id, case.tenant_id), steps, why)


def unassign_case(runtime: Runtime, actor: Actor, case_id: UUID, person_id: UUID) -> None:
    """Take a person off the case, and tell them; once this returns, they open nothing of it.

    In a case that is closed to named people also one who is named alone; they are named no more. Raises InvalidInput
    when nobody would be left who can work on it, when a collator would leave it without a decision-maker, and when none
    would be left of those named who decides; NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        work.files.lock_for_change(case_id)
        on = _on(work, case_id)
        left = on - {person_id}
        named = named_of(runtime, work, case.tenant_id, [case_id]).get(case_id, frozenset())
        if named and who_decides(runtime, work, case.tenant_id, named) == {person_id}:
            raise InvalidInput({"person": "Nobody else who decides may know of this case. Name another first."})
        if person_id in named - on and not has_duty(runtime.policy.release, actor, HUB_DECIDES):
            raise InvalidInput({"person": "They are named and not on it. Ask a decision-maker to take them off."})
        if not left & _colleagues(runtime, work, actor.organisation_id, HUB_WORKS).keys():
            raise InvalidInput({"person": "Nobody else is on this case. Add a colleague first, then take them off."})
        deciders = _colleagues(runtime, work, actor.organisation_id, HUB_DECIDES).keys()
        leaves_it = not has_duty(runtime.policy.release, actor, HUB_DECIDES) and not left & deciders
        if person_id in deciders and leaves_it:
            raise InvalidInput({"person": "This is the case’s last decision-maker. Add another first."})
        if person_id in on | named:
            if person_id != actor.person_id and person_id in on:
                told = {"case_id": str(case_id), "person_id": str(person_id)}
                work.jobs.enqueue("taken_off_case", case.tenant_id, told, runtime.clock.now())
            _tell_if_nobody_decides(runtime, work, case, person_id)
            commit_worked(runtime, work, actor, (case_id, case.tenant_id), [("taken_off", person_id)])


def declare_conflict(runtime: Runtime, actor: Actor, case_id: UUID) -> None:
    """The actor knows somebody in the case: from now on they see nothing of it. Whoever goes on with it is told."""
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id, duty=HUB_READS)
        work.files.lock_for_change(case_id)
        if actor.role in on_duty(runtime.policy.release):  # whoever gave it to them gives it to somebody else
            given = standing_of(runtime, work, case.tenant_id, [case_id])
            tell_givers(work, case.tenant_id, TOLD_DECLINED, given, runtime.clock.now())
        elif case.state != "closed":
            told = {"case_id": str(case_id), "but": str(actor.person_id)}
            work.jobs.enqueue("stepped_back", case.tenant_id, told, runtime.clock.now())
            _tell_if_nobody_decides(runtime, work, case, actor.person_id)
        tell_if_no_name_decides(runtime, work, case, but=actor.person_id)
        commit_worked(runtime, work, actor, (case_id, case.tenant_id), [("conflict_declared", actor.person_id)])


def decides_alone(runtime: Runtime, actor: Actor, case_id: UUID) -> bool:
    """Whether the actor is the last on an open case who decides. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id, duty=HUB_READS)
        return _leaves_none_who_decides(runtime, work, case, actor.person_id)


def _leaves_none_who_decides(runtime: Runtime, work: Work, case: CaseFile, gone: UUID) -> bool:
    deciders = _colleagues(runtime, work, case.tenant_id, HUB_DECIDES).keys()
    return case.state != "closed" and gone in deciders and not deciders & (_on(work, case.file_id) - {gone})


def _tell_if_nobody_decides(runtime: Runtime, work: Work, case: CaseFile, gone: UUID) -> None:
    """Tell the hub's other decision-makers once one leaves an open case with none: what waits there waits for them.

    Of some of it, words held back among them, nobody else may learn.
    """
    if _leaves_none_who_decides(runtime, work, case, gone):
        told = {"case_id": str(case.file_id), "but": str(gone)}
        work.jobs.enqueue("case_left", case.tenant_id, told, runtime.clock.now())


def tell_if_no_name_decides(runtime: Runtime, work: Work, case: CaseFile, but: UUID | None = None) -> None:
    """Where somebody goes, and nobody who decides is left of those to whom a case is closed: who governs is told."""
    closed = named_of(runtime, work, case.tenant_id, [case.file_id])
    if closed and not who_decides(runtime, work, case.tenant_id, closed[case.file_id] - {but}):
        work.jobs.enqueue(CLOSED_LEFT, case.tenant_id, {"case_id": str(case.file_id)}, runtime.clock.now())


def assignable(runtime: Runtime, work: Work, actor: Actor, case_id: UUID) -> CaseFile:
    """The case, if the actor may put somebody on it. Raises NotFound, after logging the refusal, and Erased."""
    case, hub = work.files.case(case_id), actor.organisation_id
    if work.events.stepped_back_in(actor.person_id, [case_id]):
        refuse(runtime, work, actor, "work_on_case", [case_id])
    shut_out = is_shut_out(runtime, work, hub, case_id, actor.person_id)
    manages = has_duty(runtime.policy.release, actor, HUB_DECIDES) and not shut_out
    may = manages or _is_left_to(runtime, work, actor, case_id)  # of what is not there the same is asked
    if case is not None and case.tenant_id == hub and may:
        if erased := work.erasures.of([case_id]):
            raise Erased(erased[case_id])
        return case
    return require_case(runtime, work, actor, case_id)


def _is_left_to(runtime: Runtime, work: Work, actor: Actor, case_id: UUID) -> bool:
    """Whether a case that is closed has nobody left who decides, and the actor governs: nobody else could go on."""
    if not has_duty(runtime.policy.release, actor, HUB_CLOSES):
        return False
    closed = named_of(runtime, work, actor.organisation_id, [case_id])
    return bool(closed) and not who_decides(runtime, work, actor.organisation_id, closed[case_id])


def in_conflict(work: Work, case_id: UUID) -> frozenset[UUID]:
    """Who has declared a conflict with the case, or in one of its requests as somebody of its partner."""
    requests = [one.file_id for one in work.files.requests_of(case_id)]
    return work.events.stepped_back([case_id, *requests])


def _on(work: Work, case_id: UUID) -> frozenset[UUID]:
    return frozenset(on_file(work.events.of_files([case_id])[case_id]))


def _named_by_deciders(runtime: Runtime, work: Work, actor: Actor) -> Collection[UUID]:
    """Whom the actor may not put on a case: those who would read there all that whoever decides reads.

    A deputy, who reads what is urgent alone, is called by anybody on the case.
    """
    release = runtime.policy.release
    if has_duty(release, actor, HUB_DECIDES):
        return ()
    some = {key for key, one in release.roles.items() if one.only_rated or one.only_handed_over}
    readers = [key for key, one in release.roles.items() if one.reads_as and key not in some]
    return {one.id for one in work.identity.people_with(actor.organisation_id, readers)}


def _reads_nothing_of_it(runtime: Runtime, work: Work, actor: Actor, case: CaseFile, person_id: UUID) -> str | None:
    """Why somebody would be told of a case and find nothing: each role of theirs reads only what is rated otherwise."""
    release = runtime.policy.release
    held = work.identity.roles_in(actor.organisation_id, put_on_cases(release)).get(person_id, ())
    roles = [release.roles[one] for one in held]
    if not roles or any(not one.only_rated or case.rating in one.only_rated for one in roles):
        return None
    ratings = " or ".join(release.ratings[one].label.lower() for role in roles for one in role.only_rated)
    label = roles[0].label.lower()
    return (
        f"They are a {label} and read only cases rated {ratings}; this one is rated "
        f"{release.ratings[case.rating].label.lower()}. Choose somebody else, or have it rated {ratings} first."
    )


def _to_choose(runtime: Runtime, work: Work, actor: Actor) -> Mapping[UUID, Person]:
    """Whom the actor may put on a case: who governs, whom it is left to, one who decides."""
    if has_duty(runtime.policy.release, actor, HUB_CLOSES):
        return _colleagues(runtime, work, actor.organisation_id, HUB_DECIDES)
    return on_cases(runtime, work, actor.organisation_id)


def on_cases(runtime: Runtime, work: Work, hub: UUID) -> Mapping[UUID, Person]:
    """Everybody of the hub who can be put on a case."""
    return {one.id: one for one in work.identity.people_with(hub, put_on_cases(runtime.policy.release))}


def _colleagues(runtime: Runtime, work: Work, hub: UUID, duty: Duty) -> Mapping[UUID, Person]:
    """Everybody of the hub whose role has this duty."""
    roles = roles_for(runtime.policy.release, duty)
    return {one.id: one for one in work.identity.people_with(hub, roles)}
