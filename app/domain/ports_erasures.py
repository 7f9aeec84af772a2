"""What the erasing of files needs to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.erasures import Erasure, FileKept, SealedRow
from app.domain.log_entry import StoredLeaf


class ErasureRows(Protocol):
    """Erased files; one transaction."""

    def begin(self, file_id: UUID) -> Erasure | None:
        """Hold a file erased, once nobody has it in hand; None when there is no such file. For commands alone."""
        ...

    def kept(self, file_id: UUID) -> FileKept | None:
        """What is said of a file before it goes; None when there is no such file. For commands alone."""
        ...

    def of(self, file_ids: Sequence[UUID] | None) -> Mapping[UUID, datetime]:
        """Which of these files (None: of all) are erased, and since when."""
        ...

    def rehearsed(self, hub_id: UUID) -> tuple[UUID, ...]:
        """The files of a hub's ended rehearsals that are not erased yet. For commands alone."""
        ...

    def sealed_under(self, file_id: UUID) -> tuple[SealedRow, ...]:
        """What is stored that is sealed under a file's key, with digests."""
        ...

    def leaves(self) -> tuple[StoredLeaf, ...]:
        """Every leaf that names what is no longer there, in the order of their logs."""
        ...
