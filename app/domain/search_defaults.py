"""How somebody usually searches, so that it is not typed again for each request. Never that they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MOST_SYSTEMS = 10
LONGEST_SYSTEM = 80


@dataclass(frozen=True, slots=True)
class SearchDefaults:
    """The systems looked in, and by which of what was sent (all of it, where none is named).

    `version` counts how often they were kept, 0 where they never were.
    """

    systems: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class KeptDefaults:
    """Whose defaults are kept, by whom and when: a person's at an organisation, or with `person_id` None its own."""

    organisation_id: UUID
    person_id: UUID | None
    defaults: SearchDefaults
    kept_by: UUID
    kept_at: datetime


def fitting(own: SearchDefaults, organisations: SearchDefaults) -> SearchDefaults:
    """What a form begins with: what the person says, and the organisation where they say nothing."""
    return SearchDefaults(own.systems or organisations.systems, own.identifiers or organisations.identifiers)
