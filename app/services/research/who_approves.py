"""Who else could approve what somebody submits, by name; where nobody can, its author is told the ways on."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.identity import Actor
from app.services.disclosure.duties import APPROVES, roles_for
from app.services.identity.standing_in import in_their_time
from app.services.runtime import Runtime


def who_else_approves(runtime: Runtime, actor: Actor, needs: Sequence[str]) -> tuple[str, ...]:
    """The colleagues who may be any of these second persons for what the actor wrote: by role, or standing in.

    Whoever stands in for the actor approves no more than they. Who stepped back from a request counts as any other: it
    is told to nobody that they did.
    """
    now = runtime.clock.now()
    roles = [role for need in needs for role in roles_for(runtime.policy.release, APPROVES[need])]
    with runtime.database.work(actor.organisation_id) as work:
        approvers = {one.id: one for one in work.identity.people_with(actor.organisation_id, roles)}
        named = in_their_time(runtime, work.identity.stand_ins_in(actor.organisation_id, now), now)
        standing_in = {one.stand_in_id for one in named if one.role in roles and one.for_id != actor.person_id}
        if others := standing_in - approvers.keys():
            approvers |= work.identity.people(others)
    return tuple(sorted(one.display_name for id_, one in approvers.items() if id_ != actor.person_id))
