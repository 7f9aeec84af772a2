"""Which roles count: those that an entry of the log names, together with the account that somebody signs in by.

A role that was put into the database, or edited in it, is named by no entry that this exchange signed, and an account
that was given to somebody there stands in none of theirs. A role that a change gave needs the change's signatures too.
It is asked whenever a role is taken up; the session's seal then binds the role as it was found.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from uuid import UUID

from app.domain.administered import RowName
from app.domain.changes import SIGNS
from app.domain.identity import HeldMembership, Membership, SessionInUse
from app.domain.ports import Work
from app.services.administration.signed import given_by_changes
from app.services.disclosure.naming_rows import named_by
from app.services.identity.groups_that_count import groups_that_count
from app.services.runtime import Runtime


def roles_that_count(
    runtime: Runtime, work: Work, person_id: UUID, account_id: UUID | None, groups: AbstractSet[str]
) -> tuple[HeldMembership, ...]:
    """Those that somebody whose sign-in by this account carried `groups` may act under, by organisation and role.

    Raises KeysUnavailable.
    """
    usable = [one for one in work.identity.memberships_of(person_id) if one.usable(groups)]
    if account_id is None:
        return ()
    count = _that_count(runtime, work, [one.membership for one in usable], ("identity", str(account_id)))
    return tuple(one for one in usable if one.membership.id in count)


def roles_of(runtime: Runtime, work: Work, found: SessionInUse) -> tuple[HeldMembership, ...]:
    """Those whoever has this session may act under. Raises KeysUnavailable."""
    account = work.identity.account_for(found.session.provider_id, found.session.subject)
    return roles_that_count(runtime, work, found.person.id, account, frozenset(found.session.groups))


def administrators(runtime: Runtime, work: Work, organisation_id: UUID) -> frozenset[UUID]:
    """The people who administer an organisation by a role that counts. Raises KeysUnavailable."""
    return people_acting_as(runtime, work, organisation_id, (SIGNS,))


def people_acting_as(runtime: Runtime, work: Work, organisation_id: UUID, roles: Collection[str]) -> frozenset[UUID]:
    """The people who have one of these roles in an organisation by one that counts. Raises KeysUnavailable."""
    held = [one for role in roles for one in work.identity.memberships_in(organisation_id, role)]
    count = _that_count(runtime, work, held, None)
    return frozenset(one.person_id for one in held if one.id in count)


def _that_count(
    runtime: Runtime, work: Work, memberships: Collection[Membership], account: RowName | None
) -> frozenset[UUID]:
    """The ids of those that count; with an `account`, by that alone."""
    given = [one for one in memberships if one.mapping_id is None]
    needed = {one.id: {(row, one.entry_id) for row in (_row(one), account) if row} for one in given}
    named = named_by(runtime, work, {pair for pairs in needed.values() for pair in pairs})
    by_change = given_by_changes(runtime, work, [one for one in given if one.change_id])
    count = {one.id for one in given if needed[one.id] <= named and (one.change_id is None or one.id in by_change)}
    return frozenset(count | _by_group(runtime, work, [one for one in memberships if one.mapping_id], account))


def _by_group(
    runtime: Runtime, work: Work, memberships: Collection[Membership], account: RowName | None
) -> frozenset[UUID]:
    """The ids of those that came by a group which counts, and by this account where one is given.

    That the sign-in of this session says so is asked of each of them before, as usable.
    """
    if not memberships:
        return frozenset()
    found = work.groups.mappings({one.mapping_id for one in memberships if one.mapping_id})
    count = groups_that_count(runtime, work, [one for one in found.values() if one.ended_at is None])

    def came(one: Membership) -> bool:
        by = None if one.mapping_id is None else count.get(one.mapping_id)
        if by is None or (account and str(one.account_id) != account[1]):
            return False
        return (by.organisation_id, by.role, by.group) == (one.organisation_id, one.role, one.mapped_group)

    return frozenset(one.id for one in memberships if came(one))


def _row(membership: Membership) -> RowName:
    return ("membership", str(membership.id))
