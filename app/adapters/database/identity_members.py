"""Rows of memberships: who acts for an organisation, in which role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, ScalarSelect, func, insert, select, tuple_, update

from app.adapters.database.identity_people import read_organisation, read_person
from app.adapters.database.tables.identity import membership, organisation, person
from app.domain.errors import NotFound
from app.domain.identity import HeldMembership, Membership
from app.domain.members import Member

STANDS = membership.c.ended_at.is_(None)


class MemberRows:
    """Memberships, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_membership(self, membership_: Membership) -> None:
        self._connection.execute(
            insert(membership).values(
                id=membership_.id,
                person_id=membership_.person_id,
                organisation_id=membership_.organisation_id,
                role=membership_.role,
                created_at=membership_.created_at,
                approved_by=membership_.approved_by,
                approved_at=membership_.approved_at,
                mapped_group=membership_.mapped_group,
                ended_at=membership_.ended_at,
                suspended_at=membership_.suspended_at,
                suspended_by=membership_.suspended_by,
                change_id=membership_.change_id,
                entry_id=membership_.entry_id,
                mapping_id=membership_.mapping_id,
                account_id=membership_.account_id,
            )
        )

    def end_membership(self, membership_id: UUID, at: datetime) -> Membership | None:
        return self._changed(membership.c.id == membership_id, STANDS, ended_at=at)

    def suspend_membership(self, membership_id: UUID, by: UUID, at: datetime) -> Membership | None:
        stands = (membership.c.id == membership_id, STANDS, membership.c.suspended_at.is_(None))
        return self._changed(*stands, suspended_at=at, suspended_by=by)

    def lift_suspension(self, membership_id: UUID) -> None:
        self._changed(membership.c.id == membership_id, suspended_at=None, suspended_by=None)

    def _changed(self, *which: Any, **values: Any) -> Membership | None:
        changed = update(membership).where(*which).values(**values).returning(membership)
        row = self._connection.execute(changed).mappings().one_or_none()
        return None if row is None else read_membership(row)

    def hold_membership(self, membership_id: UUID) -> Membership:
        query = select(membership).where(membership.c.id == membership_id).with_for_update(key_share=True)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound
        return read_membership(row)

    def members_in(
        self, organisation_id: UUID, most: int, after: UUID | None = None, only: UUID | None = None
    ) -> Sequence[Member]:
        query = (
            select(*labelled(membership), *labelled(person))
            .join(person, person.c.id == membership.c.person_id)
            .where(membership.c.organisation_id == organisation_id, STANDS)
            .order_by(person.c.display_name, membership.c.id)
            .limit(most)
        )
        if after is not None:
            query = query.where(tuple_(person.c.display_name, membership.c.id) > _place_of(after))
        if only is not None:
            query = query.where(membership.c.id == only)
        return tuple(
            Member(read_membership(row, "membership_"), read_person(row, "person_"))
            for row in self._connection.execute(query).mappings()
        )

    def has_role(self, organisation_id: UUID, role: str, mailbox: str) -> bool:
        """Whether somebody with this mailbox has a role that has not ended, suspended or not."""
        of = (membership.c.organisation_id == organisation_id, membership.c.role == role, STANDS)
        theirs = select(membership.c.id).join(person, person.c.id == membership.c.person_id).where(*of)
        found = theirs.where(func.lower(person.c.email) == mailbox.lower()).limit(1)
        return self._connection.execute(found).first() is not None

    def memberships_in(self, organisation_id: UUID, role: str) -> Sequence[Membership]:
        where = (membership.c.organisation_id == organisation_id, membership.c.role == role, STANDS)
        acts = (membership.c.suspended_at.is_(None), membership.c.approved_at.is_not(None))
        rows = self._connection.execute(select(membership).where(*where, *acts)).mappings()
        return tuple(read_membership(row) for row in rows)

    def memberships(self) -> Sequence[Membership]:
        rows = self._connection.execute(select(membership).order_by(membership.c.id)).mappings()
        return tuple(read_membership(row) for row in rows)

    def count_members(self, organisation_id: UUID) -> int:
        query = select(func.count()).select_from(membership).where(membership.c.organisation_id == organisation_id)
        return int(self._connection.execute(query.where(STANDS)).scalar_one())

    def memberships_of(self, person_id: UUID) -> tuple[HeldMembership, ...]:
        query = (
            select(*labelled(membership), *labelled(organisation))
            .join(organisation, organisation.c.id == membership.c.organisation_id)
            .where(membership.c.person_id == person_id, membership.c.ended_at.is_(None))
            .order_by(organisation.c.name, membership.c.role)
        )
        return tuple(
            HeldMembership(
                read_membership(row, "membership_"), read_organisation(self._connection, row, "organisation_")
            )
            for row in self._connection.execute(query).mappings()
        )


def _place_of(membership_id: UUID) -> ScalarSelect[Any]:
    """Where a membership stands in the order by name."""
    member, holder = membership.alias(), person.alias()
    query = select(holder.c.display_name, member.c.id).join(holder, holder.c.id == member.c.person_id)
    return query.where(member.c.id == membership_id).scalar_subquery()


def labelled(table: Any) -> list[Any]:
    """A table's columns, named `<table>_<column>`, so that several tables fit into one row."""
    return [column.label(f"{table.name}_{column.name}") for column in table.c]


def read_membership(row: RowMapping, prefix: str = "") -> Membership:
    """A row as a domain object; `prefix` as `labelled` gave it."""
    return Membership(
        id=row[f"{prefix}id"],
        person_id=row[f"{prefix}person_id"],
        organisation_id=row[f"{prefix}organisation_id"],
        role=row[f"{prefix}role"],
        created_at=row[f"{prefix}created_at"],
        approved_by=row[f"{prefix}approved_by"],
        approved_at=row[f"{prefix}approved_at"],
        mapped_group=row[f"{prefix}mapped_group"],
        ended_at=row[f"{prefix}ended_at"],
        suspended_at=row[f"{prefix}suspended_at"],
        suspended_by=row[f"{prefix}suspended_by"],
        change_id=row[f"{prefix}change_id"],
        entry_id=row[f"{prefix}entry_id"],
        mapping_id=row[f"{prefix}mapping_id"],
        account_id=row[f"{prefix}account_id"],
    )
