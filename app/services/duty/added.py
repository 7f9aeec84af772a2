"""Whoever decides makes a colleague the hub's duty worker for twelve hours, at any hour of the night.

For that long the colleague is a duty worker and nothing else there, and is told so; then it ends by itself. It is kept
as a stand-in of whoever named them, sealed, and somebody else reviews it the next working day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from app.domain.errors import InvalidInput
from app.domain.governance import DUTY_ADDED, ReviewDue
from app.domain.identity import Actor, Person, StandIn
from app.domain.ports import Work
from app.domain.time_of_day import london, time_words
from app.services.clocks.reviews import review_due
from app.services.disclosure.duties import HUB_DECIDES, has_duty, put_on_cases
from app.services.disclosure.gate import refuse
from app.services.disclosure.own_log import record_own
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.recording import Recorded, make_durable
from app.services.identity.standing_in import in_their_time, is_sealed
from app.services.identity.tokens import bind_stand_in
from app.services.runtime import Runtime

LASTS: Final = timedelta(hours=12)
ADDED, ENDED = "duty_worker_added", "duty_worker_ended"
TOLD_ADDED, TOLD_NO_MORE = "duty_worker_made", "duty_worker_unmade"
"""The mails to whoever was made a duty worker, and to whoever is one no more before it would have ended by itself."""
WHY = ReasonedAct("add_duty_worker", "Say why, in at least 10 characters: somebody else reviews it.")


@dataclass(frozen=True, slots=True)
class Added:
    """Who is a duty worker of the hub for some hours (`names` has everybody's), and who else could be made one."""

    now: tuple[StandIn, ...]
    names: Mapping[UUID, str]
    candidates: tuple[Person, ...]


def find_added(runtime: Runtime, actor: Actor) -> Added:
    """Raises NotFound, after logging the refusal, for whoever decides nothing at the hub."""
    with runtime.database.work(actor.organisation_id) as work:
        _require_decider(runtime, work, actor, "find_added")
        standing = added_now(runtime, work, actor.organisation_id, runtime.clock.now())
        people = work.identity.people({id_ for one in standing for id_ in (one.for_id, one.stand_in_id)})
        names = {id_: one.display_name for id_, one in people.items()}
        return Added(standing, names, _candidates(runtime, work, actor))


def added_now(runtime: Runtime, work: Work, hub: UUID, now: datetime) -> tuple[StandIn, ...]:
    """Whom somebody has made a duty worker of a hub, while it lasts; a row that SQL put there makes nobody one."""
    return in_their_time(runtime, work.identity.stand_ins_in(hub, now), now)


def add_duty_worker(runtime: Runtime, actor: Actor, person: UUID | None, reason: str) -> StandIn:
    """A colleague is the hub's duty worker from now on, for twelve hours, and nothing else there.

    Raises InvalidInput for nobody, for one who is a duty worker already and without a reason; NotFound, after logging
    the refusal, for whoever decides nothing.
    """
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        _require_decider(runtime, work, actor, "add_duty_worker")
        wrong = dict(wrong_reason(WHY, reason))
        whom = next((one.id for one in _candidates(runtime, work, actor) if one.id == person), None)
        if whom is None:
            wrong["person"] = "Choose a colleague of this hub who is not a duty worker yet."
        if whom is None or wrong:
            raise InvalidInput(wrong)
        added = StandIn(
            id=uuid4(),
            organisation_id=actor.organisation_id,
            membership_id=actor.membership_id,
            for_id=actor.person_id,
            role=actor.role,
            stand_in_id=whom,
            from_at=now,
            until_at=now + LASTS,
            named_at=now,
        )
        added = replace(added, bound=bind_stand_in(runtime.session_key, added))
        work.identity.add_stand_in(added)
        work.jobs.enqueue(TOLD_ADDED, actor.organisation_id, _told(added), now)
        recorded = _record(runtime, work, actor, ADDED, added, reason.strip())
        due = review_due(runtime, work, actor.organisation_id)
        work.governance.add_review(ReviewDue(recorded.id, actor.organisation_id, DUTY_ADDED, actor.person_id, due))
        make_durable(runtime, work, [recorded])
    return added


def end_duty_worker(runtime: Runtime, actor: Actor, added_id: UUID) -> None:
    """It ends now: they open nothing that was handed to them. Raises NotFound, also where it has ended."""
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        _require_decider(runtime, work, actor, "end_duty_worker")
        named = {
            one.id: one for one in work.identity.stand_ins_in(actor.organisation_id, now) if is_sealed(runtime, one)
        }
        if added_id not in named:
            refuse(runtime, work, actor, "end_duty_worker", [added_id])
        if work.identity.end_stand_in(added_id, now):
            work.jobs.enqueue(TOLD_NO_MORE, actor.organisation_id, _told(named[added_id]), now)
            make_durable(runtime, work, [_record(runtime, work, actor, ENDED, named[added_id])])


def _require_decider(runtime: Runtime, work: Work, actor: Actor, action: str) -> None:
    if not has_duty(runtime.policy.release, actor, HUB_DECIDES):
        refuse(runtime, work, actor, action, [])


def _candidates(runtime: Runtime, work: Work, actor: Actor) -> tuple[Person, ...]:
    hub = actor.organisation_id
    already = {one.stand_in_id for one in added_now(runtime, work, hub, runtime.clock.now())} | {actor.person_id}
    people = work.identity.people_with(hub, put_on_cases(runtime.policy.release))
    return tuple(one for one in people if one.id not in already)


def _told(added: StandIn) -> Mapping[str, str]:
    return {"person_id": str(added.stand_in_id), "by_id": str(added.for_id), "until": added.until_at.isoformat()}


def _record(runtime: Runtime, work: Work, actor: Actor, what: str, added: StandIn, why: str = "") -> Recorded:
    until, whom = london(added.until_at), work.identity.person(added.stand_in_id).display_name
    words = f"{whom}, until {until:%A} {time_words(until)}. {why}".strip()
    return record_own(runtime, work, actor, what, words, added.bound)
