"""Rows of what organisations' owners have said of entries of the policy, and of what they are advised."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, insert, select

from app.adapters.database.tables.changes import entry_advice, entry_approval
from app.domain.entry_approvals import Advice, EntryApproval


class SqlApprovalRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, approval: EntryApproval) -> None:
        """Store one."""
        values = {column.name: getattr(approval, column.name) for column in entry_approval.c}
        self._db.execute(insert(entry_approval).values(**values))

    def approvals_of(self, organisation_ids: Collection[UUID]) -> Sequence[EntryApproval]:
        """Those of these organisations, the first first."""
        query = select(entry_approval).where(entry_approval.c.organisation_id.in_(list(organisation_ids)))
        rows = self._db.execute(query.order_by(entry_approval.c.at, entry_approval.c.id)).mappings()
        return tuple(EntryApproval(**row) for row in rows)

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
