"""Who is here, from the token in their browser's cookie."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.domain.errors import PolicyChanged
from app.domain.identity import Actor, SessionInUse, SignedIn, StandsIn
from app.domain.web_session import SEEN_STEP
from app.services.disclosure.duties import on_duty
from app.services.identity.session_in_use import read_session
from app.services.identity.standing_in import standing_in
from app.services.policy_control.follow_release import is_behind
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HUB


def find_session(runtime: Runtime, token: str | None, *, followed: bool = False) -> SignedIn | None:
    """Whoever has a live session, with the actor if it acts under a membership; None for anything else.

    One statement, a second for whoever is somebody's stand-in; without a write but for the time of last use, once a
    minute, whose commit waits for no disk. Raises PolicyChanged, before anything is done, when another policy
    release is in force than the runtime's, or, in production, owners have said something since; where it has `followed`
    just now, what they said in that moment counts from the next request on.
    """
    if not token:
        return None
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        found = read_session(runtime, work, token, now)
        if found is None:
            return None
        if is_behind(runtime, found.newest_release, runtime.policy.approved_to if followed else found.newest_approval):
            raise PolicyChanged
        session, actor = found.session, _actor(found, now)
        if actor is not None and found.stands_in:
            actor = _standing(
                runtime.policy.release, actor, standing_in(runtime, work, actor.organisation_id, actor.person_id, now)
            )
        if now - session.last_seen_at >= SEEN_STEP:
            work.identity.touch_session(session.id, now)
            work.commit_unflushed()
            session = replace(session, last_seen_at=now)
    return SignedIn(
        found.person.display_name,
        found.memberships,
        actor,
        found.stopped,
        session.ends_at,
        session.expires_at,
    )


def _standing(release: PolicyRelease, actor: Actor, stands_in: frozenset[StandsIn]) -> Actor:
    """The actor with those for whom they stand in; at a hub, whoever was made a duty worker is one and nothing else."""
    if not stands_in or actor.organisation_kind != HUB:
        return replace(actor, stands_in=stands_in)
    return replace(actor, role=on_duty(release)[0])


def _actor(found: SessionInUse, now: datetime) -> Actor | None:
    held = found.held
    if held is None:
        return None
    return Actor(
        person_id=found.person.id,
        membership_id=held.membership.id,
        organisation_id=held.organisation.id,
        organisation_kind=held.organisation.kind,
        in_law=held.organisation.in_law,
        believed=held.organisation.believed,
        organisation_name=held.organisation.name,
        role=held.membership.role,
        display_name=found.person.display_name,
        session_id=found.session.id,
        strong=found.session.is_strong(now),
        rehearsal=held.organisation.rehearsal,
    )
