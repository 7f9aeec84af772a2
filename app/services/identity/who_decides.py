"""Who of a hub decides and rates now, and who of them is away: so that nobody waits for whom there is not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, roles_for
from app.services.identity.covering import covered_by
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class WhoDecides:
    """By name: those who are there, and those who are `away`, each with who covers for them."""

    there: tuple[str, ...]
    away: tuple[tuple[str, str], ...]


def find_who_decides(runtime: Runtime, actor: Actor, but: Collection[UUID] = ()) -> WhoDecides:
    """Those of the actor's own hub; none of those who have stepped back (`but`) from the case it is asked for."""
    with runtime.database.work(actor.organisation_id) as work:
        return who_decides(runtime, work, actor.organisation_id, but)


def who_decides(runtime: Runtime, work: Work, hub: UUID, but: Collection[UUID] = ()) -> WhoDecides:
    """Whoever covers for a decision-maker decides by their own role alone. At most three statements."""
    every = work.identity.people_with(hub, roles_for(runtime.policy.release, HUB_DECIDES))
    deciders = [one for one in every if one.id not in but]
    away = covered_by(runtime, work, hub, [one.id for one in deciders], runtime.clock.now())
    covers = work.identity.people(set(away.values())) if away else {}
    return WhoDecides(
        tuple(one.display_name for one in deciders if one.id not in away),
        tuple((one.display_name, covers[away[one.id]].display_name) for one in deciders if one.id in away),
    )
