"""The disclosure log's rows. The app role may INSERT and SELECT leaves and nodes, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg.errors import NoDataFound
from sqlalchemy import ColumnElement, Connection, Row, func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from app.adapters.database.log_append import APPEND, TURN, given
from app.adapters.database.log_lines import read_actors, read_lines
from app.adapters.database.tables import log as t
from app.domain.errors import LogUnavailable
from app.domain.lists import LogFilter, LogLine, Page
from app.domain.log_entry import Detail, StoredLeaf, UnplacedLeaf

TAIL = text("""
    WITH tail AS (
        SELECT coalesce(max(idx) + 1, 0) AS size FROM log_leaf
    )
    SELECT tail.size, node.hash
    FROM tail
    LEFT JOIN LATERAL generate_series(0, 62) AS level ON (tail.size >> level) & 1 = 1
    LEFT JOIN log_node AS node ON node.level = level.level AND node.idx = (tail.size >> level.level) - 1
    ORDER BY level.level DESC
""")
NODES = text("""
    SELECT node.hash
    FROM unnest(cast(:levels AS smallint[]), cast(:indexes AS bigint[])) WITH ORDINALITY AS wanted (level, idx, place)
    JOIN log_node AS node ON node.level = wanted.level AND node.idx = wanted.idx
    ORDER BY wanted.place
""")
WRITABLE = text("""
    SELECT current_setting('transaction_read_only') = 'off'
        AND has_table_privilege('log_leaf', 'INSERT') AND has_table_privilege('log_node', 'INSERT')
        AND has_table_privilege('log_detail', 'INSERT')
