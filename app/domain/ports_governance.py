"""What governance needs to be kept: verifications of the log, and reviews that are due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.domain.administered import AdministeredRow, RowName
from app.domain.governance import LogCheckRun, ReviewDue
from app.domain.log_entry import Detail
from app.domain.ports_lists import Lines


class GovernanceRows(Protocol):
    """Verifications and reviews; one transaction."""

    def add_check(self, run: LogCheckRun) -> None: ...

    def check(self, run_id: UUID) -> LogCheckRun | None: ...

    def checks(self, organisation: UUID, most: int) -> tuple[LogCheckRun, ...]:
        """Those an organisation asked for, the newest first."""
        ...

    def note_progress(self, run_id: UUID, started_at: datetime, at: datetime, done: int, of: int) -> None: ...

    def finish_check(self, run_id: UUID, at: datetime, result: Mapping[str, Any]) -> None: ...

    def details(self, entry_ids: Sequence[UUID]) -> Mapping[UUID, Detail]:
        """The details of some entries by id, those that are gone left out: one statement, however many."""
        ...

    def files_after(self, file_id: UUID | None, most: int) -> Mapping[UUID, datetime]:
        """Files in the order of their ids, after one, and when each was made."""
        ...

    def newest_files(self, most: int) -> tuple[UUID, ...]: ...

    def administered(self) -> Iterator[AdministeredRow]:
        """Every row that an administrator's command writes and the exchange relies on."""
        ...

    def administered_rows(self, names: Collection[RowName]) -> Mapping[RowName, AdministeredRow]:
        """Those of these that there are: one statement for each of their tables."""
        ...

    def keep_named(self, names: Collection[RowName], note: str) -> None:
        """Keep with each of these rows what was signed of it, where such a row is believed by it."""
        ...

    def times(self, kind: str, person_id: UUID, file_id: UUID) -> int:
        """How many entries of a kind there are of one person's acts in one file."""
        ...

    def last_opened(self, file_ids: Collection[UUID], author: UUID, roles: Collection[str]) -> datetime | None:
        """When anybody in one of these roles last opened a record of this author in these files; None: never."""
        ...

    def add_review(self, review: ReviewDue) -> None: ...

    def review_of(self, entry_id: UUID) -> ReviewDue | None: ...

    def note_look(self, entry_id: UUID, at: datetime) -> None: ...

    def waiting(self, hub: UUID, reader: UUID) -> Lines: ...
