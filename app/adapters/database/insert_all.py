"""Many rows in one statement: they travel as JSON, so that it reads the same however many rows there are.

One value is written and read faster than an array for each column, by the driver and by the server.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    String,
    Table,
    TableValuedAlias,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert

from app.adapters.database.fixed import fixed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Store rows, which all have the same columns."""
    if rows:
        connection.execute(_statement(table, tuple(rows[0])), given(rows))


def inserting(table: Table, names: Sequence[str], called: str = "given") -> Insert:
    """A statement that stores rows with these columns, given with it under a name."""
    rows = rows_given(table, names, called)
    return insert(table).from_select(names, select(*(rows.c[name] for name in names)))


def rows_given(table: Table, names: Sequence[str], called: str = "given") -> TableValuedAlias:
    """These columns of a table as rows that are given with the statement under a name."""
    columns = [column(name, table.c[name].type) for name in names]
    rows = func.jsonb_to_recordset(cast(bindparam(called, type_=String), JSONB))
    return rows.table_valued(*columns, name=called).render_derived(with_types=True)


def given(rows: Any, called: str = "given") -> dict[str, str]:
    """Rows, or one, as `rows_given` and the database's own functions take them."""
    return {called: json.dumps(rows, default=_text)}


def columns_of(row: DataclassInstance) -> dict[str, Any]:
    """A dataclass as a row, its values as they are: `asdict` would copy each of them."""
    return {one.name: getattr(row, one.name) for one in fields(row)}


def _text(value: object) -> str:
    """A value as PostgreSQL reads it: bytes in its hexadecimal, ids and times as they are written."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


@cache
def _statement(table: Table, names: tuple[str, ...]) -> Insert:
    return fixed(inserting(table, names))
