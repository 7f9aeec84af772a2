"""Rows of who stands in for an approver."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, insert, select, update

from app.adapters.database.tables.identity import deputy, membership
from app.domain.identity import Deputy


class DeputyRows:
    """Deputies, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_deputy(self, deputy_: Deputy) -> None:
        self._connection.execute(
            insert(deputy).values(
                id=deputy_.id,
                organisation_id=deputy_.organisation_id,
                membership_id=deputy_.membership_id,
                for_id=deputy_.for_id,
                deputy_id=deputy_.deputy_id,
                from_at=deputy_.from_at,
                until_at=deputy_.until_at,
                named_at=deputy_.named_at,
                ended_at=None,
                bound=deputy_.bound,
            )
        )

    def deputies_in(self, organisation_id: UUID, now: datetime) -> tuple[Deputy, ...]:
        found = _standing().where(deputy.c.organisation_id == organisation_id, deputy.c.until_at > now)
        return self._read(found.order_by(deputy.c.from_at, deputy.c.id))

    def hold_deputies(self, deputy_ids: Collection[UUID]) -> Mapping[UUID, Deputy]:
        held = _standing().where(deputy.c.id == func.any(list(deputy_ids)))
        return {one.id: one for one in self._read(held.with_for_update(read=True))}

    def end_deputy(self, deputy_id: UUID, at: datetime) -> bool:
        ended = update(deputy).where(deputy.c.id == deputy_id, deputy.c.ended_at.is_(None)).values(ended_at=at)
        return self._connection.execute(ended).rowcount == 1

    def _read(self, query: Select[Any]) -> tuple[Deputy, ...]:
        return tuple(Deputy(**row) for row in self._connection.execute(query).mappings())


def _standing() -> Select[Any]:
    """Those that nobody has ended, for memberships that stand by somebody's approval."""
    return (
        select(*deputy.c, membership.c.role)
        .join(membership, membership.c.id == deputy.c.membership_id)
        .where(deputy.c.ended_at.is_(None), membership.c.ended_at.is_(None), membership.c.approved_at.is_not(None))
        .where(membership.c.person_id == deputy.c.for_id, membership.c.organisation_id == deputy.c.organisation_id)
    )
