"""What is kept beyond its period: a file of a closed case, with how much of it is past and when the rest will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

SHOWN = 50
"""Files of a page: those that are past for the longest."""


@dataclass(frozen=True, slots=True)
class KeptTooLong:
    """A case's file, or that of a request (then with its partner). `past` of the `held` fields are past their periods.

    `due_at` is when the first of them was, `whole_at` when the last is; `held_at` since when it is held all the same.
    """

    file_id: UUID
    case_id: UUID
    reference: str
    partner_id: UUID | None
    closed_at: datetime
    due_at: datetime
    whole_at: datetime
    past: int
    held: int
    held_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case that is held with all its requests, since when, and the day on which that is looked at again.

    `look_again` is None where it was held without one.
    """

    file_id: UUID
    reference: str
    held_at: datetime
    look_again: date | None
    closed_at: datetime | None
