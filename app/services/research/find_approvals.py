"""What waits for one person's approval in every organisation they approve for. It opens nothing and names nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.identity import Actor, HeldMembership, SessionInUse
from app.domain.rehearsals import together
from app.domain.waiting import AT_PARTNER, Waiting, grouped
from app.services.disclosure.duties import PARTNER_WORKS, has_duty
from app.services.identity.roles_that_count import roles_of
from app.services.identity.session_in_use import read_session
from app.services.identity.standing_in import standing_in
from app.services.research.approval import not_theirs
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Approvals:
    """What waits in one organisation, the soonest due first, and how many there are; None for more than are counted."""

    held: HeldMembership
    lines: tuple[Waiting, ...]
    count: int | None


def find_approvals(runtime: Runtime, token: str | None) -> tuple[Approvals, ...]:
    """By the memberships under which whoever has this session may approve or stands in for who may, where any waits.

    Of a rehearsal alone to whoever acts in it, and of none to others.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        found = read_session(runtime, work, token, now)
        if found is None:
            return ()
        here = found.held.organisation.rehearsal if found.held else None
        held = [one for one in roles_of(runtime, work, found) if together(one.organisation.rehearsal, here)]
    each = (_at(runtime, found, one, now) for one in held)
    return tuple(one for one in each if one is not None)


def _at(runtime: Runtime, found: SessionInUse, held: HeldMembership, now: datetime) -> Approvals | None:
    """None where nothing waits for them. Each organisation's lists are read as that organisation alone."""
    where, release = held.organisation, runtime.policy.release
    actor = Actor(
        person_id=found.person.id,
        membership_id=held.membership.id,
        organisation_id=where.id,
        organisation_kind=where.kind,
        organisation_name=where.name,
        role=held.membership.role,
        display_name=found.person.display_name,
        session_id=found.session.id,
    )
    if not has_duty(release, actor, PARTNER_WORKS):
        return None
    with runtime.database.work(where.id) as work:
        actor = replace(actor, stands_in=standing_in(runtime, work, where.id, found.person.id, now))
        but = not_theirs(release, actor)
        waits = work.lists.to_approve(where.id, found.person.id, but) if but else {}
    group = next(iter(grouped(AT_PARTNER, waits)), None)
    return Approvals(held, group.lines, group.count) if group else None
