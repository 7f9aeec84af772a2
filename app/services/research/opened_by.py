"""Who of a partner has opened a request, what became of its time and on what ground it was withdrawn: for the hub's
people on its case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.clock_steps import OF_ITS_QUESTIONS, ClockStep, clock_steps
from app.domain.errors import NotFound
from app.domain.events import CHALLENGED, INCIDENT, STOOD_BY, TO_ANSWER_AGAIN, UNANSWERED, Event
from app.domain.identity import Actor, Person
from app.services.disclosure.duties import HUB_READS
from app.services.disclosure.permission import require_hub_file
from app.services.research.withdraw import KIND
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class OpenedBy:
    """`people` of the partner by name, each with when they first opened it; `ground` of a withdrawal, by and when.

    `named` says whether whoever looks is told who they are: if not, `people` is empty whoever has opened it.

    `unverified` are calls about it in which nobody made sure who answered, `unanswered` those that nobody answered: who
    rang, and when. `clock` is what became of its time, each step with who did it, None where nobody did; of questions,
    only for whoever learns of them; so is what became of a challenge of its answer, by whom and when.
    """

    people: tuple[tuple[str, datetime], ...]
    named: bool
    unverified: tuple[tuple[str, datetime], ...] = ()
    unanswered: tuple[tuple[str, datetime], ...] = ()
    ground: str | None = None
    by: str | None = None
    at: datetime | None = None
    clock: tuple[tuple[ClockStep, str | None], ...] = ()
    challenged: tuple[tuple[str, str, datetime], ...] = ()


def opened_by(runtime: Runtime, actor: Actor, file_id: UUID) -> OpenedBy:
    """Read from events alone: nothing is opened. Raises NotFound, after logging the refusal.

    Of a partner of which the actor learns no answer nobody is named: a second person to approve would tell of one.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, duty=HUB_READS)
        if request is None:
            raise NotFound("This is no request.")
        events = work.events.of_files([file_id]).get(file_id, ())
        theirs = [one for one in events if one.what == "opened" and one.organisation_id == request.partner_id]
        calls = [one for one in events if one.what in (INCIDENT, UNANSWERED)]
        partner = work.identity.organisation(request.partner_id)
        learns = runtime.policy.release.learns_answers(actor.role, partner.kind)
        steps = [one for one in clock_steps(events) if learns or one.what not in OF_ITS_QUESTIONS]
        contests = [one for one in events if learns and one.what in (CHALLENGED, STOOD_BY, TO_ANSWER_AGAIN)]
        whose = (*(one.by_id for one in (*theirs, *calls, *contests)), *(one.by_id for one in steps))
        names = work.identity.people({one for one in whose if one is not None})
        clock = tuple((one, names[one.by_id].display_name if one.by_id else None) for one in steps)
        people = _by_whom(theirs, names) if learns else ()
        unverified = _by_whom((one for one in calls if one.what == INCIDENT), names)
        unanswered = _by_whom((one for one in calls if one.what == UNANSWERED), names)
        challenged = tuple((one.what, names[one.by_id].display_name, one.at) for one in contests if one.by_id)
        said = next((one for one in work.records.of_file(file_id, "case") if one.what == KIND), None)
        if said is None:
            return OpenedBy(people, learns, unverified, unanswered, clock=clock, challenged=challenged)
        by = work.identity.person(said.author_person_id).display_name
        ground = str(said.codes.get("ground"))
        return OpenedBy(people, learns, unverified, unanswered, ground, by, said.released_at, clock, challenged)


def _by_whom(events: Iterable[Event], names: Mapping[UUID, Person]) -> tuple[tuple[str, datetime], ...]:
    return tuple((names[one.by_id].display_name, one.at) for one in events if one.by_id is not None)
