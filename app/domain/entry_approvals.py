"""What an organisation says of entries of the policy: that its owners approve or object, and what it is advised."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EntryApproval:
    """An applied change that says something of entries: which, and what, the change itself says.

    It counts only by the entry of the log that names it, and by the change's signatures; one that objects always.
    """

    id: UUID
    organisation_id: UUID
    change_id: UUID
    at: datetime
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class OwnersWord:
    """What an organisation's owners said of one entry, as it read then (`digest`), and from when that holds.

    `on_paper` is who signed it on paper, where `by` entered that.
    """

    what: str
    key: str
    digest: str
    approved: bool
    at: datetime
    why: str | None
    by: UUID
    on_paper: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What a data protection officer advises on entries, by the digests of what was read; `against`: not to approve.

    It decides nothing.
    """

    id: UUID
    organisation_id: UUID
    digests: Sequence[str]
    against: bool
    words: str
    by_id: UUID
    at: datetime


class ApprovalRows(Protocol):
    """Where they are kept. The administering role alone writes approvals."""

    def add(self, approval: EntryApproval) -> None: ...

    def newest(self) -> int:
        """The place of the last one among all; 0 while there is none."""
        ...

    def approvals_of(self, organisation_ids: Collection[UUID] | None = None) -> Sequence[EntryApproval]:
        """Those of these organisations, None for all of them; the first first."""
        ...

    def add_advice(self, advice: Advice) -> None: ...

    def advice_of(self, organisation_id: UUID) -> Sequence[Advice]:
        """What an organisation is advised, the last first."""
        ...

    def advice(self) -> Sequence[Advice]:
        """All of it, for verifying."""
        ...
