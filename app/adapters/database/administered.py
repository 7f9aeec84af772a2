"""Rows that administrators' commands write, read as the log names them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select, tuple_, update

from app.adapters.database.tables.agreements import agreement, agreement_side, evidence
from app.adapters.database.tables.changes import entry_approval, passkey
from app.adapters.database.tables.clocks import clock_setting
from app.adapters.database.tables.groups import group_mapping
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
        entry_approval,
        agreement,
        agreement_side,
        evidence,
        group_mapping,
    )
}
ENDS = ("retired_at", "ended_at", "revoked_at")
"""Columns that put a row out of use: beside them only what an organisation is in law changes, and is named anew."""
PASSING = ("suspended_at", "suspended_by", "said_at", "left_group")
"""Columns that come and go while a row stands: whoever administers suspends, and sign-ins say who is in a group."""
APART = frozenset((*ENDS, *PASSING, "named"))
"""Columns that no digest covers: `named` is what was signed of it."""


class AdministeredRows:
    """Reads through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def administered(self) -> Iterator[AdministeredRow]:
        """Every row of every such table, one at a time."""
        for table in TABLES.values():
            for row in self._db.execute(select(table)).mappings():
                yield read_administered(table, dict(row))

    def administered_rows(self, names: Collection[RowName]) -> Mapping[RowName, AdministeredRow]:
        """Those of these that there are: one statement for each of their tables."""
        found: dict[RowName, AdministeredRow] = {}
        for table in (TABLES[name] for name in sorted({name for name, _ in names})):
            keys = [_parts(table, key) for name, key in names if name == table.name]
            query = select(table).where(tuple_(*table.primary_key).in_(keys))
            read = (read_administered(table, dict(row)) for row in self._db.execute(query).mappings())
            found |= {one.name: one for one in read}
        return found

    def keep_named(self, names: Collection[RowName], note: str) -> None:
        """Keep with each of these rows what was signed of it, where such a row is believed by it."""
        for table in (TABLES[name] for name in sorted({name for name, _ in names})):
            if "named" in table.c:
                keys = [_parts(table, key) for name, key in names if name == table.name]
                these = update(table).where(tuple_(*table.primary_key).in_(keys))
                self._db.execute(these.values(named=note))


def _parts(table: Table, key: str) -> tuple[Any, ...]:
    """A key as it is named, as the values of its columns: their index finds them."""
    return tuple(column.type.python_type(part) for column, part in zip(table.primary_key, key.split("/"), strict=True))


def read_administered(table: Table, row: Mapping[str, Any]) -> AdministeredRow:
    """A row as the log names it: all columns but those that put it out of use, or say how it is named."""
    key = "/".join(str(row[column.name]) for column in table.primary_key)
    ended = any(row.get(column) is not None for column in ENDS)
    columns = {str(name): _json(value) for name, value in row.items() if name not in APART}
    note = (row["named"] or "") if "named" in row else None
    return AdministeredRow((table.name, key), columns, ended, note)


def _json(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value
