"""Whether rows that administrators write say what their entries signed, asked in the statement that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table

from app.adapters.database.administered import read_administered
from app.domain.administered import Belief, nothing_believed

OPTION = "prx_believes"


def believing(engine: Engine, belief: Belief) -> Engine:
    """The engine, whose connections ask `belief` of each such row that they read."""
    return engine.execution_options(**{OPTION: belief})


def is_believed(connection: Connection, table: Table, row: Mapping[Any, Any], prefix: str = "") -> bool:
    """Whether a row is; it holds all columns of the table, `prefix` as `labelled` gave it. Raises KeysUnavailable."""
    belief = cast("Belief", connection.get_execution_options().get(OPTION, nothing_believed))
    return belief(read_administered(table, {column.name: row[f"{prefix}{column.name}"] for column in table.c}))
