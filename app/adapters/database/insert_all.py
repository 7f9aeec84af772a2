"""Many rows in one statement: the columns travel as arrays, so that it reads the same however many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Insert, Table, bindparam, column, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Store rows, which all have the same columns; none of them is an array."""
    if rows:
        names = tuple(rows[0])
        connection.execute(_statement(table, names), {name: [row[name] for row in rows] for name in names})


def columns_of(row: DataclassInstance) -> dict[str, Any]:
    """A dataclass as a row, its values as they are: `asdict` would copy each of them."""
    return {one.name: getattr(row, one.name) for one in fields(row)}


@cache
def _statement(table: Table, names: tuple[str, ...]) -> Insert:
    types = {name: table.c[name].type for name in names}
    arrays = [bindparam(name, type_=ARRAY(type_)) for name, type_ in types.items()]
    given = func.unnest(*arrays).table_valued(*(column(name, type_) for name, type_ in types.items()), name="given")
    given = given.render_derived()
    return insert(table).from_select(names, select(*(given.c[name] for name in names)))
