"""Mails about red cases while a hub is closed: how many wait, never which. Each is written as it stands when sent.

A case is not named: whoever has stepped back from one is told of the others by the same mail.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.events import on_file
from app.domain.jobs import Job
from app.domain.lists import CaseEntry
from app.domain.ports import Work
from app.domain.time_of_day import london, time_words
from app.services.clocks.timekeeping import cover_of
from app.services.disclosure.closed_to_names import named_of, who_decides
from app.services.disclosure.duties import HUB_CLOSES, HUB_DECIDES, HUB_READS, HUB_WORKS, Duty, roles_for
from app.services.duty.accept import TOLD_ACCEPTED, TOLD_RECORDED
from app.services.duty.acts import TOLD_DECLINED, TOLD_OVER
from app.services.duty.added import TOLD_ADDED, TOLD_NO_MORE
from app.services.duty.hand_over import TOLD_TO_ACCEPT
from app.services.duty.nights import HAND_OVER_NOW, MOST, RING_LIST, TOLD_LAPSED, unaccepted
from app.services.duty.standing import duty_workers, standing_of, tonight
from app.services.identity.covering import covered_by
from app.services.messages.addresses import addresses
from app.services.runtime import Runtime

OF_NIGHTS: Final[Mapping[str, str]] = {
    HAND_OVER_NOW: "Red cases are to be handed over before the hub closes",
    RING_LIST: "Red cases that no duty worker has accepted: ring now",
    TOLD_TO_ACCEPT: "Red cases were handed over to you: accept them now",
    TOLD_ACCEPTED: "A duty worker has accepted red cases that you handed over",
    TOLD_DECLINED: "A duty worker cannot take red cases that you handed over",
    TOLD_OVER: "A case that was handed to you is rated less urgent: it is not yours any more",
    TOLD_RECORDED: "A colleague has recorded that you accepted red cases by telephone",
    TOLD_ADDED: "You have been made a duty worker of your hub for 12 hours",
    TOLD_NO_MORE: "You are a duty worker of your hub no more",
    TOLD_LAPSED: "The night is over: red cases that you have not handed back are the hub’s again",
}
"""The kinds of mail, each with its subject."""
AGAIN = "You hear this again in 15 minutes, until none is left."
ACCEPT = "Until you accept they are nobody’s but whoever gave them. If you cannot take them, say so."
IF_NOT = "They are yours until a while after the hub opens. If you did not accept them, ring the hub now."
IS_OVER = "It is the hub’s again. If you have done anything in it, tell a colleague there, who writes it down."
LAPSED = "You open nothing of them any more. Ring the hub now, and say what was done and what is still to be done."
ADDED = "Red cases can be handed over to you; you are told of each by mail. Accept one, or say at once that you cannot."
ONLY = "Until then you open what you have accepted, and none of your own cases."
NO_MORE = "What was handed to you is the hub’s again. If you have done anything in it, ring the hub, who write it down."
NO_LINE = "a duty worker by your rota (no duty line is entered here: whoever runs this service enters it)"
HAND_OVER_PAGE, MINE_PAGE = "/duty", "/duty/mine"
Mail = tuple[str, Mapping[UUID, str]]
"""What is said, and the addresses of those it goes to."""


def of_night(runtime: Runtime, work: Work, job: Job) -> Mail | None:
    """What a job is to say now and to whom; None for what nobody need hear any more."""
    hub = job.organisation_id
    if job.kind in (HAND_OVER_NOW, RING_LIST):
        left, closed = _unaccepted(runtime, work, job)
        if closed is not None:
            told = _named(runtime, work, hub, left, closed)
        else:
            told = (_on_them if job.kind == HAND_OVER_NOW else _to_ring)(runtime, work, hub, left)
        return (_left(runtime, work, job, len(left)), told) if left else None
    whom = UUID(job.payload["person_id"])
    if job.kind == TOLD_OVER:
        had = addresses([one for id_, one in duty_workers(runtime, work, hub).items() if id_ == whom])
        return (_said(runtime, work, hub, IS_OVER, MINE_PAGE), had) if had else None
    if job.kind in (TOLD_LAPSED, TOLD_ADDED, TOLD_NO_MORE):
        read = roles_for(runtime.policy.release, HUB_READS)  # also whoever is, or was, one for twelve hours
        told = addresses([one for one in work.identity.people_with(hub, read) if one.id == whom])
        said = _made(work, job) if job.kind == TOLD_ADDED else NO_MORE if job.kind == TOLD_NO_MORE else LAPSED
        return (_said(runtime, work, hub, said, MINE_PAGE), told) if told else None
    if job.kind in (TOLD_TO_ACCEPT, TOLD_RECORDED):
        return _to_duty_worker(runtime, work, job, whom)
    words = {
        TOLD_ACCEPTED: "They are the duty worker’s until a while after the hub opens. See whether any is left.",
        TOLD_DECLINED: "They are yours again. Hand them to somebody else now, or ring the duty line.",
    }[job.kind]
    people = work.identity.people_with(hub, roles_for(runtime.policy.release, HUB_WORKS))
    giver = addresses([one for one in people if one.id == whom])
    return _said(runtime, work, hub, words, HAND_OVER_PAGE), giver or _deciders(runtime, work, hub)


def _unaccepted(runtime: Runtime, work: Work, job: Job) -> tuple[Collection[CaseEntry], frozenset[UUID] | None]:
    """The cases that a list is of: those that are the whole hub's, or one that is closed to named people, and to whom.

    It tells of one as if there were no other: who reads of the others hears of those by their own mail.
    """
    hub = job.organisation_id
    red = unaccepted(runtime, work, hub, MOST)
    closed = named_of(runtime, work, hub, [one.file_id for one in red])
    if "case_id" not in job.payload:
        return [one for one in red if one.file_id not in closed], None
    which = UUID(job.payload["case_id"])
    return [one for one in red if one.file_id == which], closed.get(which)


def _named(
    runtime: Runtime, work: Work, hub: UUID, cases: Collection[CaseEntry], named: frozenset[UUID]
) -> Mapping[UUID, str]:
    """Of a case that is closed: who of those named is on it or decides; where none decides, who governs."""
    on = {person for one in work.events.of_files([one.file_id for one in cases]).values() for person in on_file(one)}
    decide = who_decides(runtime, work, hub, named)
    told = _there(runtime, work, hub, HUB_WORKS, named & (on | decide))
    told = {id_: address for id_, address in told.items() if id_ in named}
    everybody = addresses(work.identity.people_with(hub, roles_for(runtime.policy.release, HUB_WORKS)))
    told = told or {id_: address for id_, address in everybody.items() if id_ in decide}
    governs = () if decide else work.identity.people_with(hub, roles_for(runtime.policy.release, HUB_CLOSES))
    return {**told, **addresses(governs)}


def _left(runtime: Runtime, work: Work, job: Job, count: int) -> str:
    hub, night = job.organisation_id, tonight(runtime, work, job.organisation_id).night
    if job.kind == HAND_OVER_NOW and night:
        closes = london(night.closes)
        words = f"The hub closes at {time_words(closes)}. Hand each to a duty worker, who must accept it."
    else:
        duty = cover_of(work, [hub])[hub]
        line = f"the duty line on {duty.telephone}" if duty.out_of_hours else NO_LINE
        words = f"Ring {line}, and record who accepted. {AGAIN}"
    return _said(runtime, work, hub, f"Red cases that nobody has accepted: {count}\n\n{words}", HAND_OVER_PAGE)


def _made(work: Work, job: Job) -> str:
    until, by = london(datetime.fromisoformat(job.payload["until"])), UUID(job.payload["by_id"])
    name = work.identity.person(by).display_name
    return f"By {name}, until {until:%A} at {time_words(until)}. {ADDED}\n{ONLY} If it cannot be you, tell them now."


def _to_duty_worker(runtime: Runtime, work: Work, job: Job, whom: UUID) -> Mail | None:
    hub, now, worker = (
        job.organisation_id,
        runtime.clock.now(),
        duty_workers(runtime, work, job.organisation_id).get(whom),
    )
    if worker is None:
        return None
    given = standing_of(runtime, work, hub, work.events.handed_to(hub, whom, now, MOST))
    own = [one for one in given.values() if one.to_id == whom]
    if job.kind == TOLD_TO_ACCEPT:
        count = sum(one.waits(now) for one in own)
        words = f"Waiting for you to accept: {count}\n\n{ACCEPT}"
    else:
        count = sum(one.accepted(now) and one.telephone for one in own)
        words = f"Accepted by telephone, as recorded: {count}\n\n{IF_NOT}"
    return (_said(runtime, work, hub, words, MINE_PAGE), addresses([worker])) if count else None


def _on_them(runtime: Runtime, work: Work, hub: UUID, cases: Collection[CaseEntry]) -> Mapping[UUID, str]:
    """Who works on these cases, or covers for them, and can be reached; the hub's decision-makers if nobody can."""
    events = work.events.of_files([one.file_id for one in cases])
    on = {person for each in events.values() for person in on_file(each)}
    return _there(runtime, work, hub, HUB_WORKS, on) or _deciders(runtime, work, hub)


