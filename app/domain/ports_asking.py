"""What asking that is not sent yet needs to be kept: drafts, sealed."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.domain.asking import SealedAsking


class AskingRows(Protocol):
    """Drafts of asking; one transaction."""

    def of(self, file_id: UUID) -> SealedAsking | None:
        """The draft of a case, or None while nothing is being asked."""
        ...

    def save(self, draft: SealedAsking, seen: UUID | None) -> None:
        """Store it in place of the one that had the mark `seen` (None: there was none). Raises Stale."""
        ...

    def take(self, file_id: UUID, seen: UUID) -> SealedAsking | None:
        """The draft of a case that has this mark, erased; None where there is none. One statement."""
        ...
