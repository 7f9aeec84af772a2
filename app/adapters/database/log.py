"""The disclosure log's rows. The app role may INSERT and SELECT leaves and nodes, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from app.adapters.database.tables import files, identity
from app.adapters.database.tables import log as t
from app.domain.lists import LogFilter, LogLine, Page
from app.domain.log_entry import Detail, StoredLeaf

LOCK = text("SELECT pg_advisory_xact_lock(7236832112)")
TAIL = text("""
    WITH tail AS (
        SELECT coalesce(max(idx) + 1, 0) AS size FROM log_leaf
    )
    SELECT tail.size, (SELECT at FROM log_leaf WHERE idx = tail.size - 1) AS at, node.hash
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


class SqlLogRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def lock(self) -> None:
        """Wait for the log's turn; held until the commit."""
        self._db.execute(LOCK)

    def tail(self) -> tuple[int, datetime | None, tuple[bytes, ...]]:
        """Size, the time of the last leaf and the frontier (largest subtree first). Read after `lock`."""
        rows = self._db.execute(TAIL).all()
        at = rows[0].at.astimezone(UTC) if rows[0].at else None
        return rows[0].size, at, tuple(bytes(row.hash) for row in rows if row.hash is not None)

    def insert(
        self, leaves: Sequence[StoredLeaf], nodes: Sequence[tuple[int, int, bytes]], details: Sequence[Detail]
    ) -> None:
        """Store leaves with the nodes they complete, and their details."""
        self._db.execute(
            insert(t.log_leaf),
            [{"idx": x.index, "id": x.id, "kind": x.kind, "at": x.at, "leaf": x.leaf} for x in leaves],
        )
        self._db.execute(insert(t.log_node), [{"level": a, "idx": b, "hash": c} for a, b, c in nodes])
        self._db.execute(insert(t.log_detail), [_detail_row(detail) for detail in details])

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
        fields = dict(row._mapping) | {"index": row.idx, "rules": tuple(row.rules)}
        del fields["idx"]
        return Detail(**fields)

    def origin_leaf(self) -> StoredLeaf | None:
        """The last `origin_started` leaf, or None on the first origin."""
        query = select(t.log_leaf).where(t.log_leaf.c.kind == "origin_started").order_by(t.log_leaf.c.idx.desc())
        row = self._db.execute(query.limit(1)).one_or_none()
        return StoredLeaf(row.idx, row.id, row.kind, row.at, bytes(row.leaf)) if row else None

    def add_checkpoint(self, origin: str, size: int, text: str, at: datetime) -> None:
        """Store a signed checkpoint; one of that origin and size already there stays."""
        self._db.execute(
            upsert(t.log_checkpoint).values(origin=origin, size=size, text=text, signed_at=at).on_conflict_do_nothing()
        )

    def last_checkpoint(self) -> tuple[str, int, str, datetime] | None:
        """The newest checkpoint: origin, size, text, when."""
        query = select(t.log_checkpoint).order_by(t.log_checkpoint.c.signed_at.desc(), t.log_checkpoint.c.size.desc())
        row = self._db.execute(query.limit(1)).one_or_none()
        return (row.origin, row.size, row.text, row.signed_at) if row else None

    def lines(self, chosen: LogFilter, page: Page) -> tuple[LogLine, ...]:
        """One page of a hub's log, the newest first unless paging back."""
        detail = t.log_detail
        query = (
            select(detail, files.case_file.c.reference, identity.person.c.display_name.label("actor_name"))
            .outerjoin(files.file, files.file.c.id == detail.c.file_id)
            .outerjoin(
                files.case_file,
                files.case_file.c.file_id == func.coalesce(files.file.c.case_id, files.file.c.id),
            )
            .outerjoin(identity.person, identity.person.c.id == detail.c.actor_id)
            .where(detail.c.tenant_id == chosen.tenant_id)
        )
        for column in ("kind", "from_id", "to_id", "actor_id", "file_id", "purpose"):
            if (value := getattr(chosen, column)) is not None:
                query = query.where(detail.c[column] == value)
        if chosen.since:
            query = query.where(detail.c.at >= _midnight(chosen.since))
        if chosen.until:
            query = query.where(detail.c.at < _midnight(chosen.until + timedelta(days=1)))
        if page.before is not None:
            query = query.where(detail.c.idx > int(page.before)).order_by(detail.c.idx.asc())
        else:
            if page.after is not None:
                query = query.where(detail.c.idx < int(page.after))
            query = query.order_by(detail.c.idx.desc())
        rows = [_line(row) for row in self._db.execute(query.limit(page.size + 1))]
        return tuple(reversed(rows[: page.size + 1]) if page.before is not None else rows)

    def _leaf(self, condition: ColumnElement[bool]) -> StoredLeaf | None:
        row = self._db.execute(select(t.log_leaf).where(condition)).one_or_none()
        return StoredLeaf(row.idx, row.id, row.kind, row.at, bytes(row.leaf)) if row else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo("Europe/London"))


def _detail_row(detail: Detail) -> dict[str, Any]:
    row = asdict(detail) | {"idx": detail.index, "rules": list(detail.rules), "facts": dict(detail.facts)}
    del row["index"]
    return row


def _line(row: Row[Any]) -> LogLine:
    return LogLine(
        index=row.idx,
        **{name: getattr(row, name) for name in LogLine.__dataclass_fields__ if name != "index"},
    )
