"""What services need of the lists: who has what to answer, who waits for what. They name nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.kept import KeptTooLong
from app.domain.lists import BoardFilter, CaseEntry, CaseFilter, InboxEntry, Page
from app.domain.research import ResearchRequest
from app.domain.waiting import NotTheirs, Waiting

Lines = Mapping[str, tuple[tuple[Waiting, ...], int]]
"""By group its most urgent lines, and how many were counted."""


class ListRows(Protocol):
    """The list tables. Each call sees the rows of the acting organisation only (row-level security)."""

    def deliver_inbox(self, entries: Sequence[InboxEntry]) -> None: ...
    def update_inbox(self, requests: Sequence[ResearchRequest]) -> None: ...
    def deliver_case(self, entry: CaseEntry) -> None: ...
    def inbox(self, side: str, chosen: BoardFilter, page: Page, reader: UUID) -> tuple[InboxEntry, ...]: ...
    def count_inbox(self, side: str, chosen: BoardFilter, reader: UUID) -> int | None: ...
    def cases(self, chosen: CaseFilter, page: Page, reader: UUID) -> tuple[CaseEntry, ...]: ...
    def count_cases(self, chosen: CaseFilter, reader: UUID) -> int | None: ...
    def with_reference(self, reference: str, reader: UUID) -> CaseEntry | InboxEntry | None: ...
    def waiting_at_partner(
        self, partner: UUID, reader: UUID, now: datetime, *, covers: Collection[UUID], approves: NotTheirs | None
    ) -> Lines: ...
    def to_approve(self, partner: UUID, reader: UUID, but: NotTheirs) -> Lines: ...
    def waiting_at_hub(
        self,
        hub: UUID,
        reader: UUID,
        now: datetime,
        *,
        unseen: Mapping[str, int],
        unlearnt: frozenset[str],
        decides: bool,
        covers: Collection[UUID],
        tonight: bool = False,
        closes: tuple[datetime, str] | None = None,
    ) -> Lines: ...
    def kept_too_long(
        self, hub: UUID, reader: UUID, now: datetime, kept: Mapping[str, Sequence[str]]
    ) -> tuple[Sequence[KeptTooLong], int | None]: ...
    def inbox_of(self, organisation: UUID, file_ids: Sequence[UUID]) -> Mapping[UUID, InboxEntry]: ...
    def case_of(self, organisation: UUID, case_id: UUID) -> CaseEntry | None: ...
