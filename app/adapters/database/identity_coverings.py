"""Rows of who covers whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, func, insert, or_, select, tuple_, update

from app.adapters.database.tables.identity import covering, membership
from app.domain.covering import Covering


class CoveringRows:
    """Coverings, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_covering(self, covering_: Covering) -> None:
        self._connection.execute(insert(covering).values(asdict(covering_)))

    def coverings_for(
        self, organisation_id: UUID, people: Collection[UUID], now: datetime, roles: Collection[str]
    ) -> tuple[Covering, ...]:
        lasting, step = _lasting(organisation_id, now, roles), covering.alias("step")
        first = select(covering).where(lasting(covering), covering.c.for_id == func.any(list(people)))
        chain = first.cte("chain", recursive=True)
        return self._chain(chain.union(select(step).where(lasting(step), step.c.for_id == chain.c.cover_id)))

    def coverings_by(
        self, organisation_id: UUID, person: UUID, now: datetime, roles: Collection[str]
    ) -> tuple[Covering, ...]:
        lasting, step = _lasting(organisation_id, now, roles), covering.alias("step")
        first = select(covering).where(lasting(covering), covering.c.cover_id == person)
        chain = first.cte("chain", recursive=True)
        return self._chain(chain.union(select(step).where(lasting(step), step.c.cover_id == chain.c.for_id)))

    def coverings_in(
        self,
        organisation_id: UUID,
        now: datetime,
        people: Collection[UUID] | None,
        most: int,
        after: Covering | None = None,
    ) -> tuple[Covering, ...]:
        found = select(covering).where(
            covering.c.organisation_id == organisation_id, covering.c.until_at > now, covering.c.ended_at.is_(None)
        )
        if people is not None:
            of = func.any(list(people))
            found = found.where(or_(covering.c.for_id == of, covering.c.cover_id == of))
        if after is not None:
            found = found.where(tuple_(covering.c.from_at, covering.c.id) > (after.from_at, after.id))
        return self._coverings(found.order_by(covering.c.from_at, covering.c.id).limit(most))

    def covers_now(self, now: datetime) -> tuple[Covering, ...]:
        found = select(covering).where(covering.c.until_at > now, covering.c.ended_at.is_(None))
        return self._coverings(found.order_by(covering.c.id))

    def covering(self, covering_id: UUID) -> Covering | None:
        found = self._coverings(select(covering).where(covering.c.id == covering_id, covering.c.ended_at.is_(None)))
        return next(iter(found), None)

    def hold_coverings(self, covering_ids: Collection[UUID]) -> Mapping[UUID, Covering]:
        held = select(covering).where(covering.c.id == func.any(list(covering_ids)), covering.c.ended_at.is_(None))
        return {one.id: one for one in self._coverings(held.order_by(covering.c.id).with_for_update(read=True))}

    def hold_people(self, organisation_id: UUID, people: Collection[UUID]) -> None:
        held = select(membership.c.id).where(
            membership.c.organisation_id == organisation_id, membership.c.person_id == func.any(list(people))
        )
        self._connection.execute(held.order_by(membership.c.id).with_for_update())

    def end_covering(self, covering_id: UUID, at: datetime) -> bool:
        ended = update(covering).where(covering.c.id == covering_id, covering.c.ended_at.is_(None)).values(ended_at=at)
        return self._connection.execute(ended).rowcount == 1

    def _chain(self, chain: CTE) -> tuple[Covering, ...]:
        return self._coverings(select(chain).order_by(chain.c.named_at, chain.c.id))

    def _coverings(self, query: Select[Any]) -> tuple[Covering, ...]:
        return tuple(Covering(**row) for row in self._connection.execute(query).mappings())


def _lasting(organisation_id: UUID, now: datetime, roles: Collection[str]) -> Any:
    """What holds of a row that counts now: in its time, not ended, and whoever covers still works there."""

    def holds(of: Any) -> ColumnElement[bool]:
        still_there = (
            select(membership.c.id)
            .where(membership.c.person_id == of.c.cover_id, membership.c.organisation_id == organisation_id)
            .where(membership.c.ended_at.is_(None), membership.c.suspended_at.is_(None))
            .where(membership.c.approved_at.is_not(None))
            .where(membership.c.role == func.any(list(roles)))
            .correlate(of)
            .exists()
        )
        lasts = and_(of.c.from_at <= now, of.c.until_at > now, of.c.ended_at.is_(None))
        return and_(of.c.organisation_id == organisation_id, lasts, still_there)

    return holds
