"""The policy releases this installation has run on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """A release by its number: its digest, and since when it is stored."""

    number: int
    digest: str
    recorded_at: datetime


def list_releases(runtime: Runtime) -> tuple[StoredRelease, ...]:
    """Every one, the newest first. They name nobody: whoever may use the exchange may know its rules."""
    with runtime.database.work(None) as work:
        return tuple(StoredRelease(*row) for row in work.policy.releases())
