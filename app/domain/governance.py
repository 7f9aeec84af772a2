"""What governance keeps track of: verifications of the whole log, and acts that somebody else must review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.clocks import LONDON, Calendar, Clock, Target

BREAK_GLASS, GUESSING, DUTY_ADDED = "break_glass", "guessing", "duty_added"
NEXT_WORKING_DAY = Target("working_days", 1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LogCheckRun:
    """One verification of the whole log, asked for by a person and done by a worker.

    `done` of `of` leaves at `noted_at`; `result` is None until it is finished.
    """

    id: UUID
    organisation_id: UUID
    asked_by: UUID
    asked_at: datetime
    started_at: datetime | None = None
    noted_at: datetime | None = None
    done: int = 0
    of: int | None = None
    finished_at: datetime | None = None
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """An act that somebody other than `acted_by` must review by `due_at`; `entry_id` is its entry in the log.

    `looked_at` is when somebody else who governs that log first opened the entry.
    """

    entry_id: UUID
    tenant_id: UUID
    kind: str
    acted_by: UUID
    due_at: datetime
    looked_at: datetime | None = None


def review_due_at(acted_at: datetime, calendar: Calendar | None) -> datetime:
    """By when an act is to be reviewed: when its hub closes on the next working day; without hours, 24 hours later."""
    if calendar is None:
        return acted_at + DAY
    by = Clock(acted_at, NEXT_WORKING_DAY, calendar).due
    return calendar.spans(by.astimezone(LONDON).date())[-1][1]
