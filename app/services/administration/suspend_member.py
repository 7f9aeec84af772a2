"""Suspend a colleague's role at once, alone and without a passkey. Lifting it takes another person."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.domain.errors import NotFound, WrongState
from app.domain.identity import Actor, Membership
from app.services.administration.refusing import refused, require_administrator
from app.services.disclosure.own_log import record_own
from app.services.disclosure.recording import make_durable
from app.services.runtime import Runtime

SUSPENDED: Final = "member_suspended"
"""What its entry says was done, and the job that tells the others who administer."""
NOT_YOURSELF = "Nobody suspends themselves. Ask another administrator."


def bound_of(membership_id: UUID) -> bytes:
    """What the entry of each suspension of a role is about: verifying counts those that were not lifted."""
    return b"prx/suspended/v1\n" + membership_id.bytes


def suspend_member(runtime: Runtime, actor: Actor, membership_id: UUID) -> Membership:
    """Nobody acts under it once this returns; an opening that began before finishes first.

    What they had stays theirs meanwhile. Raises NotFound, after logging the refusal, for a role in another
    organisation; WrongState for one's own, and for one that has ended or is suspended.
    """
    require_administrator(runtime, actor, SUSPENDED)
    now = runtime.clock.now()
    try:
        with runtime.database.work(actor.organisation_id) as work:
            membership = work.identity.hold_membership(membership_id)
            if membership.organisation_id != actor.organisation_id:
                raise NotFound
            if membership.person_id == actor.person_id:
                raise WrongState(NOT_YOURSELF)
            suspended = work.identity.suspend_membership(membership_id, actor.person_id, now)
            if suspended is None:
                raise WrongState("The role has ended, or is suspended already.")
            told = {"membership_id": str(membership_id), "by": str(actor.person_id)}
            work.jobs.enqueue(SUSPENDED, actor.organisation_id, told, now)
            (person,) = work.identity.people([suspended.person_id]).values()
            words = f"{person.display_name}, {suspended.role}"
            make_durable(runtime, work, [record_own(runtime, work, actor, SUSPENDED, words, bound_of(membership_id))])
    except NotFound:
        refused(runtime, actor, SUSPENDED)
    return suspended
