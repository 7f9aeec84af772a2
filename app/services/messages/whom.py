"""Whom a notice goes to: those of an organisation who must act next and can be reached, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from app.domain.duty import handed
from app.domain.events import on_file
from app.domain.identity import Person
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.closed_to_names import named_of
from app.services.disclosure.duties import (
    APPROVES,
    HUB_DECIDES,
    HUB_GETS_MAIL,
    HUB_READS,
    PARTNER_GETS_MAIL,
    PARTNER_WORKS,
    approvals_at,
    roles_for,
)
from app.services.identity.covering import covered_by
from app.services.identity.standing_in import in_their_time
from app.services.messages.addresses import reachable
from app.services.messages.notice import HOLDER, ON_THE_CASE, ONE_PERSON, Notice
from app.services.messages.notices import NOTICES
from app.services.runtime import Runtime

Roles = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a mail goes to; of them `covers` are told in the place of somebody for whom they cover.

    `in_place`: nobody has a role that would be told first.
    """

    people: tuple[Person, ...]
    covers: frozenset[UUID] = frozenset()
    in_place: bool = False


def told_by(runtime: Runtime, work: Work, job: Job, case_id: UUID, file_id: UUID) -> tuple[Person, ...]:
    """Whom a job tells of a request or (its `file_id` is then the case's) a case: those its kind goes to."""
    return recipients(runtime, work, job, case_id, file_id).people


def recipients(runtime: Runtime, work: Work, job: Job, case_id: UUID, file_id: UUID) -> Recipients:
    """The same, and who of them covers for somebody.

    Whoever has stepped back from either is told nothing, nor, of a case that is closed to named people, whoever of its
    hub is not named. Whoever covers is told in the place of who is away, as far as their own role is told; where they
    are not, it is as if nobody were there.
    """
    notice = NOTICES[job.kind]
    request = work.files.request(file_id)
    learns = partial(_learns, runtime, work, request if notice.tells else None)
    kept_out = work.events.stepped_back([file_id, case_id]) | _shut_out(runtime, work, job, notice, request, case_id)
    people = _with_duty(runtime, work, job, notice, learns)
    but = (job.payload.get("but"), *map(str, kept_out))
    found = {one.id: one for one in people if str(one.id) not in but}
    if notice.whom == ONE_PERSON:
        return _one_person(runtime, work, job, request, found)
    if notice.whom == HOLDER:
        workers = work.identity.people_with(job.organisation_id, roles_for(runtime.policy.release, PARTNER_WORKS))
        there = {one.id: one for one in workers if one.id not in kept_out and reachable(one)}
        holder = request.claimed_by if request else None
        return _in_place_of(runtime, work, job, [holder] if holder else [], there) or _all(found)
    if notice.whom == ON_THE_CASE:
        events, now = work.events.of_files([case_id]).get(case_id, ()), runtime.clock.now()
        given = handed(events)
        on = (*on_file(events), *([given.to_id] if given and given.accepted(now) else []))
        there = {id_: one for id_, one in found.items() if reachable(one)}
        if told := _in_place_of(runtime, work, job, on, there):
            return told
        mailed = roles_for(runtime.policy.release, HUB_GETS_MAIL)
        deciders = tuple(one for one in learns(roles_for(runtime.policy.release, HUB_DECIDES)) if one in mailed)
        left = {one.id: one for one in work.identity.people_with(job.organisation_id, deciders)}
        workers = work.identity.people_with(job.organisation_id, learns(mailed))
        return _deciders(runtime, work, job, left, {one.id: one for one in workers}, kept_out)
    in_place = bool(notice.first) and not work.identity.people_with(job.organisation_id, notice.first)
    return replace(_all(found), in_place=in_place)


def _shut_out(  # what is told, and of which request of which case
    runtime: Runtime, work: Work, job: Job, notice: Notice, request: ResearchRequest | None, case_id: UUID
) -> frozenset[UUID]:
    """The hub's people who may not know of a case that is closed to others. At a partner it is a request as any."""
    hub = request.hub_id if request else job.organisation_id
    if job.organisation_id != hub or notice.for_others:
        return frozenset()
    closed = named_of(runtime, work, hub, [case_id])
    everybody = work.identity.people_with(hub, roles_for(runtime.policy.release, HUB_READS)) if closed else ()
    return frozenset(one.id for one in everybody if one.id not in closed[case_id])


def _all(found: Mapping[UUID, Person], but: Collection[UUID] = ()) -> Recipients:
    return Recipients(tuple(one for id_, one in found.items() if id_ not in but))


def _deciders(  # who decides, who may be told in their place, and who may be told nothing
    runtime: Runtime,
    work: Work,
    job: Job,
    deciders: Mapping[UUID, Person],
    workers: Mapping[UUID, Person],
    but: Collection[UUID],
) -> Recipients:
    """The hub's decision-makers; where each of them is away, whoever covers for them as well, whatever their role."""
    told = _all(deciders, but)
    away = covered_by(runtime, work, job.organisation_id, [one.id for one in told.people], runtime.clock.now())
    if any(one.id not in away for one in told.people):
        return told
    covers = [workers[one] for one in dict.fromkeys(away.values()) if one in workers and one not in but]
    return Recipients((*told.people, *covers), frozenset(one.id for one in covers))


def _in_place_of(
    runtime: Runtime, work: Work, job: Job, whose: Collection[UUID], there: Mapping[UUID, Person]
) -> Recipients | None:
    """Those of somebody's colleagues who are there, whoever covers in the place of who is away; None for nobody."""
    away = covered_by(runtime, work, job.organisation_id, whose, runtime.clock.now())
    own = [one for one in whose if one not in away and one in there]
    covers = [one for one in dict.fromkeys(away.values()) if one in there and one not in own]
    people = tuple(there[one] for one in (*own, *covers))
    return Recipients(people, frozenset(covers)) if people else None


def _one_person(
    runtime: Runtime, work: Work, job: Job, request: ResearchRequest | None, found: Mapping[UUID, Person]
) -> Recipients:
    """Whoever is named; where it is theirs to act, whoever covers for them."""
    person = UUID(job.payload["person_id"])
    if request is None or request.claimed_by == person:
        there = {id_: one for id_, one in found.items() if reachable(one)}
        told = _in_place_of(runtime, work, job, [person], there)
        if told and told.covers:
            return told
    return _all({id_: one for id_, one in found.items() if id_ == person})


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
