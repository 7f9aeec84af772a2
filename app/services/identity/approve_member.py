"""Give somebody a role in an organisation, and end it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.changes import SIGNS
from app.domain.errors import NotFound, Stale, WrongState
from app.domain.identity import Membership
from app.domain.log_entry import new_log_id
from app.domain.ports import Work
from app.services.disclosure.duties import ADVISES_ON_POLICY, OWNS_POLICY, roles_for
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.named_by_id import organisation_named, person_named
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease

LEFT = "membership_ended"
"""The job that frees what somebody had."""


def approve_member(runtime: Runtime, membership: Membership) -> None:
    """Store a membership. The entry whose id it keeps names it, and the person's accounts, by which alone they act.

    Raises Stale when the person holds that role there already, NotFound naming an id that is nobody's, WrongState for a
    role in a twin that nobody has in a rehearsal.
    """
    with runtime.database.work(None) as work:
        for one in filter(None, (membership.person_id, membership.approved_by)):
            person_named(work, one)
        where = organisation_named(work, membership.organisation_id)
        if where.rehearsal is not None and membership.role in never_rehearsed(runtime.policy.release):
            raise WrongState(
                f"{where.name} is a rehearsal: who administers or answers for the policy does so for real."
            )
        place = (membership.organisation_id, membership.role)
        held = (one.membership for one in work.identity.memberships_of(membership.person_id))
        there = next((one for one in held if (one.organisation_id, one.role) == place), None)
        if there is not None:
            raise Stale(f"They hold that role there already: membership {there.id}")
        membership = replace(membership, entry_id=new_log_id(runtime.clock.now()))
        work.identity.add_membership(membership)
        accounts = [("identity", str(one)) for one in work.identity.accounts_of(membership.person_id)]
        names = [("membership", str(membership.id)), *accounts]
        entry = administered(
            runtime, work, "member_approved", names, to_id=membership.organisation_id, entry_id=membership.entry_id
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))


def never_rehearsed(release: PolicyRelease) -> frozenset[str]:
    """Roles that nobody has in a twin: what they sign is in force for everybody."""
    return frozenset({SIGNS, *roles_for(release, OWNS_POLICY), *roles_for(release, ADVISES_ON_POLICY)})


def end_membership(runtime: Runtime, membership_id: UUID) -> None:
    """End a membership for good: who is to return is approved anew. What they had, the worker frees for others.

    Raises NotFound unless it stands.
    """
    with runtime.database.work(None) as work:
        ended = end_in(work, membership_id, runtime.clock.now())
        entry = administered(
            runtime, work, "member_ended", [("membership", str(membership_id))], to_id=ended.organisation_id, ended=True
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))


def end_in(work: Work, membership_id: UUID, now: datetime) -> Membership:
    """End it in this transaction, and have what they had freed after it. Raises NotFound unless it stands."""
    ended = work.identity.end_membership(membership_id, now)
    if ended is None:
        raise NotFound("There is no such membership, or it has ended.")
    had = {"person_id": str(ended.person_id), "membership_id": str(ended.id), "role": ended.role}
    work.jobs.enqueue(LEFT, ended.organisation_id, had, now)
    return ended
