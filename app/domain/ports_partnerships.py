"""What services need of the rows that say whom a hub may ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.domain.agreements import Agreement
from app.domain.evidence import Evidence
from app.domain.log_entry import Log
from app.domain.partnerships import Partnership


class AgreementRows(Protocol):
    """Sharing agreements. Only the administering role writes them."""

    def add(self, agreement: Agreement) -> None:
        """Keep one with its sides, as they stand."""
        ...

    def agreement(self, agreement_id: UUID) -> Agreement | None:
        """One, with its sides."""
        ...

    def of(self, organisation: UUID) -> Sequence[Agreement]:
        """All in which an organisation has a side, by reference, the last recorded first."""
        ...

    def looked_at_by(self, day: date) -> Sequence[Agreement]:
        """All that are to be reviewed or end by a day."""
        ...

    def sign(self, agreement_id: UUID, organisation: UUID, at: datetime) -> None:
        """One side has signed it."""
        ...

    def end(self, agreement_id: UUID, organisation: UUID, at: datetime) -> None:
        """It holds for one side no more."""
        ...


class EvidenceRows(Protocol):
    """What hubs say of what is to be there before they go live. Only the administering role writes it."""

    def add(self, said: Evidence) -> None:
        """Keep what was said: it counts from now on."""
        ...

    def of(self, organisations: Collection[UUID]) -> Mapping[UUID, Mapping[str, Evidence]]:
        """What counts of each organisation, by item."""
        ...


class PartnershipRows(Protocol):
    """Partnerships of a hub and a partner. Only the administering role makes and ends them."""

    agreements: AgreementRows
    evidence: EvidenceRows

    def add(self, log: Log, agreement: str | None, at: datetime) -> None:
        """Let a hub ask a partner, both those of a log; one that had ended stands again."""
        ...

    def name_agreement(self, hub: UUID, partner: UUID, agreement: str | None) -> bool:
        """Let their disclosures carry this reference from now on; whether they work together now."""
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

    def standing(self, hub: UUID, partner: UUID) -> tuple[tuple[UUID, UUID], ...]:
        """The requests of a hub to a partner that are not withdrawn, each with its case before it."""
        ...
