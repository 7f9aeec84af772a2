"""Roles follow the groups that somebody's own sign-in says they are in: taken up as they come in, left as they are out.

Only the verified token of this sign-in counts, for groups that its organisation's people have signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.groups import GROUP_FOLLOWED, JOINED, LEFT_GROUP
from app.domain.identity import IdentityProvider, Membership, Person, ProvenIdentity
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import DetailKey, organisation_detail_key, record
from app.services.identity.approve_member import LEFT
from app.services.identity.groups_that_count import groups_that_count
from app.services.runtime import Runtime


def follow_groups(
    runtime: Runtime, work: Work, person: Person, provider: IdentityProvider, proven: ProvenIdentity
) -> None:
    """Take up and leave roles as this sign-in says, each with its entry; whoever calls commits.

    Where no group lets anybody of this sign-in in, nothing more than that is asked. Raises KeysUnavailable,
    LogUnavailable.
    """
    held = [one.membership for one in work.identity.memberships_of(person.id) if one.membership.mapping_id]
    mapped = work.groups.at_provider(provider.id) if provider.groups_claim else ()
    if not held and not mapped:
        return
    now = runtime.clock.now()
    known = {one.id: one for one in mapped}
    known |= work.groups.mappings({one.mapping_id for one in held if one.mapping_id} - known.keys())
    count = groups_that_count(runtime, work, [one for one in known.values() if one.provider_id == provider.id])
    inside = {one.id for one in count.values() if one.group in proven.groups}
    there = {one.mapping_id for one in held}
    account = work.identity.account_for(provider.id, proven.subject)
    if account is None:
        return
    out = [one for one in held if one.account_id == account and one.mapping_id not in inside]
    entries = [
        _entry(runtime, work, one.organisation_id, person.id, one.role, LEFT_GROUP)
        for one in out
        if leave_group(runtime, work, one)
    ]
    for id_ in sorted(inside, key=str):
        joined = work.groups.join(id_, account, now)
        if joined is not None and id_ not in there:
            of = count[id_]
            entries.append(_entry(runtime, work, of.organisation_id, person.id, of.role, JOINED))
    if entries:
        record(runtime, work, entries)


def leave_group(runtime: Runtime, work: Work, membership: Membership) -> bool:
    """End a role that came by a group, in this transaction; what they had is freed after it. Whether it has ended."""
    now = runtime.clock.now()
    if not work.groups.leave(membership.id, now):
        return False
    had = {"person_id": str(membership.person_id), "membership_id": str(membership.id), "role": membership.role}
    work.jobs.enqueue(LEFT, membership.organisation_id, had, now)
    return True


def _entry(
    runtime: Runtime, work: Work, organisation: UUID, person: UUID, role: str, what: str
) -> tuple[Entry, DetailKey]:
    return (
        Entry(
            kind=GROUP_FOLLOWED,
            tenant_id=organisation,
            to_id=organisation,
            actor_id=person,
            role=role,
            policy_release=runtime.policy.number,
            policy_digest=runtime.policy.release.digest,
            what=what,
        ),
        organisation_detail_key(runtime, work, organisation),
    )


def roles_left(runtime: Runtime, work: Work, silent: Sequence[UUID]) -> int:
    """End these roles by a group, of which no sign-in has said so for long, each with its entry; how many."""
    entries = []
    for one in silent:
        membership = work.identity.hold_membership(one)
        if leave_group(runtime, work, membership):
            of = (membership.organisation_id, membership.person_id, membership.role)
            entries.append(_entry(runtime, work, *of, LEFT_GROUP))
    if entries:
        record(runtime, work, entries)
    return len(entries)
