"""Rows of log verifications, what they read many of at a time, and reviews that are due."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from app.adapters.database.administered import AdministeredRows
from app.adapters.database.tables.files import file
from app.adapters.database.tables.governance import log_check, review_due
from app.adapters.database.tables.log import log_detail
from app.adapters.database.waiting import of_log
from app.adapters.database.waiting_lines import groups_of
from app.domain.governance import LogCheckRun, ReviewDue
from app.domain.log_entry import Detail
from app.domain.ports_lists import Lines

DETAILS = select(*(one.label("index") if one.name == "idx" else one for one in log_detail.c))


class SqlGovernanceRows(AdministeredRows):
    """Reads and writes through one connection."""

    def add_check(self, run: LogCheckRun) -> None:
        """Store a verification that is asked for."""
        self._db.execute(insert(log_check).values(**asdict(run)))

    def check(self, run_id: UUID) -> LogCheckRun | None:
        """One verification, or None."""
        row = self._db.execute(select(log_check).where(log_check.c.id == run_id)).one_or_none()
        return LogCheckRun(**row._mapping) if row else None

    def checks(self, organisation: UUID, most: int) -> tuple[LogCheckRun, ...]:
        """Those an organisation asked for, the newest first."""
        query = select(log_check).where(log_check.c.organisation_id == organisation)
        rows = self._db.execute(query.order_by(log_check.c.asked_at.desc()).limit(most))
        return tuple(LogCheckRun(**row._mapping) for row in rows)

    def note_progress(self, run_id: UUID, started_at: datetime, at: datetime, done: int, of: int) -> None:
        """How far it is now."""
        changed = {"started_at": started_at, "noted_at": at, "done": done, "of": of}
        self._db.execute(update(log_check).where(log_check.c.id == run_id).values(changed))

    def finish_check(self, run_id: UUID, at: datetime, result: Mapping[str, Any]) -> None:
        """It is done, and what it found."""
        self._db.execute(update(log_check).where(log_check.c.id == run_id).values(finished_at=at, result=dict(result)))

    def details(self, entry_ids: Sequence[UUID]) -> Mapping[UUID, Detail]:
        """The details of some entries by id; those that are gone are left out."""
        rows = self._db.execute(DETAILS.where(log_detail.c.id.in_(entry_ids)))
        return {row.id: Detail(**{**row._mapping, "rules": tuple(row.rules)}) for row in rows}

    def files_after(self, file_id: UUID | None, most: int) -> Mapping[UUID, datetime]:
        """Files in the order of their ids, after one, and when each was made."""
        query = select(file.c.id, file.c.created_at).order_by(file.c.id).limit(most)
        rows = self._db.execute(query if file_id is None else query.where(file.c.id > file_id))
        return {row.id: row.created_at for row in rows}

    def newest_files(self, most: int) -> tuple[UUID, ...]:
        """The files that were made last, erased or not."""
        return tuple(self._db.execute(select(file.c.id).order_by(file.c.created_at.desc()).limit(most)).scalars())

    def times(self, kind: str, person_id: UUID, file_id: UUID) -> int:
        """How many entries of a kind there are of one person's acts in one file."""
        detail = log_detail.c
        of = (detail.file_id == file_id, detail.kind == kind, detail.actor_id == person_id)
        return self._db.execute(select(func.count()).select_from(log_detail).where(*of)).scalar_one()

    def last_opened(self, file_ids: Collection[UUID], author: UUID, roles: Collection[str]) -> datetime | None:
        """When anybody in one of these roles last opened a record of this author in these files; None: never."""
        detail = log_detail.c
        of = (detail.file_id.in_(file_ids), detail.kind == "opened", detail.from_id == author, detail.role.in_(roles))
        found: datetime | None = self._db.execute(select(func.max(detail.at)).where(*of)).scalar_one()
        return found

    def add_review(self, review: ReviewDue) -> None:
        """Store that an act is to be reviewed."""
        self._db.execute(insert(review_due).values(**asdict(review)))

    def review_of(self, entry_id: UUID) -> ReviewDue | None:
        """The review an act is to have, or None."""
        row = self._db.execute(select(review_due).where(review_due.c.entry_id == entry_id)).one_or_none()
        return ReviewDue(**row._mapping) if row else None

    def note_look(self, entry_id: UUID, at: datetime) -> None:
        """Somebody other than who acted has opened the entry; the first time stays."""
        of = (review_due.c.entry_id == entry_id, review_due.c.looked_at.is_(None))
        self._db.execute(update(review_due).where(*of).values(looked_at=at))

    def waiting(self, hub: UUID, reader: UUID) -> Lines:
        """What waits for somebody who governs a hub's log. One statement."""
        return groups_of(self._db.execute(of_log(hub, reader)))
