"""The events of files, and what is asked of them before anything else about a file may be known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.events import Event
from app.domain.files import CaseFile, File
from app.domain.records import TenantKey
from app.domain.research import ResearchRequest


@dataclass(frozen=True, slots=True)
class CaseAndOwn:
    """A case, what wraps the keys of its files, and one person's own events in it."""

    case: CaseFile
    file_wrap: TenantKey
    own: tuple[Event, ...]
    erased: Mapping[UUID, datetime]


@dataclass(frozen=True, slots=True)
class RequestAndOwn:
    """A request, what wraps its file's key and its case's, and one person's own events in both."""

    request: ResearchRequest
    file_wrap: TenantKey
    own: tuple[Event, ...]
    erased: Mapping[UUID, datetime]


class EventRows(Protocol):
    """Events are added and read, never changed."""

    def add(self, events: Sequence[Event]) -> None: ...

    def tails(self, file_ids: Sequence[UUID]) -> Mapping[UUID, Event]:
        """The newest event of each file; nobody else adds one to any of them until the end of the work."""
        ...

    def of_files(self, file_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Event, ...]]:
        """All events of some files, in order."""
        ...

    def own(self, file_ids: Sequence[UUID], person: UUID) -> tuple[Event, ...]:
        """The events of some files that are by a person or about them, by file and in order."""
        ...

    def case_and_own(self, case_id: UUID, file_ids: Sequence[UUID], person: UUID) -> CaseAndOwn | None:
        """A case in one of whose files (these) a person has events, with them; None for everybody else."""
        ...

    def request_and_own(self, file_id: UUID, person: UUID) -> RequestAndOwn | None:
        """A request, with a person's events in it and in its case, if they have any."""
        ...

    def files_after(self, last: UUID | None, count: int) -> tuple[File, ...]:
        """Up to so many files of the installation, in the order of their ids, after one."""
        ...

    def requests(self, file_ids: Sequence[UUID]) -> Mapping[UUID, ResearchRequest]:
        """Those of these files that are requests, as they stand in their rows."""
        ...

    def cases_of(self, hub: UUID, person: UUID) -> tuple[UUID, ...]:
        """The cases of a hub that a person was ever put on, or named of."""
        ...

    def conflicts_at(self, partner: UUID, case_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of these cases in whose requests to a partner somebody has declared a conflict."""
        ...

    def of_kinds(self, file_ids: Sequence[UUID], kinds: Sequence[str]) -> Mapping[UUID, tuple[Event, ...]]:
        """The events of these kinds of some files, in order; nothing of a file that has none."""
        ...

    def handed_to(self, hub: UUID, person: UUID, now: datetime, most: int) -> tuple[UUID, ...]:
        """The cases of a hub that were handed to somebody for a time that is not over, the latest first."""
        ...

    def stepped_back_in(self, person: UUID, case_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of these cases in which, or in a request of which, somebody has declared a conflict."""
        ...

    def stepped_back(self, file_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Who has declared a conflict with one of these files."""
        ...
