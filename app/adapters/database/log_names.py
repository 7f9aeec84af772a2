"""What some logs have been signed under: the newest checkpoint, the names, and the entry that began the last of them.

Each is one statement for any number of logs, by an index for each log: a log has a checkpoint for every receipt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from app.adapters.database.tables import log as t
from app.domain.log_entry import StoredLeaf

Signed = tuple[str, int, str, datetime]
"""A stored checkpoint: its origin, its size, its text, and when. None has been believed."""

LAST_SIGNED = text("""
    SELECT last.* FROM unnest(cast(:logs AS integer[])) AS wanted (log)
    CROSS JOIN LATERAL (
        SELECT log, origin, size, text, signed_at FROM log_checkpoint AS one
        WHERE one.log = wanted.log AND one.signed_at <= :now ORDER BY one.signed_at DESC, one.size DESC LIMIT 1
    ) AS last
""").columns(*(t.log_checkpoint.c[name] for name in ("log", "origin", "size", "text", "signed_at")))
NAMES = text("""
    SELECT log, origin FROM log_checkpoint WHERE log = any(:logs) GROUP BY log, origin ORDER BY log, min(signed_at)
""")
ORIGINS = text("""
    SELECT last.* FROM unnest(cast(:logs AS integer[])) AS wanted (log)
    CROSS JOIN LATERAL (
        SELECT log, idx, id, kind, at, leaf FROM log_leaf AS one
        WHERE one.log = wanted.log AND one.kind = 'origin_started' ORDER BY one.idx DESC LIMIT 1
    ) AS last
""").columns(*(t.log_leaf.c[name] for name in ("log", "idx", "id", "kind", "at", "leaf")))


def read_last_signed(connection: Connection, logs: Sequence[int], now: datetime) -> Mapping[int, Signed]:
    """The newest checkpoint of each log that is not of a time to come."""
    rows = connection.execute(LAST_SIGNED, {"logs": list(logs), "now": now})
    return {row.log: (row.origin, row.size, row.text, row.signed_at) for row in rows}


def read_names(connection: Connection, logs: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Every name each log has published a checkpoint under, the oldest first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(NAMES, {"logs": list(logs)}):
        found[row.log].append(row.origin)
    return {log: tuple(names) for log, names in found.items()}


def read_origins(connection: Connection, logs: Sequence[int]) -> Mapping[int, StoredLeaf]:
    """The newest `origin_started` leaf of each log that has one."""
    rows = connection.execute(ORIGINS, {"logs": list(logs)})
    return {row.log: StoredLeaf(row.log, row.idx, row.id, row.kind, row.at, bytes(row.leaf)) for row in rows}
