"""A policy release that somebody has proposed and nobody decides under yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ProposedRelease:
    """Its digest, the hub whose administrators sign for it, and when it is to begin: as soon as it is signed (None), or
    then, if it is signed by then.
    """

    id: UUID
    organisation_id: UUID
    digest: str
    begins_at: datetime | None
    proposed_at: datetime
