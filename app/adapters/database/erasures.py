"""Rows of erased files, and what was sealed under their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Uuid, bindparam, func, select, text

from app.adapters.database.fixed import fixed
from app.adapters.database.tables import log as t
from app.adapters.database.tables.files import erasure
from app.adapters.database.tables.metadata import Moment
from app.domain.erasures import Erasure, FileKept, SealedRow
from app.domain.errors import WrongState
from app.domain.log_entry import TAKES_AWAY, StoredLeaf

ERASE = text("SELECT tenant_id, erased_at AS at, newly, held FROM erase_file(:file)").columns(at=Moment)
KEPT = text("SELECT * FROM file_kept(:file)").columns(since=Moment, closed_at=Moment, held_at=Moment, erased_at=Moment)
SEALED_UNDER = text("SELECT log, kind, key, digest FROM sealed_under(:file)")
REHEARSED = text("SELECT files_rehearsed FROM files_rehearsed(:hub)").columns(files_rehearsed=Uuid)
ERASED = select(erasure)
OF_FILES = fixed(ERASED.where(erasure.c.file_id == func.any(bindparam("files"))))
LEAVES = (
    select(t.log_leaf.c.log, t.log_leaf.c.idx, t.log_leaf.c.id, t.log_leaf.c.kind, t.log_leaf.c.at)
    .add_columns(t.log_leaf.c.leaf)
    .where(t.log_leaf.c.kind.in_(TAKES_AWAY))
    .order_by(t.log_leaf.c.log, t.log_leaf.c.idx)
)


def erased_where(condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    """A column of what is read anyway: the files that are erased, for `erased_of`; null where none is."""
    return select(func.jsonb_object_agg(erasure.c.file_id, erasure.c.at)).where(condition).scalar_subquery()


def erased_of(value: Mapping[str, str] | None) -> Mapping[UUID, datetime]:
    """Which files are erased, and since when."""
    return {UUID(file): datetime.fromisoformat(at).astimezone(UTC) for file, at in (value or {}).items()}


class SqlErasureRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def begin(self, file_id: UUID) -> Erasure | None:
        """Count a file as erased, once nobody has it in hand; None when there is no such file.

        Raises WrongState while its case is held.
        """
        row = self._db.execute(ERASE, {"file": file_id}).one_or_none()
        if row and row.held:
            kept = self.kept(file_id)
            raise WrongState(kept.why_held if kept else "This file’s case is held.")
        return Erasure(row.tenant_id, row.at, row.newly) if row else None

    def rehearsed(self, hub_id: UUID) -> tuple[UUID, ...]:
        """The files of a hub's ended rehearsals that are not erased yet."""
        return tuple(self._db.execute(REHEARSED, {"hub": hub_id}).scalars())

    def kept(self, file_id: UUID) -> FileKept | None:
        """What is said of a file before it goes; None when there is no such file."""
        row = self._db.execute(KEPT, {"file": file_id}).one_or_none()
        return FileKept(**row._mapping) if row else None

    def of(self, file_ids: Sequence[UUID] | None) -> Mapping[UUID, datetime]:
        """Which of these files (None: of all) are erased, and since when."""
        rows = self._db.execute(ERASED) if file_ids is None else self._db.execute(OF_FILES, {"files": list(file_ids)})
        return {row.file_id: row.at for row in rows}

    def sealed_under(self, file_id: UUID) -> tuple[SealedRow, ...]:
        """What is stored that is sealed under a file's key, with digests."""
        return tuple(SealedRow(**row._mapping) for row in self._db.execute(SEALED_UNDER, {"file": file_id}))

    def leaves(self) -> tuple[StoredLeaf, ...]:
        """Every leaf that names what is no longer there, in the order of their logs."""
        return tuple(
            StoredLeaf(row.log, row.idx, row.id, row.kind, row.at, bytes(row.leaf)) for row in self._db.execute(LEAVES)
        )
