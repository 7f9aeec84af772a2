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

APPEND = text("""
    WITH leaf AS (
        INSERT INTO log_leaf (idx, id, kind, at, leaf)
        SELECT * FROM unnest(cast(:leaf_idx AS bigint[]), cast(:leaf_id AS uuid[]), cast(:leaf_kind AS text[]),
                             cast(:leaf_at AS timestamptz[]), cast(:leaf AS bytea[]))
    ), node AS (
        INSERT INTO log_node (level, idx, hash)
        SELECT * FROM unnest(cast(:node_level AS smallint[]), cast(:node_idx AS bigint[]), cast(:node AS bytea[]))
    )
    INSERT INTO log_detail
    SELECT * FROM jsonb_populate_recordset(cast(NULL AS log_detail), cast(:details AS jsonb))
""")
_DETAIL = tuple(field.name for field in fields(Detail))


def appended(
    leaves: Sequence[StoredLeaf], nodes: Sequence[tuple[int, int, bytes]], details: Sequence[Detail]
) -> dict[str, Any]:
    """The parameters of `APPEND`."""
    return {
        "leaf_idx": [one.index for one in leaves],
        "leaf_id": [one.id for one in leaves],
        "leaf_kind": [one.kind for one in leaves],
        "leaf_at": [one.at for one in leaves],
        "leaf": [one.leaf for one in leaves],
        "node_level": [level for level, _, _ in nodes],
        "node_idx": [index for _, index, _ in nodes],
        "node": [node for _, _, node in nodes],
        "details": json.dumps([_row(one) for one in details], default=str),
    }


def _row(detail: Detail) -> dict[str, Any]:
    """A detail as JSON that PostgreSQL turns into a row by column name; ids and times go as text."""
    row = {name: getattr(detail, name) for name in _DETAIL}
    row["idx"] = row.pop("index")
    row["facts"] = dict(detail.facts)
    row["sealed"] = None if detail.sealed is None else f"\\x{detail.sealed.hex()}"
    return row