""")


class SqlLogRows:
    """Reads and writes through one connection. `has_the_turn` says whether the log's lock is held."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self.has_the_turn = False

    def lock(self) -> None:
        """Wait for the log's turn; held until the commit, which will not wait for the disk."""
        self._db.execute(TURN)
        self.has_the_turn = True

    def tail(self) -> tuple[int, tuple[bytes, ...]]:
        """Size and frontier (largest subtree first), from one moment."""
        rows = self._db.execute(TAIL).all()
        return rows[0].size, tuple(bytes(row.hash) for row in rows if row.hash is not None)

    def append(self, leaves: Sequence[UnplacedLeaf], now: datetime) -> tuple[int, datetime]:
        """Wait for the log's turn and store the leaves, the nodes they complete and their details.

        Says the number of the first and the time of all: `now`, or that of the last leaf if it is later. Raises
        LogUnavailable when the stored tree lacks a hash that the leaves need.
        """
        self.has_the_turn = True
        try:
            placed = self._db.execute(APPEND, {"given": given(leaves), "now": now}).one()
        except DBAPIError as failure:
            if isinstance(failure.orig, NoDataFound):
                raise LogUnavailable(
                    "The log lacks a hash that it needs, so nothing was shown or sent. Tell your security lead."
                ) from failure
            raise
        return placed.first_idx, placed.placed_at.astimezone(UTC)

    def nodes(self, positions: Sequence[tuple[int, int]]) -> list[bytes]:
        """The hashes at (level, index) positions, in that order; a missing one is left out."""
        rows = self._db.execute(
            NODES, {"levels": [level for level, _ in positions], "indexes": [index for _, index in positions]}
        )
        return [bytes(row.hash) for row in rows]

    def leaf(self, index: int) -> StoredLeaf | None:
        """The leaf at an index, or None."""
        return self._leaf(t.log_leaf.c.idx == index)

    def leaf_by_id(self, entry_id: UUID) -> StoredLeaf | None:
        """The leaf with an id, or None."""
        return self._leaf(t.log_leaf.c.id == entry_id)

    def leaves(self, start: int, count: int) -> tuple[StoredLeaf, ...]:
        """Up to `count` leaves from index `start`, in order."""
        query = select(t.log_leaf).where(t.log_leaf.c.idx >= start).order_by(t.log_leaf.c.idx).limit(count)
        return tuple(StoredLeaf(row.idx, row.id, row.kind, row.at, bytes(row.leaf)) for row in self._db.execute(query))

    def detail(self, entry_id: UUID) -> Detail | None:
        """The detail of an entry, or None (erased, or never was)."""
        row = self._db.execute(select(t.log_detail).where(t.log_detail.c.id == entry_id)).one_or_none()
        if row is None:
            return None
        return _detail(row)

    def returned_by(self, file_id: UUID, organisation: UUID) -> tuple[Detail, ...]:
        """Every release of a return in a file by its author's organisation, the latest first."""
        query = select(t.log_detail).where(
            t.log_detail.c.file_id == file_id,
            t.log_detail.c.kind == "return_released",
            t.log_detail.c.from_id == organisation,
        )
        return tuple(_detail(row) for row in self._db.execute(query.order_by(t.log_detail.c.idx.desc())))

    def origin_leaf(self) -> StoredLeaf | None:
        """The last `origin_started` leaf, or None on the first origin."""
        query = select(t.log_leaf).where(t.log_leaf.c.kind == "origin_started").order_by(t.log_leaf.c.idx.desc())
        row = self._db.execute(query.limit(1)).one_or_none()
        return StoredLeaf(row.idx, row.id, row.kind, row.at, bytes(row.leaf)) if row else None

    def policy_leaf(self, number: int) -> StoredLeaf | None:
        """The leaf of a policy release, or None; found by its detail."""
        detail = t.log_detail.c
        found = select(detail.idx).where(
            detail.tenant_id.is_(None), detail.kind == "policy_released", detail.policy_release == number
        )
        return self._leaf(t.log_leaf.c.idx == found.limit(1).scalar_subquery())

    def add_checkpoint(self, origin: str, size: int, text: str, at: datetime) -> None:
        """Store a signed checkpoint; one of that origin and size already there stays."""
        self._db.execute(
            upsert(t.log_checkpoint).values(origin=origin, size=size, text=text, signed_at=at).on_conflict_do_nothing()
        )

    def last_checkpoint(self) -> tuple[str, int, str, datetime] | None:
        """The newest checkpoint: origin, size, text, when."""
        return next(iter(self.checkpoints(1)), None)

    def origins(self) -> tuple[str, ...]:
        """Every name the log has published a checkpoint under, the oldest first."""
        at = func.min(t.log_checkpoint.c.signed_at)
        query = select(t.log_checkpoint.c.origin).group_by(t.log_checkpoint.c.origin).order_by(at)
        return tuple(self._db.execute(query).scalars())

    def checkpoints(self, most: int) -> tuple[tuple[str, int, str, datetime], ...]:
        """The newest checkpoints: origin, size, text, when."""
        query = select(t.log_checkpoint).order_by(t.log_checkpoint.c.signed_at.desc(), t.log_checkpoint.c.size.desc())
        return tuple((row.origin, row.size, row.text, row.signed_at) for row in self._db.execute(query.limit(most)))

    def lines(self, chosen: LogFilter, page: Page) -> tuple[LogLine, ...]:
        """One page of a hub's log, the newest first."""
        return read_lines(self._db, chosen, page)

    def actors(self, tenant: UUID) -> tuple[tuple[UUID, str], ...]:
        """Everybody whose acts are in a hub's log: id and name, by name."""
        return read_actors(self._db, tenant)

    def writable(self) -> bool:
        """Whether this connection could append, without doing it."""
        return bool(self._db.execute(WRITABLE).scalar_one())

    def _leaf(self, condition: ColumnElement[bool]) -> StoredLeaf | None:
        row = self._db.execute(select(t.log_leaf).where(condition)).one_or_none()
        return StoredLeaf(row.idx, row.id, row.kind, row.at, bytes(row.leaf)) if row else None


def _detail(row: Row[Any]) -> Detail:
    fields = dict(row._mapping) | {"index": row.idx, "rules": tuple(row.rules)}
    del fields["idx"]
    return Detail(**fields)
