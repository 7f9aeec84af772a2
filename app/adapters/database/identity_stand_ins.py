"""Rows of who stands in for an approver."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, insert, select, update

from app.adapters.database.tables.identity import membership, stand_in
from app.domain.identity import StandIn


class StandInRows:
    """StandIns, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_stand_in(self, stand_in_: StandIn) -> None:
        self._connection.execute(
            insert(stand_in).values(
                id=stand_in_.id,
                organisation_id=stand_in_.organisation_id,
                membership_id=stand_in_.membership_id,
                for_id=stand_in_.for_id,
                stand_in_id=stand_in_.stand_in_id,
                from_at=stand_in_.from_at,
                until_at=stand_in_.until_at,
                named_at=stand_in_.named_at,
                ended_at=None,
                bound=stand_in_.bound,
            )
        )

    def stand_ins_in(self, organisation_id: UUID, now: datetime) -> tuple[StandIn, ...]:
        found = _standing().where(stand_in.c.organisation_id == organisation_id, stand_in.c.until_at > now)
        return self._read(found.order_by(stand_in.c.from_at, stand_in.c.id))

    def stand_ins_now(self, now: datetime) -> tuple[StandIn, ...]:
        return self._read(_standing().where(stand_in.c.until_at > now).order_by(stand_in.c.id))

    def hold_stand_ins(self, stand_in_ids: Collection[UUID]) -> Mapping[UUID, StandIn]:
        held = _standing().where(stand_in.c.id == func.any(list(stand_in_ids)))
        return {one.id: one for one in self._read(held.with_for_update(read=True))}

    def end_stand_in(self, stand_in_id: UUID, at: datetime) -> bool:
        ended = update(stand_in).where(stand_in.c.id == stand_in_id, stand_in.c.ended_at.is_(None)).values(ended_at=at)
        return self._connection.execute(ended).rowcount == 1

    def _read(self, query: Select[Any]) -> tuple[StandIn, ...]:
        return tuple(StandIn(**row) for row in self._connection.execute(query).mappings())


def _standing() -> Select[Any]:
    """Those that nobody has ended, for memberships that stand by somebody's approval."""
    return (
        select(*stand_in.c, membership.c.role)
        .join(membership, membership.c.id == stand_in.c.membership_id)
        .where(stand_in.c.ended_at.is_(None), membership.c.ended_at.is_(None), membership.c.approved_at.is_not(None))
        .where(membership.c.suspended_at.is_(None))
        .where(membership.c.person_id == stand_in.c.for_id, membership.c.organisation_id == stand_in.c.organisation_id)
    )
