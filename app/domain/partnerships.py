"""That a hub may ask a partner: since when, under which agreement, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Partnership:
    """One pair, as it stands or stood. One that is made anew has a later `joined_at` and no end."""

    hub_id: UUID
    partner_id: UUID
    agreement: str | None
    joined_at: datetime
    ended_at: datetime | None
