"""Rows of what organisations' owners have said of entries of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, insert, select

from app.adapters.database.tables.changes import entry_approval
from app.domain.entry_approvals import EntryApproval


class SqlApprovalRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, approval: EntryApproval) -> None:
        """Store one."""
        values = {column.name: getattr(approval, column.name) for column in entry_approval.c}
        self._db.execute(insert(entry_approval).values(**values))

    def approvals_of(self, organisation_id: UUID) -> Sequence[EntryApproval]:
        """Those of an organisation, the first first."""
        return self._read(select(entry_approval).where(entry_approval.c.organisation_id == organisation_id))

    def approvals(self) -> Sequence[EntryApproval]:
        """Every one, for verifying."""
        return self._read(select(entry_approval))

    def _read(self, query: Select[Any]) -> tuple[EntryApproval, ...]:
        rows = self._db.execute(query.order_by(entry_approval.c.at, entry_approval.c.id)).mappings()
        return tuple(EntryApproval(**row) for row in rows)
