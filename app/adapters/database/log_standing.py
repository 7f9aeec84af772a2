"""How the logs stand: sizes, frontiers and hashes of stored trees, each from one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, text

from app.domain.log_entry import Log, Standing, StoredLeaf, Whose

TAILS = text("""
    SELECT log.id, log.label, log.hub_id, log.other_id, tail.size, node.hash
    FROM log
    CROSS JOIN LATERAL (
        SELECT coalesce((
            SELECT least(idx, 9223372036854775806) + 1 FROM log_leaf  -- whatever somebody wrote in, all logs are read
            WHERE log_leaf.log = log.id ORDER BY idx DESC LIMIT 1
        ), 0) AS size OFFSET 0  -- looked for once, and not again for each level
    ) AS tail
    LEFT JOIN LATERAL generate_series(0, 62) AS level ON (tail.size >> level) & 1 = 1
    LEFT JOIN LATERAL (
        SELECT hash FROM log_node
        WHERE log_node.log = log.id AND log_node.level = level.level AND idx = (tail.size >> level.level) - 1
        LIMIT 1  -- one by one, by their key: all nodes there are would be joined else
    ) AS node ON true
    WHERE cast(:logs AS integer[]) IS NULL OR log.id = any(:logs)
    ORDER BY log.id, level.level DESC
""")
NODES = text("""
    SELECT node.log, node.level, node.idx, node.hash
    FROM unnest(cast(:logs AS integer[]), cast(:levels AS smallint[]), cast(:indexes AS bigint[]))
        AS wanted (log, level, idx)
    JOIN log_node AS node ON node.log = wanted.log AND node.level = wanted.level AND node.idx = wanted.idx
""")


def read_standing(connection: Connection, logs: Sequence[int] | None) -> tuple[Standing, ...]:
    """How some logs stand, or (None) every one in order of its number; from one moment."""
    rows = connection.execute(TAILS, {"logs": None if logs is None else list(logs)}).all()
    found = []
    for _, group in groupby(rows, lambda row: row.id):
        nodes = list(group)
        frontier = tuple(bytes(row.hash) for row in nodes if row.hash is not None)
        found.append(Standing(log_of(nodes[0]), nodes[0].size, frontier))
    return tuple(found)


def read_nodes(
    connection: Connection, positions: Sequence[tuple[int, int, int]]
) -> Mapping[tuple[int, int, int], bytes]:
    """The hashes at (log, level, index) positions; a missing one is left out."""
    if not positions:
        return {}
    logs, levels, indexes = (list(column) for column in zip(*positions, strict=True))
    rows = connection.execute(NODES, {"logs": logs, "levels": levels, "indexes": indexes})
    return {(row.log, row.level, row.idx): bytes(row.hash) for row in rows}


def log_of(row: Row[tuple[int, str, object, object]]) -> Log:
    """A log from a row of it."""
    return Log(row.id, row.label, Whose(row.hub_id, row.other_id))


def leaf_of(row: Row[Any]) -> StoredLeaf:
    """A row of leaves as a leaf."""
    return StoredLeaf(row.log, row.idx, row.id, row.kind, row.at, bytes(row.leaf))
