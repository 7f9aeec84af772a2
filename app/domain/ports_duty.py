"""What looking after red cases at night needs to be kept: one row a hub."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.duty import HubNight
from app.domain.lists import CaseEntry
from app.domain.research import ResearchRequest


class DutyRows(Protocol):
    """When each hub is looked at next, and what of its night has been done."""

    def add_hubs(self, now: datetime) -> bool:
        """Look at every hub that has no row yet from now on; whether there was any."""
        ...

    def take(self, now: datetime) -> HubNight | None:
        """A hub that is due, locked until the commit, or None: what another worker has is left to it."""
        ...

    def save(self, night: HubNight) -> None:
        """Store what has been done, and when to look again; who was rung is not touched."""
        ...

    def note_rung(self, hub: UUID, by: UUID, at: datetime, call: UUID) -> bool:
        """Remember who last rang a duty worker, and when; False where that was this very call."""
        ...

    def urgent(self, hub: UUID, rating: str, most: int) -> tuple[CaseEntry, ...]:
        """The open cases of a hub that are rated so, the latest first, up to a number: for the worker, for no page."""
        ...

    def sent_in(self, case_ids: Sequence[UUID]) -> tuple[ResearchRequest, ...]:
        """The requests of some cases but for withdrawn ones, the soonest due first."""
        ...

    def of_hub(self, hub: UUID) -> HubNight | None:
        """How it stands with a hub; None before it was looked at for the first time."""
        ...
