"""Rows of groups that let people in, and the two ways in which the application writes who is in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from app.adapters.database.believed import is_believed
from app.adapters.database.tables.groups import group_mapping as t
from app.adapters.database.tables.identity import membership
from app.domain.groups import GroupMapping

STANDS = t.c.ended_at.is_(None)
IN = membership.c.ended_at.is_(None)


class SqlGroupRows:
    """Reads and writes through one connection; what is not believed is not there."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, mapping: GroupMapping) -> None:
        """One that stands from now on."""
        self._db.execute(
            insert(t).values(
                id=mapping.id,
                organisation_id=mapping.organisation_id,
                provider_id=mapping.provider_id,
                mapped_group=mapping.group,
                role=mapping.role,
                created_at=mapping.created_at,
            )
        )

    def end(self, mapping_id: UUID, at: datetime) -> Sequence[UUID]:
        """It lets nobody in any more; the memberships that came by it and have not ended."""
        self._db.execute(update(t).where(t.c.id == mapping_id, STANDS).values(ended_at=at))
        return tuple(
            self._db.execute(select(membership.c.id).where(membership.c.mapping_id == mapping_id, IN)).scalars()
        )

    def at_provider(self, provider_id: UUID) -> Sequence[GroupMapping]:
        """Those that stand of one sign-in."""
        return self._read(t.c.provider_id == provider_id, STANDS)

    def in_organisation(self, organisation_id: UUID) -> Sequence[tuple[GroupMapping, int]]:
        """Those that stand of an organisation, by group and role, each with how many are in by it now."""
        inside = select(func.count()).where(membership.c.mapping_id == t.c.id, IN).scalar_subquery().label("inside")
        query = select(t, inside).where(t.c.organisation_id == organisation_id, STANDS)
        rows = self._db.execute(query.order_by(t.c.mapped_group, t.c.role)).mappings()
        return tuple((_mapping(row), row["inside"]) for row in rows if is_believed(self._db, t, row))

    def standing(self) -> Sequence[GroupMapping]:
        """All that stand."""
        return self._read(STANDS)

    def mappings(self, ids: Collection[UUID]) -> Mapping[UUID, GroupMapping]:
        """Those of these that there are, ended or not."""
        return {one.id: one for one in self._read(t.c.id.in_(list(ids)))} if ids else {}

    def join(self, mapping_id: UUID, account_id: UUID, at: datetime) -> UUID | None:
        """Note that their sign-in says so now; None where they do not come in by it."""
        made: UUID | None = self._db.execute(select(func.join_by_group(mapping_id, account_id, at))).scalar_one()
        return made

    def leave(self, membership_id: UUID, at: datetime) -> bool:
        """Whether one by a group has ended by this; a suspended one stays, suspended."""
        return bool(self._db.execute(select(func.leave_group(membership_id, at))).scalar_one())

    def silent_since(self, before: datetime, most: int) -> Sequence[UUID]:
        """Memberships by a group of which no sign-in has said so since then, the longest silent first."""
        of = membership.c
        query = select(of.id).where(of.mapping_id.is_not(None), of.said_at < before, IN, of.suspended_at.is_(None))
        return tuple(self._db.execute(query.order_by(of.said_at, of.id).limit(most)).scalars())

    def _read(self, *which: Any) -> Sequence[GroupMapping]:
        rows = self._db.execute(select(t).where(*which).order_by(t.c.mapped_group, t.c.id)).mappings()
        return tuple(_mapping(row) for row in rows if is_believed(self._db, t, row))


def _mapping(row: RowMapping) -> GroupMapping:
    return GroupMapping(
        id=row["id"],
        organisation_id=row["organisation_id"],
        provider_id=row["provider_id"],
        group=row["mapped_group"],
        role=row["role"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
    )
