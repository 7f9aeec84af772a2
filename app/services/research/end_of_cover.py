"""When a cover is over: whoever covered is off the cases they went on for it, and both are told what is open.

What they took over at a partner stays theirs: it may be half written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from app.domain.covering import COVERS
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.lists import BoardFilter, CaseEntry, CaseFilter, InboxEntry, Page
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_WORKS, PARTNER_WORKS, Duty, roles_for
from app.services.identity.cover import MANAGE, end_now
from app.services.identity.covering import covered_by, is_sealed
from app.services.identity.left import who_left
from app.services.intake.cover_case import leave_covered
from app.services.runtime import Runtime
from policies.engine.vocabulary import HUB

BACK: Final = "cover_is_over"
COVERED_NO_MORE: Final = "you_cover_no_more"
MISSING: Final = "cover_is_missing"
SAID: Final = 10
"""References that a mail says at most; My work shows all."""
LOOKED_AT: Final = 200
"""Requests of whoever covered that are looked through at most for what they took over."""


def end_of_cover(runtime: Runtime, job: Job) -> None:
    """Do it; a second time it finds nothing to do, and each mail is put into the queue once.

    Raises LogUnavailable, KeysUnavailable: then what is left is done when the job is tried again.
    """
    covering_id, away, cover = (UUID(job.payload[one]) for one in ("covering_id", "for_id", "cover_id"))
    now = runtime.clock.now()
    with runtime.database.work(job.organisation_id) as work:
        covering = work.identity.covering(covering_id)
        if covering is not None and covering.until_at > now:
            return
        kind = work.identity.organisation(job.organisation_id).kind
        then = covered_by(runtime, work, job.organisation_id, [cover], now)
        there = [one for one in (cover, *then.values()) if kind == HUB]
        actors = [one for one in (_actor(runtime, work, job, person) for person in there) if one]
    for actor in actors:
        leave_covered(runtime, actor)
    with runtime.database.work(job.organisation_id) as work:
        theirs = _cases(work, away) if kind == HUB else _requests(work, away)
        taken = [] if kind == HUB else _taken(work, cover, away)
        for what, person, lines in ((BACK, away, [*theirs, *taken]), (COVERED_NO_MORE, cover, taken)):
            said = [_line(one) for one in lines[:SAID]]
            told = {"person_id": str(person), "lines": said, "more": len(lines) > SAID}
            work.jobs.enqueue_once(uuid5(covering_id, what), what, job.organisation_id, told, now)
        work.commit()


def end_covers_of_left(runtime: Runtime, job: Job) -> None:
    """End every cover by or for somebody who has left. Who manages is told of each colleague whom nobody covers now."""
    with runtime.database.work(job.organisation_id) as work:
        kind = work.identity.organisation(job.organisation_id).kind
        left = who_left(runtime, work, job, _works(kind))
        now = runtime.clock.now()
        people = (left.person_id,) if left else ()
        found = work.identity.coverings_in(job.organisation_id, now, people, LOOKED_AT) if people else ()
    for covering in found:
        with runtime.database.work(job.organisation_id) as work:
            if left is None or not is_sealed(runtime, covering):
                continue
            if covering.cover_id == left.person_id:
                told = {"for_id": str(covering.for_id)}
                work.jobs.enqueue_once(uuid5(covering.id, MISSING), MISSING, job.organisation_id, told, now)
            end_now(runtime, work, left, covering)


def managers(runtime: Runtime, kind: str) -> Sequence[str]:
    """The roles of those who name cover for colleagues, in an organisation of a kind."""
    return [role for duty in MANAGE if duty.is_at(kind) for role in roles_for(runtime.policy.release, duty)]


def _works(kind: str) -> Duty:
    return HUB_WORKS if kind == HUB else PARTNER_WORKS


def _actor(runtime: Runtime, work: Work, job: Job, person: UUID) -> Actor | None:
    """Somebody as they act at the hub; None once they have left."""
    roles, where = roles_for(runtime.policy.release, HUB_WORKS), work.identity.organisation(job.organisation_id)
    name = work.identity.person(person).display_name
    for held in work.identity.memberships_of(person):
        if held.organisation.id == where.id and held.membership.role in roles:
            member = held.membership
            return Actor(person, member.id, where.id, where.kind, where.name, member.role, name, member.id)
    return None


def _cases(work: Work, person: UUID) -> Sequence[CaseEntry]:
    return work.lists.cases(CaseFilter("open", None, on_case=person), Page(size=SAID), person)


def _requests(work: Work, person: UUID, size: int = SAID) -> Sequence[InboxEntry]:
    return work.lists.inbox("answering", BoardFilter(claimed_by=person), Page(size=size), person)


def _taken(work: Work, cover: UUID, away: UUID) -> Sequence[InboxEntry]:
    """What whoever covered took over from a colleague, and has not answered yet."""
    held = _requests(work, cover, LOOKED_AT)
    events = work.events.own([one.file_id for one in held], cover) if held else ()
    newest = {one.file_id: one for one in events if one.what == "taken_over" and one.about_id == cover}
    theirs = {id_ for id_, one in newest.items() if one.codes.get(COVERS) == str(away)}
    return [one for one in held if one.file_id in theirs]


def _line(entry: CaseEntry | InboxEntry) -> Mapping[str, Any]:
    due: datetime | None = entry.due_at if isinstance(entry, InboxEntry) else entry.next_due_at
    return {"reference": entry.reference, "rating": entry.rating, "due": due.isoformat() if due else None}
