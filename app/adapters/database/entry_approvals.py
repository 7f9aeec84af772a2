"""Rows of what organisations' owners have said of entries of the policy, and of what they are advised."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, insert, select, text

from app.adapters.database.tables.changes import entry_advice, entry_approval
from app.domain.entry_approvals import Advice, EntryApproval

ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(4, 3)")
"""Approvals are committed in the order of their places, so that whoever knows the last one knows all before it."""
KEPT = [entry_approval.c[name] for name in ("id", "organisation_id", "change_id", "at", "entry_id")]


class SqlApprovalRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, approval: EntryApproval) -> None:
        """Store one, after all others."""
        self._db.execute(ONE_BY_ONE)
        self._db.execute(insert(entry_approval).values(**asdict(approval)))

    def newest(self) -> int:
        """The place of the last one; 0 while there is none."""
        found: int = self._db.execute(select(func.coalesce(func.max(entry_approval.c.place), 0))).scalar_one()
        return found

    def approvals_of(self, organisation_ids: Collection[UUID] | None = None) -> Sequence[EntryApproval]:
        """Those of these organisations, None for all of them; the first first."""
        query = select(*KEPT).order_by(entry_approval.c.place)
        if organisation_ids is not None:
            query = query.where(entry_approval.c.organisation_id.in_(list(organisation_ids)))
        return tuple(EntryApproval(**row) for row in self._db.execute(query).mappings())

    def add_advice(self, advice: Advice) -> None:
        """Store it."""
        values = {column.name: getattr(advice, column.name) for column in entry_advice.c}
        self._db.execute(insert(entry_advice).values(**{**values, "digests": list(advice.digests)}))

    def advice_of(self, organisation_id: UUID) -> Sequence[Advice]:
        """What an organisation is advised, the last first."""
        return self._advice(select(entry_advice).where(entry_advice.c.organisation_id == organisation_id))

    def advice(self) -> Sequence[Advice]:
        """All of it, for verifying."""
        return self._advice(select(entry_advice))

    def _advice(self, query: Select[Any]) -> tuple[Advice, ...]:
        rows = self._db.execute(query.order_by(entry_advice.c.at.desc(), entry_advice.c.id)).mappings()
        return tuple(Advice(**row) for row in rows)
