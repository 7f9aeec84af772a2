"""Stand-ins for a period: an approver names a colleague who approves in their place until a day, or is ended before.

Both are in the log of the approver's organisation. Whoever stands in names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from app.domain.errors import InvalidInput
from app.domain.identity import Actor, Person, StandIn
from app.domain.ports import Work
from app.domain.time_of_day import london
from app.services.disclosure.duties import APPROVES, PARTNER_WORKS, has_duty, roles_for
from app.services.disclosure.gate import refuse
from app.services.disclosure.own_log import record_own
from app.services.disclosure.recording import make_durable
from app.services.identity.period import begins, days_of, ends, period_codes, wrong_period
from app.services.identity.standing_in import is_sealed
from app.services.identity.tokens import bind_stand_in
from app.services.runtime import Runtime

NAMED: Final = "stand_in_named"
ENDED: Final = "stand_in_ended"


@dataclass(frozen=True, slots=True)
class StandIns:
    """Who stands in for whom at the actor's organisation, now and to come, with everybody's name; whom the actor may
    name, nobody unless they approve themselves.
    """

    named: tuple[StandIn, ...]
    names: Mapping[UUID, str]
    candidates: tuple[Person, ...]


def list_stand_ins(runtime: Runtime, actor: Actor) -> StandIns:
    """The overview. Raises NotFound, after logging the refusal, for whoever does not work for a partner."""
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, PARTNER_WORKS):
            refuse(runtime, work, actor, "list_stand_ins", [])
        named = tuple(one for one in work.identity.stand_ins_in(actor.organisation_id, now) if is_sealed(runtime, one))
        people = work.identity.people({id_ for one in named for id_ in (one.for_id, one.stand_in_id)})
        candidates = _candidates(runtime, work, actor) if approves_themselves(runtime, actor) else ()
    return StandIns(named, {id_: one.display_name for id_, one in people.items()}, candidates)


def approves_themselves(runtime: Runtime, actor: Actor) -> bool:
    """Whether the actor's own role approves anything: standing in for somebody does not count."""
    return any(has_duty(runtime.policy.release, actor, duty) for duty in APPROVES.values())


def may_end(runtime: Runtime, actor: Actor, stand_in: StandIn) -> bool:
    """Whether the actor may end it early: whoever stands in, and whoever approves for the organisation."""
    return actor.person_id == stand_in.stand_in_id or approves_themselves(runtime, actor)


def name_stand_in(
    runtime: Runtime, actor: Actor, person: UUID | None, first: date | None, last: date | None
) -> StandIn:
    """A colleague approves in the actor's place from the first day to the last, both included, in London.

    Raises InvalidInput for anybody but a colleague who works on requests, for one who stands in for the actor then
    already, and for a period that began before today, is turned round or is longer than 92 days; NotFound, after
    logging the refusal, for whoever does not approve themselves.
    """
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        if not approves_themselves(runtime, actor):
            refuse(runtime, work, actor, "name_stand_in", [])
        colleagues = {one.id for one in _candidates(runtime, work, actor)}
        whom, first_day, last_day = _checked(person if person in colleagues else None, first, last, london(now).date())
        stand_in = StandIn(
            id=uuid4(),
            organisation_id=actor.organisation_id,
            membership_id=actor.membership_id,
            for_id=actor.person_id,
            role=actor.role,
            stand_in_id=whom,
            from_at=begins(first_day),
            until_at=ends(last_day),
            named_at=now,
        )
        stand_in = replace(stand_in, bound=bind_stand_in(runtime.session_key, stand_in))
        there = work.identity.stand_ins_in(actor.organisation_id, now)
        if any(is_sealed(runtime, one) and _same_time(one, stand_in) for one in there):
            raise InvalidInput({"stand_in": "They stand in for you then already. Choose other days or end that first."})
        work.identity.add_stand_in(stand_in)
        told = {
            "stand_in_id": str(stand_in.id),
            "person_id": str(whom),
            **period_codes(stand_in.from_at, stand_in.until_at),
        }
        work.jobs.enqueue(NAMED, actor.organisation_id, told, now)
        _record(runtime, work, actor, NAMED, stand_in)
    return stand_in


def end_stand_in(runtime: Runtime, actor: Actor, stand_in_id: UUID) -> None:
    """It ends now; what they are approving at this moment finishes first. Ended or over already, nothing happens.

    Raises NotFound, after logging the refusal, for whoever may not end it.
    """
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        named = {one.id: one for one in work.identity.stand_ins_in(actor.organisation_id, now)}
        stand_in = named.get(stand_in_id)
        if stand_in is None or not may_end(runtime, actor, stand_in):
            refuse(runtime, work, actor, "end_stand_in", [stand_in_id])
        if work.identity.end_stand_in(stand_in_id, now):
            _record(runtime, work, actor, ENDED, stand_in)


def _candidates(runtime: Runtime, work: Work, actor: Actor) -> tuple[Person, ...]:
    workers = work.identity.people_with(actor.organisation_id, roles_for(runtime.policy.release, PARTNER_WORKS))
    return tuple(one for one in workers if one.id != actor.person_id)


def _same_time(named: StandIn, new: StandIn) -> bool:
    same = (named.membership_id, named.stand_in_id) == (new.membership_id, new.stand_in_id)
    return same and named.from_at < new.until_at and new.from_at < named.until_at


def _checked(person: UUID | None, first: date | None, last: date | None, today: date) -> tuple[UUID, date, date]:
    """All three, if they can stand. Raises InvalidInput."""
    errors = {} if person else {"stand_in": "Choose the colleague who approves in your place."}
    errors |= wrong_period(first, last, today, "a stand-in")
    if person is None or first is None or last is None or errors:
        raise InvalidInput(errors)
    return person, first, last


def _record(runtime: Runtime, work: Work, actor: Actor, what: str, stand_in: StandIn) -> None:
    people = work.identity.people((stand_in.stand_in_id, stand_in.for_id))
    whom, in_place_of = (people[one].display_name for one in (stand_in.stand_in_id, stand_in.for_id))
    first, last = days_of(stand_in.from_at, stand_in.until_at)
    words = f"{whom} approves in place of {in_place_of}, from {first} to {last}"
    make_durable(runtime, work, [record_own(runtime, work, actor, what, words, stand_in.bound)])
