"""The disclosure logs' rows. The app role reads them, and appends by a function of the database alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, or_, select, text, true
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from app.adapters.database.log_append import APPEND, CHANGE_KEY, CHANGE_POLICY, KEEP_KEY, TURN, given, refusal
from app.adapters.database.log_lines import read_actors, read_lines
from app.adapters.database.log_names import Signed, read_last_signed, read_names, read_origins
from app.adapters.database.log_standing import leaf_of, log_of, read_nodes, read_standing
from app.adapters.database.tables import log as t
from app.domain.lists import LogFilter, LogLine, Page
from app.domain.log_entry import Detail, Log, Placed, Standing, StoredLeaf, UnplacedLeaf, Whose

WRITABLE = text("""
    SELECT current_setting('transaction_read_only') = 'off'
        AND has_function_privilege('log_append(jsonb, timestamptz, integer)', 'EXECUTE')
""")
SHOWN = text("SELECT prx_now()")


class SqlLogRows:
    """Reads and writes through one connection. `has_the_turn` says whether the log's lock is held."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self.has_the_turn = False

    def add_log(self, label: str, whose: Whose, at: datetime) -> Log:
        """Begin a log. Raises Stale, by the database's own constraint, when there is one of theirs already."""
        values = {"label": label, "hub_id": whose.hub_id, "other_id": whose.other_id, "started_at": at}
        return log_of(self._db.execute(insert(t.log).values(values).returning(t.log)).one())

    def log(self, whose: Whose) -> Log | None:
        """Somebody's log, or None."""
        hub, other = t.log.c.hub_id, t.log.c.other_id
        query = select(t.log).where(hub.is_not_distinct_from(whose.hub_id), other.is_not_distinct_from(whose.other_id))
        row = self._db.execute(query).one_or_none()
        return log_of(row) if row else None

    def logs(self) -> tuple[Log, ...]:
        """Every log, the oldest first."""
        return tuple(log_of(row) for row in self._db.execute(select(t.log).order_by(t.log.c.id)))

    def logs_of(self, organisation: UUID) -> tuple[Log, ...]:
        """Every log an organisation is a party to, the oldest first."""
        theirs = or_(t.log.c.hub_id == organisation, t.log.c.other_id == organisation)
        return tuple(log_of(row) for row in self._db.execute(select(t.log).where(theirs).order_by(t.log.c.id)))

    def labelled(self, label: str) -> Log | None:
        """The log with a label, or None."""
        row = self._db.execute(select(t.log).where(t.log.c.label == label)).one_or_none()
        return log_of(row) if row else None

    def log_numbered(self, log: int) -> Log:
        """The log with a number."""
        return log_of(self._db.execute(select(t.log).where(t.log.c.id == log)).one())

    def lock(self, log: Log | None) -> None:
        """Wait for a log's turn, or (None) for that of all; held until the commit, which will not wait for the disk."""
        self._db.execute(TURN, {"log": log.id if log else None})
        self.has_the_turn = True

    def keep_key(self) -> None:
        """Have whoever exchanges the key that signs in leaves wait until the transaction ends, or wait for them."""
        self._db.execute(KEEP_KEY)

    def change_key(self) -> None:
        """Have everybody else wait who signs in leaves, until the transaction ends."""
        self._db.execute(CHANGE_KEY)

    def change_policy(self) -> None:
        """Have everybody else wait who appends, until the transaction ends; whoever has appended is waited for."""
        self._db.execute(CHANGE_POLICY)

    def standing(self, log: Log | None) -> tuple[Standing, ...]:
        """How one log stands, or (None) every one in order of its number; from one moment."""
        return read_standing(self._db, [log.id] if log else None)

    def standings(self, logs: Sequence[Log]) -> tuple[Standing, ...]:
        """How some logs stand, in order of their numbers; from one moment."""
        return read_standing(self._db, [one.id for one in logs])

    def append(
        self, leaves: Sequence[UnplacedLeaf], now: datetime, newest_release: int | None = None
    ) -> tuple[Placed, ...]:
        """Wait for the turn of each log concerned; store the leaves, the nodes they complete and their details.

        Says each one's place and time: the database's, or that of the leaf before it if it is later. Raises, writing
        nothing, ClocksApart when `now` and the database's clock are more than five seconds apart, with no leaves too;
        LogUnavailable when there is no such log, or the stored tree lacks a hash that the leaves need; PolicyChanged
        when `newest_release` is given and is not the newest policy release any more.
        """
        self.has_the_turn = True
        said = {"given": given(leaves), "now": now, "newest": newest_release}
        try:
            rows = self._db.execute(APPEND, said).all()
        except DBAPIError as failure:
            if (why := refusal(failure)) is not None:
                raise why from failure
            raise
        return tuple(Placed(row.log, row.idx, row.placed_at.astimezone(UTC)) for row in rows)

    def nodes(self, positions: Sequence[tuple[int, int, int]]) -> Mapping[tuple[int, int, int], bytes]:
        """The hashes at (log, level, index) positions; a missing one is left out."""
        return read_nodes(self._db, positions)

    def leaf_by_id(self, entry_id: UUID) -> StoredLeaf | None:
        """The leaf with an id, or None."""
        return self.leaves_by_id([entry_id]).get(entry_id)

    def leaves_by_id(self, entry_ids: Collection[UUID]) -> Mapping[UUID, StoredLeaf]:
        """Those of these leaves that there are: one statement, however many."""
        query = select(t.log_leaf).where(t.log_leaf.c.id.in_(list(entry_ids)))
        return {row.id: leaf_of(row) for row in self._db.execute(query)}

    def leaves(self, log: int, start: int, count: int) -> tuple[StoredLeaf, ...]:
        """Up to `count` leaves of a log from index `start`, in order."""
        index = t.log_leaf.c.idx
        query = select(t.log_leaf).where(t.log_leaf.c.log == log, index >= start).order_by(index).limit(count)
        return tuple(leaf_of(row) for row in self._db.execute(query))

    def detail(self, entry_id: UUID) -> Detail | None:
        """The detail of an entry, or None (erased, or never was)."""
        row = self._db.execute(select(t.log_detail).where(t.log_detail.c.id == entry_id)).one_or_none()
        return None if row is None else _detail(row)

    def returned_by(self, file_id: UUID, organisation: UUID) -> tuple[Detail, ...]:
        """Every release of a return in a file by its author's organisation, the latest first."""
        query = select(t.log_detail).where(
            t.log_detail.c.file_id == file_id,
            t.log_detail.c.kind == "return_released",
            t.log_detail.c.from_id == organisation,
        )
        return tuple(
            _detail(row)
            for row in self._db.execute(query.order_by(t.log_detail.c.log.desc(), t.log_detail.c.idx.desc()))
        )

    def closings(self, about: Sequence[UUID]) -> tuple[StoredLeaf, ...]:
        """The leaves that close or lift any of these, in the order they were written in each log.

        Found by what the leaves themselves say, which nobody can change unseen.
        """
        query = select(t.log_leaf).where(text(t.CLOSES), text(f"{t.ABOUT} = ANY(:about)"))
        rows = self._db.execute(
            query.order_by(t.log_leaf.c.log, t.log_leaf.c.idx), {"about": [str(one) for one in about]}
        )
        return tuple(leaf_of(row) for row in rows)

    def origin_leaves(self, logs: Sequence[int]) -> Mapping[int, StoredLeaf]:
        """The newest `origin_started` leaf of each log that is not on its first origin."""
        return read_origins(self._db, logs)

    def handovers(self, logs: Sequence[int] | None) -> tuple[StoredLeaf, ...]:
        """The `log_key_replaced` leaves of the installation's log and some others, or (None) of all, in their order."""
        leaf, own = t.log_leaf.c, select(t.log.c.id).where(t.log.c.hub_id.is_(None)).scalar_subquery()
        of = true() if logs is None else or_(leaf.log.in_(logs), leaf.log == own)
        query = select(t.log_leaf).where(leaf.kind == "log_key_replaced", of).order_by(leaf.log, leaf.idx)
        return tuple(leaf_of(row) for row in self._db.execute(query))

    def administered(self) -> Iterator[StoredLeaf]:
        """Leaves of acts of administration, the newest first."""
        leaf = t.log_leaf.c
        query = select(t.log_leaf).where(leaf.kind == "administered").order_by(leaf.log, leaf.idx.desc())
        return (leaf_of(row) for row in self._db.execute(query))

    def add_checkpoint(self, log: int, origin: str, size: int, text: str, at: datetime) -> None:
        """Store a log's signed checkpoint; one of that origin and size already there stays."""
        values = {"log": log, "origin": origin, "size": size, "text": text, "signed_at": at}
        self._db.execute(upsert(t.log_checkpoint).values(values).on_conflict_do_nothing())

    def last_checkpoint(self, log: int, now: datetime) -> Signed | None:
        """A log's newest checkpoint that is not of a time to come: origin, size, text, when. None has been believed."""
        return self.last_checkpoints([log], now).get(log)

    def last_checkpoints(self, logs: Sequence[int], now: datetime) -> Mapping[int, Signed]:
        """The same of each of some logs that has any."""
        return read_last_signed(self._db, logs, now)

    def origins(self, logs: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """Every name each of some logs has published a checkpoint under, the oldest first."""
        return read_names(self._db, logs)

    def add_summary(self, origin: str, size: int, text: str, lines: Sequence[str]) -> None:
        """Store a signed summary with its lines; one of that origin and size already there stays."""
        values = {"origin": origin, "size": size, "text": text, "lines": list(lines)}
        self._db.execute(upsert(t.log_summary).values(values).on_conflict_do_nothing())

    def summary(self, origin: str, size: int) -> tuple[str, ...] | None:
        """The lines of the summary of this origin and size, or None. None of them has been believed."""
        query = select(t.log_summary.c.lines).where(t.log_summary.c.origin == origin, t.log_summary.c.size == size)
        found = self._db.execute(query).scalar_one_or_none()
        return None if found is None else _texts(found)

    def summaries(self, origin: str | None, most: int) -> tuple[tuple[str, int, str, tuple[str, ...]], ...]:
        """The summaries, of one name or of all, filed as the largest: origin, size, text, lines. None was believed."""
        query = select(t.log_summary).where(true() if origin is None else t.log_summary.c.origin == origin)
        rows = self._db.execute(query.order_by(t.log_summary.c.size.desc()).limit(most)).all()
        return tuple((row.origin, row.size, row.text, _texts(row.lines)) for row in rows)

    def lines(self, chosen: LogFilter, page: Page, reader: UUID) -> tuple[LogLine, ...]:
        """One page of a hub's log, the newest first, without files its reader has a hand in."""
        return read_lines(self._db, chosen, page, reader)

    def actors(self, tenant: UUID) -> tuple[tuple[UUID, str], ...]:
        """Everybody whose acts are in a hub's log: id and name, by name."""
        return read_actors(self._db, tenant)

    def writable(self) -> bool:
        """Whether this connection could append, without doing it."""
        return bool(self._db.execute(WRITABLE).scalar_one())

    def time(self) -> datetime:
        """What the database's clock shows, by which the logs are dated."""
        shown: datetime = self._db.execute(SHOWN).scalar_one()
        return shown


def _texts(lines: object) -> tuple[str, ...]:
    return tuple(map(str, lines)) if isinstance(lines, list) else ()


def _detail(row: Row[Any]) -> Detail:
    fields = dict(row._mapping) | {"index": row.idx, "rules": tuple(row.rules)}
    del fields["idx"]
    return Detail(**fields)
