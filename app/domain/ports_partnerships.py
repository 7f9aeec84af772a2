"""What services need of the rows that say whom a hub may ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.log_entry import Log
from app.domain.partnerships import Partnership


class PartnershipRows(Protocol):
    """Partnerships of a hub and a partner. Only the administering role makes and ends them."""

    def add(self, log: Log, agreement: str | None, at: datetime) -> None:
        """Let a hub ask a partner, both those of a log; one that had ended stands again."""
        ...

    def end(self, hub: UUID, partner: UUID, at: datetime) -> bool:
        """Whether there was one to end."""
        ...

    def partnership(self, hub: UUID, partner: UUID) -> Partnership | None:
        """The one of this pair, whether or not it stands; None where there never was one."""
        ...

    def of_partner(self, partner: UUID) -> Mapping[UUID, Partnership]:
        """Each there is or was between a partner and a hub, by the hub."""
        ...

    def partners_of(self, hub: UUID) -> frozenset[UUID]:
        """Whom a hub may ask."""
        ...

    def with_whom(self, organisation: UUID) -> frozenset[UUID]:
        """All that an organisation asks or answers now, at either end."""
        ...

    def agreements_of(self, hub: UUID) -> Mapping[UUID, str | None]:
        """The reference of the agreement with each it may ask, or might: None where none is recorded."""
        ...

    def waiting(self, hub: UUID, partner: UUID) -> tuple[UUID, ...]:
        """The requests of a hub that a partner has not answered."""
        ...
