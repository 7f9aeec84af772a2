"""Rows that administrators' commands write, read as the log names them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, Text, cast, func, select

from app.adapters.database.tables.changes import passkey
from app.adapters.database.tables.clocks import clock_setting
from app.adapters.database.tables.identity import (
    identity,
    identity_provider,
    identity_provider_domain,
    membership,
    organisation,
)
from app.adapters.database.tables.keys import organisation_key, tenant_key
from app.adapters.database.tables.log import partnership
from app.adapters.database.tables.work import policy_release, proposed_release
from app.domain.administered import AdministeredRow, RowName

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        organisation,
        membership,
        identity_provider,
        identity_provider_domain,
        identity,
        tenant_key,
        organisation_key,
        partnership,
        policy_release,
        proposed_release,
        clock_setting,
        passkey,
    )
}
ENDS = ("retired_at", "ended_at", "revoked_at")
"""Columns that put a row out of use: beside them only what an organisation is in law changes, and is named anew."""
PASSING = ("suspended_at", "suspended_by")
"""Columns that come and go while a row stands: anybody who administers may suspend, at once."""


class AdministeredRows:
    """Reads through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def administered(self) -> Iterator[AdministeredRow]:
        """Every row of every such table, one at a time."""
        for table in TABLES.values():
            for row in self._db.execute(select(table)).mappings():
                yield _read(table, dict(row))

    def administered_row(self, name: RowName) -> AdministeredRow | None:
        """One of them, or None."""
        table = TABLES[name[0]]
        row = self._db.execute(select(table).where(_key(table) == name[1])).mappings().one_or_none()
        return None if row is None else _read(table, dict(row))


def _key(table: Table) -> ColumnElement[str]:
    return func.concat_ws("/", *(cast(column, Text) for column in table.primary_key))


def _read(table: Table, row: dict[str, Any]) -> AdministeredRow:
    key = "/".join(str(row[column.name]) for column in table.primary_key)
    ended = any(row.get(column) is not None for column in ENDS)
    columns = {str(name): _json(value) for name, value in row.items() if name not in (*ENDS, *PASSING)}
    return AdministeredRow((table.name, key), columns, ended)


def _json(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value
