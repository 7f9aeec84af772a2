"""Appending to the log in one statement: leaves, the nodes they complete, and their details.

The log's lock is held meanwhile, so every round trip saved here is one that all other writers do not wait for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import text

from app.domain.log_entry import Detail, StoredLeaf

# One parameter, and columns by their names: a dozen arrays would cost more to send than to insert.
APPEND = text("""
    WITH given AS MATERIALIZED (
        SELECT cast(:rows AS jsonb) AS rows
    ), leaf AS (
        INSERT INTO log_leaf
        SELECT leaf.* FROM given, jsonb_populate_recordset(cast(NULL AS log_leaf), given.rows -> 'leaf') AS leaf
    ), node AS (
        INSERT INTO log_node
        SELECT node.* FROM given, jsonb_populate_recordset(cast(NULL AS log_node), given.rows -> 'node') AS node
    )
    INSERT INTO log_detail
    SELECT detail.* FROM given, jsonb_populate_recordset(cast(NULL AS log_detail), given.rows -> 'detail') AS detail
""")
_DETAIL = tuple(field.name for field in fields(Detail))


def appended(
    leaves: Sequence[StoredLeaf], nodes: Sequence[tuple[int, int, bytes]], details: Sequence[Detail]
) -> dict[str, str]:
    """The parameter of `APPEND`: rows as JSON, ids and times as text, bytes in PostgreSQL's hexadecimal."""
    rows = {
        "leaf": [
            {"idx": one.index, "id": one.id, "kind": one.kind, "at": one.at, "leaf": _bytes(one.leaf)} for one in leaves
        ],
        "node": [{"level": level, "idx": index, "hash": _bytes(node)} for level, index, node in nodes],
        "detail": [_detail(one) for one in details],
    }
    return {"rows": json.dumps(rows, default=str)}


def _detail(detail: Detail) -> dict[str, Any]:
    row = {name: getattr(detail, name) for name in _DETAIL}
    row["idx"] = row.pop("index")
    row["facts"] = dict(detail.facts)
    row["sealed"] = None if detail.sealed is None else _bytes(detail.sealed)
    return row


def _bytes(data: bytes) -> str:
    return f"\\x{data.hex()}"
