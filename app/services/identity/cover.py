"""Cover for a period: who sees to what somebody has while they are away, as they or a manager say.

It gives no role and opens nothing: whoever covers takes a request over, or goes on a case, by an act of their own. Both
naming and ending are in the log of their organisation, and those concerned are told by mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from app.domain.covering import Covering
from app.domain.errors import InvalidInput
from app.domain.identity import Actor, Person
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.time_of_day import london
from app.services.disclosure.duties import APPROVES, HUB_DECIDES, HUB_READS, PARTNER_WORKS, Duty, has_duty, roles_for
from app.services.disclosure.gate import refuse
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.identity.covering import COVERS, is_sealed
from app.services.identity.period import begins, days_of, ends, period_codes, wrong_period
from app.services.identity.tokens import bind_covering
from app.services.runtime import Runtime

HAVE_COVER: Final = (HUB_READS, PARTNER_WORKS)
"""Whoever has cases or requests of their own, and so can be covered."""
MANAGE: Final = (HUB_DECIDES, *APPROVES.values())
"""Whoever names cover for a colleague as well, and ends it."""
NAMED: Final = "cover_named"
COVERED: Final = "you_are_covered"
ENDED: Final = "cover_ended"
OVER: Final = "cover_over"
"""The job of a cover whose time is over, or that was ended."""
SHOWN: Final = 50
"""Colleagues and covers on a page; the others are found by a part of their name."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Cover at the actor's organisation, now and to come: the actor's own, everybody's to whoever manages, with names.

    `people` can be named as away, nobody but the actor unless they manage; `candidates` can cover. Of each there are
    `more` than are shown.
    """

    named: tuple[Covering, ...]
    names: Mapping[UUID, str]
    people: tuple[Person, ...]
    candidates: tuple[Person, ...]
    more: bool


def manages(runtime: Runtime, actor: Actor) -> bool:
    """Whether the actor may name cover for colleagues, by their own role."""
    return any(has_duty(runtime.policy.release, actor, duty) for duty in MANAGE)


def list_cover(runtime: Runtime, actor: Actor, part: str = "", keep: tuple[UUID, ...] = ()) -> Cover:
    """The overview, colleagues by a part of their name, and those to `keep` whatever theirs is.

    Raises NotFound, after logging the refusal, for whoever has neither cases nor requests.
    """
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        _require(runtime, work, actor, "list_cover", HAVE_COVER)
        leads = manages(runtime, actor)
        own = None if leads else (actor.person_id,)
        found = work.identity.coverings_in(actor.organisation_id, now, own, SHOWN)
        named = tuple(one for one in found if is_sealed(runtime, one))
        candidates = _people(runtime, work, actor, COVERS, part)
        away = _people(runtime, work, actor, HAVE_COVER, part) if leads else ()
        kept = work.identity.people({*keep, *(id_ for one in named for id_ in (one.for_id, one.cover_id))})
    more = len(candidates) > SHOWN or len(away) > SHOWN
    stay = [kept[one] for one in keep if one in kept]
    return Cover(
        named,
        {id_: one.display_name for id_, one in kept.items()},
        _shown((*stay, *away), but=actor.person_id) if leads else (),
        _shown((*stay, *candidates), but=None if leads else actor.person_id),
        more,
    )


def may_end(runtime: Runtime, actor: Actor, covering: Covering) -> bool:
    """Whether the actor may end it early: both whom it concerns, and whoever manages."""
    return actor.person_id in (covering.for_id, covering.cover_id) or manages(runtime, actor)


def name_cover(
    runtime: Runtime, actor: Actor, away: UUID, cover: UUID | None, first: date | None, last: date | None
) -> Covering:
    """A colleague covers whoever is away from the first day to the last, both included, in London.

    Somebody is covered by one colleague at a time, who is not away themselves then. Raises InvalidInput for anybody
    but colleagues who work here, for a time in which they are covered already or whoever covers is away, and for a
    wrong period; NotFound, after logging the refusal, for whoever names cover for another and manages nothing.
    """
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        _require(runtime, work, actor, "name_cover", HAVE_COVER if away == actor.person_id else MANAGE)
        errors = {} if _is(runtime, work, actor, away, HAVE_COVER) else {"away": "Choose the colleague who is away."}
        if cover is None or not _is(runtime, work, actor, cover, COVERS):
            errors["cover"] = "Choose the colleague who covers."
        elif cover == away:
            errors["cover"] = "Nobody covers for themselves. Choose a colleague."
        errors |= wrong_period(first, last, london(now).date(), "cover")
        if cover is None or first is None or last is None or errors:
            raise InvalidInput(errors)
        covering = Covering(
            id=uuid4(),
            organisation_id=actor.organisation_id,
            for_id=away,
            cover_id=cover,
            from_at=begins(first),
            until_at=ends(last),
            named_by=actor.person_id,
            named_at=now,
        )
        covering = replace(covering, bound=bind_covering(runtime.session_key, covering))
        work.identity.hold_people(actor.organisation_id, (away, cover))
        _require_free(runtime, work, covering, now)
        work.identity.add_covering(covering)
        tell_named(work, covering, now)
        work.jobs.enqueue(OVER, actor.organisation_id, _payload(covering), covering.until_at)
        _record(runtime, work, actor, NAMED, covering)
    return covering


def end_cover(runtime: Runtime, actor: Actor, covering_id: UUID) -> None:
    """It ends now; what whoever covers does at this moment finishes first. Ended or over already, nothing happens.

    Raises NotFound, after logging the refusal, for whoever may not end it.
    """
    with runtime.database.work(actor.organisation_id) as work:
        covering = work.identity.covering(covering_id)
        if covering is None or covering.organisation_id != actor.organisation_id:
            refuse(runtime, work, actor, "end_cover", [covering_id])
        if not may_end(runtime, actor, covering):
            refuse(runtime, work, actor, "end_cover", [covering_id])
        end_now(runtime, work, actor, covering)


def end_now(runtime: Runtime, work: Work, actor: Actor, covering: Covering) -> None:
    """End it, have it told, and commit; unless somebody else just has."""
    now = runtime.clock.now()
    if work.identity.end_covering(covering.id, now):
        work.jobs.enqueue(OVER, actor.organisation_id, _payload(covering), now)
        _record(runtime, work, actor, ENDED, covering)


def _require(runtime: Runtime, work: Work, actor: Actor, what: str, duties: tuple[Duty, ...]) -> None:
    if not any(has_duty(runtime.policy.release, actor, duty) for duty in duties):
        refuse(runtime, work, actor, what, [])


def _require_free(runtime: Runtime, work: Work, new: Covering, now: datetime) -> None:
    """Raise InvalidInput where it cannot stand beside what was named before."""
    found = work.identity.coverings_in(new.organisation_id, now, (new.for_id, new.cover_id), SHOWN * SHOWN)
    beside = [one for one in found if is_sealed(runtime, one) and one.overlaps(new)]
    if any(one.for_id == new.for_id for one in beside):
        raise InvalidInput({"away": "They are covered then already. Choose other days, or end that cover first."})
    if any(one.for_id == new.cover_id for one in beside):
        raise InvalidInput({"cover": "They are away then themselves. Choose another colleague."})


def _roles(runtime: Runtime, duties: tuple[Duty, ...], kind: str) -> list[str]:
    release = runtime.policy.release
    return [role for duty in duties if duty.is_at(kind) for role in roles_for(release, duty)]


def _is(runtime: Runtime, work: Work, actor: Actor, person: UUID, duties: tuple[Duty, ...]) -> bool:
    roles = set(_roles(runtime, duties, actor.organisation_kind))
    held = work.identity.memberships_of(person)
    return any(
        one.organisation.id == actor.organisation_id and one.membership.role in roles and one.membership.approved_at
        for one in held
    )


def _people(runtime: Runtime, work: Work, actor: Actor, duties: tuple[Duty, ...], part: str) -> tuple[Person, ...]:
    roles = _roles(runtime, duties, actor.organisation_kind)
    return work.identity.people_named(actor.organisation_id, roles, part.strip(), SHOWN + 1)


def _shown(people: tuple[Person, ...], but: UUID | None) -> tuple[Person, ...]:
    once = {one.id: one for one in people if one.id != but}
    return tuple(once.values())[:SHOWN]


def tell_named(work: Work, covering: Covering, now: datetime) -> None:
    """Both whom it concerns are told, by mail, but for whoever named it."""
    told = {"covering_id": str(covering.id), **period_codes(covering.from_at, covering.until_at)}
    for kind, person in ((NAMED, covering.cover_id), (COVERED, covering.for_id)):
        if person != covering.named_by:
            work.jobs.enqueue(kind, covering.organisation_id, {**told, "person_id": str(person)}, now)


def _payload(covering: Covering) -> Mapping[str, str]:
    return {"covering_id": str(covering.id), "for_id": str(covering.for_id), "cover_id": str(covering.cover_id)}


def _record(runtime: Runtime, work: Work, actor: Actor, what: str, covering: Covering) -> None:
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    people = work.identity.people((covering.cover_id, covering.for_id))
    cover, away = (people[one].display_name for one in (covering.cover_id, covering.for_id))
    first, last = days_of(covering.from_at, covering.until_at)
    entry = Entry(
        kind="worked",
        tenant_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"action": what},
        reason=f"{cover} covers for {away}, from {first} to {last}",
        event=hashlib.sha256(covering.bound).hexdigest(),
    )
    make_durable(runtime, work, record(runtime, work, [(entry, key)]))
