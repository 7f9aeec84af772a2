"""What figures need to be kept: slips, sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from app.domain.slips import Slip


class SlipRows(Protocol):
    """Slips; one transaction."""

    def add(self, slips: Sequence[Slip]) -> None: ...

    def of_records(self, records: Sequence[UUID]) -> tuple[Slip, ...]:
        """All slips about some records."""
        ...

    def standing(self, hub: UUID) -> tuple[Slip, ...]:
        """Those of a hub that count: of each return that stands, and of each case the newest outcome's."""
        ...

    def of_cases(self) -> tuple[Slip, ...]:
        """All slips about cases."""
        ...

    def closed_without(self) -> tuple[str, ...]:
        """The references of closed cases that no slip is about."""
        ...
