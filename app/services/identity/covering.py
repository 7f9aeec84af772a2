"""Who covers whom now: what was named, in its time, with a seal that fits, by somebody who still works there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.covering import Covering, last_in_chain
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_WORKS, PARTNER_WORKS, roles_for
from app.services.identity.tokens import bind_covering, is_bound
from app.services.runtime import Runtime

COVERS: Final = (HUB_WORKS, PARTNER_WORKS)
"""Whoever covers works on cases or on requests: who only reads or decides nothing there does not."""


def covered_by(
    runtime: Runtime, work: Work, organisation_id: UUID, people: Collection[UUID], now: datetime
) -> Mapping[UUID, UUID]:
    """Of these people of an organisation those who are away now, each with whoever covers them. One statement.

    Where whoever covers is away and covered too, it is the last in that chain. Somebody whose cover has ended, has left
    or goes in a circle is in nobody's hands and not in the answer; a row that SQL put there or edited gives nothing.
    """
    if not people:
        return {}
    rows = work.identity.coverings_for(organisation_id, people, now, _roles(runtime))
    covers = _first_of_each(runtime, rows)
    found = {one: last_in_chain(covers, one) for one in people}
    return {away: cover for away, cover in found.items() if cover is not None}


def covers_for(
    runtime: Runtime, work: Work, organisation_id: UUID, person: UUID, now: datetime
) -> Mapping[UUID, Covering]:
    """Whom somebody covers now, themselves or at the end of a chain, each with what names it. One statement."""
    rows = work.identity.coverings_by(organisation_id, person, now, _roles(runtime))
    return _reached(person, [one for one in rows if is_sealed(runtime, one)])


def hold_covers(runtime: Runtime, work: Work, actor: Actor) -> Mapping[UUID, Covering]:
    """The same of the actor, to act upon: whoever ends one of these waits until this work ends."""
    found = covers_for(runtime, work, actor.organisation_id, actor.person_id, runtime.clock.now())
    held = work.identity.hold_coverings([one.id for one in found.values()]) if found else {}
    return _reached(actor.person_id, [one for one in found.values() if one.id in held])


def is_sealed(runtime: Runtime, covering: Covering) -> bool:
    """Whether it is as it was named."""
    return is_bound(covering.bound, bind_covering(runtime.session_key, covering))


def _reached(person: UUID, named: Sequence[Covering]) -> Mapping[UUID, Covering]:
    reached, found = {person}, dict[UUID, Covering]()
    while more := [one for one in named if one.cover_id in reached and one.for_id not in reached]:
        reached.update(one.for_id for one in more)
        found.update((one.for_id, one) for one in more)
    return found


def _first_of_each(runtime: Runtime, rows: Iterable[Covering]) -> Mapping[UUID, UUID]:
    covers: dict[UUID, UUID] = {}
    for one in rows:
        if one.for_id not in covers and is_sealed(runtime, one):
            covers[one.for_id] = one.cover_id
    return covers


def _roles(runtime: Runtime) -> Collection[str]:
    return [role for duty in COVERS for role in roles_for(runtime.policy.release, duty)]
