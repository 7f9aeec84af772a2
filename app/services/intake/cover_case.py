"""Whoever covers for a colleague goes on a case of theirs, by an act of their own, and is off it when that is over.

The act is an event like any that puts somebody on a case, so the gate lets them in by what it always believes. They see
there what their own role sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.covering import COVERS, Covering
from app.domain.errors import Erased
from app.domain.events import Event, on_file
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.closed_to_names import is_shut_out
from app.services.disclosure.duties import HUB_DECIDES, HUB_WORKS, has_duty, roles_for
from app.services.disclosure.gate import refuse
from app.services.disclosure.working import commit_worked, of_person
from app.services.identity.covering import covered_by, covers_for, hold_covers
from app.services.identity.period import days_of
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class CoveredCase:
    """A case as whoever covers may know it before they are on it: its reference, for whom they cover, to which day."""

    case: CaseFile
    away: str
    last: date


def find_covered(runtime: Runtime, actor: Actor, case_id: UUID) -> CoveredCase | None:
    """A case of somebody the actor covers for; None once the actor is on it.

    Raises NotFound, after logging the refusal, for whoever covers for nobody on it, whoever stepped back from it and
    whoever is not named of one that is closed.
    """
    with runtime.database.work(actor.organisation_id) as work:
        covers = covers_for(runtime, work, actor.organisation_id, actor.person_id, runtime.clock.now())
        case, away = _theirs(runtime, work, actor, case_id, covers)
        if away is None:
            return None
        _, last = days_of(covers[away].from_at, covers[away].until_at)
        return CoveredCase(case, work.identity.person(away).display_name, last)


def cover_case(runtime: Runtime, actor: Actor, case_id: UUID) -> None:
    """Put the actor on the case; on it already, nothing happens. Raises NotFound as `find_covered`, and Erased."""
    with runtime.database.work(actor.organisation_id) as work:
        covers = covers_for(runtime, work, actor.organisation_id, actor.person_id, runtime.clock.now())
        _theirs(runtime, work, actor, case_id, covers)
        work.files.lock_for_change(case_id)
        case, away = _theirs(runtime, work, actor, case_id, hold_covers(runtime, work, actor))
        if away is not None:
            words = f"Covers for {work.identity.person(away).display_name}"
            steps, codes = [("assigned", actor.person_id)], {"assigned": {COVERS: str(away)}}
            commit_worked(runtime, work, actor, (case_id, case.tenant_id), steps, words, codes=codes)


def leave_covered(runtime: Runtime, actor: Actor) -> None:
    """Take somebody off the cases they went on for a colleague whom they cover no more, each in its own transaction.

    They stay where nobody else could decide, where that colleague is not on it any more, and where they were put on it
    for another reason. Raises LogUnavailable, KeysUnavailable.
    """
    with runtime.database.work(actor.organisation_id) as work:
        cases = work.events.cases_of(actor.organisation_id, actor.person_id)
    for case_id in cases:
        _leave(runtime, actor, case_id)


def _theirs(
    runtime: Runtime, work: Work, actor: Actor, case_id: UUID, covers: Mapping[UUID, Covering]
) -> tuple[CaseFile, UUID | None]:
    """The case, and for whom the actor covers who is on it: nobody, once the actor is on it themselves."""
    case = work.files.case(case_id)
    on = on_file(work.events.of_files([case_id]).get(case_id, ()))
    gone = work.events.stepped_back_in(actor.person_id, [case_id])
    shut_out = is_shut_out(runtime, work, actor.organisation_id, case_id, actor.person_id)
    may = has_duty(runtime.policy.release, actor, HUB_WORKS) and not gone and not shut_out
    there = actor.person_id in on
    away = [one for one in on if one in covers]
    if case is None or case.tenant_id != actor.organisation_id or not may or not (there or away):
        refuse(runtime, work, actor, "cover_case", [case_id])
    if erased := work.erasures.of([case_id]):
        raise Erased(erased[case_id])
    if there:
        return case, None
    sound = next((one for one in away if _is_on(runtime, work, case, one)), None)
    if sound is None:
        refuse(runtime, work, actor, "cover_case", [case_id])
    return case, sound


def _is_on(runtime: Runtime, work: Work, case: CaseFile, person: UUID) -> bool:
    """Whether somebody is on a case by events whose seals fit: what was written beside the exchange lets nobody in."""
    wrap = work.keys.tenant_key(case.tenant_id, "file")
    keys = runtime.keys.file_keys({case.file_id: wrap}) if wrap else {}
    if not keys:
        return False
    own = work.events.own([case.file_id], person)
    return of_person(person, own, keys, runtime.clock.now()).on_case(case.file_id)


def _leave(runtime: Runtime, actor: Actor, case_id: UUID) -> None:
    with runtime.database.work(actor.organisation_id) as work:
        work.files.lock_for_change(case_id)
        events, case = work.events.of_files([case_id])[case_id], work.files.case(case_id)
        on, away = on_file(events), _came_for(events, actor.person_id)
        if case is None or away is None or not {actor.person_id, away} <= {*on} or work.erasures.of([case_id]):
            return
        now = covered_by(runtime, work, case.tenant_id, [away], runtime.clock.now())
        deciders = work.identity.people_with(case.tenant_id, roles_for(runtime.policy.release, HUB_DECIDES))
        decide_alone = {one.id for one in deciders}.intersection(on) == {actor.person_id}
        if now.get(away) != actor.person_id and not decide_alone:
            words = f"The cover for {work.identity.person(away).display_name} is over"
            commit_worked(runtime, work, actor, (case_id, case.tenant_id), [("taken_off", actor.person_id)], words)


def _came_for(events: Sequence[Event], person: UUID) -> UUID | None:
    """For whom somebody covered when they were last put on the case; None where that was for another reason."""
    put = [one for one in events if one.what == "assigned" and one.about_id == person]
    away = put[-1].codes.get(COVERS) if put else None
    return UUID(away) if away else None
