"""What was handed to a duty worker: what they are to accept, and what they have until the morning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.duty import Handed
from app.domain.identity import Actor
from app.domain.lists import CaseEntry, CaseFilter, Page
from app.services.disclosure.duties import on_duty
from app.services.duty.standing import standing_of
from app.services.runtime import Runtime

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Mine:
    """Cases with how they stand: those that wait to be accepted, and those that are theirs; who gave them, by name."""

    waiting: tuple[tuple[CaseEntry, Handed], ...]
    theirs: tuple[tuple[CaseEntry, Handed], ...]
    names: Mapping[UUID, str]


def find_mine(runtime: Runtime, actor: Actor) -> Mine:
    """Everything handed to the actor that is not over; nothing for whoever is no duty worker."""
    hub, me, now = actor.organisation_id, actor.person_id, runtime.clock.now()
    with runtime.database.work(hub) as work:
        at_night = actor.role in on_duty(runtime.policy.release)
        ids = work.events.handed_to(hub, me, now, AT_ONCE) if at_night else ()
        rows = work.lists.cases(CaseFilter(state=None, among=ids), Page(size=AT_ONCE), me) if ids else ()
        given = standing_of(runtime, work, hub, [one.file_id for one in rows])
        mine = [(one, given[one.file_id]) for one in rows if one.file_id in given and given[one.file_id].to_id == me]
        people = work.identity.people({each.by_id for _, each in mine})
    return Mine(
        waiting=tuple(one for one in mine if one[1].waits(now)),
        theirs=tuple(one for one in mine if one[1].accepted(now)),
        names={id_: one.display_name for id_, one in people.items()},
    )
