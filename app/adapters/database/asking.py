"""Rows of drafts of asking: ciphertext in, ciphertext out."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.adapters.database.fixed import fixed
from app.adapters.database.tables.asking import asking_draft
from app.domain.asking import SealedAsking
from app.domain.errors import Stale

column = asking_draft.c
OF = fixed(select(asking_draft).where(column.file_id == bindparam("file")))
TAKE = fixed(
    delete(asking_draft)
    .where(column.file_id == bindparam("file"), column.mark == bindparam("seen"))
    .returning(asking_draft)
)


class SqlAskingRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def of(self, file_id: UUID) -> SealedAsking | None:
        """The draft of a case, or None while nothing is being asked."""
        row = self._db.execute(OF, {"file": file_id}).one_or_none()
        return SealedAsking(**row._mapping) if row else None

    def save(self, draft: SealedAsking, seen: UUID | None) -> None:
        """Store it in place of the one that had the mark `seen` (None: there was none). Raises Stale."""
        if seen is None:
            self._db.execute(insert(asking_draft).values(asdict(draft)))  # two at once: the later is told it is stale
            return
        kept = update(asking_draft).where(column.file_id == draft.file_id, column.mark == seen).values(asdict(draft))
        if self._db.execute(kept).rowcount != 1:
            raise Stale("This asking was saved meanwhile.")

    def take(self, file_id: UUID, seen: UUID) -> SealedAsking | None:
        """The draft of a case that has this mark, erased; None where there is none. One statement."""
        row = self._db.execute(TAKE, {"file": file_id, "seen": seen}).one_or_none()
        return SealedAsking(**row._mapping) if row else None
