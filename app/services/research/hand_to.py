"""Hand a request to a colleague by name: it is theirs at once, they are told by mail, and can hand it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.errors import InvalidInput, NotPermitted
from app.domain.events import GIVEN_BACK, TAKEN
from app.domain.identity import Actor, Person
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import PARTNER_WORKS, may_step_in, roles_for
from app.services.disclosure.permission import may_be_given, require_request
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.working import commit_worked
from app.services.identity.covering import covered_by
from app.services.identity.left import still_there
from app.services.research.boards import store_request
from app.services.research.take_over import LONGEST_REASON
from app.services.runtime import Runtime

SHOWN: Final = 50
"""Colleagues on a page; the others are found by a part of their name."""
NOT_THEM: Final = "This request cannot be handed to them. Choose somebody else."


@dataclass(frozen=True, slots=True)
class Colleagues:
    """To whom a request could be handed, by name, and whether there are more; `away` are those a colleague covers."""

    people: tuple[Person, ...]
    away: Mapping[UUID, UUID]
    more: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """Who handed a request to somebody, and when."""

    by: str
    at: datetime


def may_hand(runtime: Runtime, actor: Actor, request: ResearchRequest) -> bool:
    """Whether it is the actor's to hand on: they have it, nobody has, or they approve or manage."""
    return request.claimed_by in (None, actor.person_id) or may_step_in(runtime.policy.release, actor)


def find_colleagues(runtime: Runtime, actor: Actor, file_id: UUID, part: str = "") -> Colleagues:
    """Everybody who works on requests there, by a part of their name: also whoever it cannot be handed to.

    Who stepped back from it would be told by being left out. Raises NotFound, after logging the refusal.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        roles = roles_for(runtime.policy.release, PARTNER_WORKS)
        found = work.identity.people_named(actor.organisation_id, roles, part.strip(), SHOWN + 3)
        people = tuple(one for one in found if one.id not in (actor.person_id, request.claimed_by))
        now = runtime.clock.now()
        away = covered_by(runtime, work, actor.organisation_id, [one.id for one in people], now)
    return Colleagues(people[:SHOWN], away, len(people) > SHOWN)


def hand_to(runtime: Runtime, actor: Actor, file_id: UUID, person: UUID | None, reason: str = "") -> ResearchRequest:
    """With a colleague from now on; the draft of whoever had it is kept for them. A reason, if any, is in the log.

    Openings under way finish first. Raises InvalidInput for nobody, for whoever does not work here or may not have it
    (not saying which), and for a reason that is too long; NotPermitted, after logging it, where it is not theirs to
    hand on; WrongState while it waits for approval or is withdrawn; NotFound, after logging the refusal.
    """
    words, errors = reason.strip(), {}
    if len(words) > LONGEST_REASON:
        errors["reason"] = f"Say why in up to {LONGEST_REASON} characters, or leave it out."
    if person is None:
        errors["colleague"] = "Choose the colleague."
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        work.files.lock_for_change(file_id)
        if may_hand(runtime, actor, request):
            if person and not (
                person != actor.person_id
                and still_there(runtime, work, person, actor.organisation_id, PARTNER_WORKS)
                and may_be_given(runtime, work, file_id, person)
            ):
                errors["colleague"] = NOT_THEM
            if person is None or errors:
                raise InvalidInput(errors)
            handed, had, now = request.hand_to(person), request.claimed_by, runtime.clock.now()
            store_request(work, handed)
            told = {"file_id": str(file_id), "person_id": str(person)}
            work.jobs.enqueue("handed_to", actor.organisation_id, told, now)
            if had not in (None, actor.person_id):
                told = {"file_id": str(file_id), "person_id": str(had)}
                work.jobs.enqueue("taken_over", actor.organisation_id, told, now)
            steps = [("handed_over", had)] if had else []
            of = file_id, request.hub_id
            commit_worked(runtime, work, actor, of, [*steps, ("handed_to", person)], words or None)
            return handed
    record_refusal(runtime, actor, "hand_to")
    raise NotPermitted("Only the colleague who has this request, an approver or a manager can hand it on.")


def handed_by(runtime: Runtime, actor: Actor, file_id: UUID) -> Handed | None:
    """Who handed it to the actor; None where they took it themselves. Reads events, opens nothing. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        require_request(runtime, work, actor, file_id)
        own = work.events.own([file_id], actor.person_id)
        theirs = [one for one in own if one.about_id == actor.person_id and one.what in (*TAKEN, *GIVEN_BACK)]
        last = theirs[-1] if theirs else None
        if last is None or last.what != "handed_to" or last.by_id is None:
            return None
        return Handed(work.identity.person(last.by_id).display_name, last.at)
