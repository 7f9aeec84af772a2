"""What an organisation's owners have said of entries of the policy: that they approve, or object."""

from __future__ import annotations

from collections.abc import Sequence
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


class ApprovalRows(Protocol):
    """Where they are kept. The administering role writes them alone."""

    def add(self, approval: EntryApproval) -> None: ...

    def approvals_of(self, organisation_id: UUID) -> Sequence[EntryApproval]:
        """Those of an organisation, the first first."""
        ...

    def approvals(self) -> Sequence[EntryApproval]:
        """Every one, for verifying."""
        ...
