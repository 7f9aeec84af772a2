"""A log that was found changed: what was found, when, and who of its parties has been told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.log_entry import Log


@dataclass(frozen=True, slots=True)
class Stop:
    """A log that takes no disclosure any more, since when, and what was found, in a sentence."""

    log: Log
    found_at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class Told:
    """Whether an organisation's people have been told of a stop: when, or why not yet."""

    organisation_id: UUID
    payload: Mapping[str, str]
    at: datetime | None
    failure: str | None