def _to_ring(runtime: Runtime, work: Work, hub: UUID, cases: Collection[CaseEntry]) -> Mapping[UUID, str]:
    """Who decides at the hub, or covers for them and decides. Where none may see a case, whoever works on it too."""
    told = _there(runtime, work, hub, HUB_DECIDES)
    declared = work.events.of_kinds([one.file_id for one in cases], ["conflict_declared"])
    out = {id_: {one.about_id for one in each} for id_, each in declared.items()}
    left = [one for one in cases if told.keys() <= out.get(one.file_id, set())]
    return {**told, **_on_them(runtime, work, hub, left)} if left else told


def _there(
    runtime: Runtime, work: Work, hub: UUID, duty: Duty, whose: Collection[UUID] | None = None
) -> Mapping[UUID, str]:
    """The addresses of those of these people (None: of all) who have a duty; in the place of who is away, who covers.

    Whoever is covered by somebody without that duty, or without an address, is written to as if they were there.
    """
    found = addresses(work.identity.people_with(hub, roles_for(runtime.policy.release, duty)))
    people = list(found if whose is None else whose)
    away = covered_by(runtime, work, hub, people, runtime.clock.now())
    reached = {away[one] if away.get(one) in found else one for one in people}
    return {id_: address for id_, address in found.items() if id_ in reached}


def _deciders(runtime: Runtime, work: Work, hub: UUID) -> Mapping[UUID, str]:
    return addresses(work.identity.people_with(hub, roles_for(runtime.policy.release, HUB_DECIDES)))


def _said(runtime: Runtime, work: Work, hub: UUID, words: str, page: str) -> str:
    name = work.identity.organisation(hub).name
    return f"Hub: {name}\n{words}\n\nSign in to see them: {runtime.public_address}{page}\n"
