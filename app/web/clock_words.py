"""How a due time reads to a person: when it is due, and how long that leaves. Pure functions of two moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.time_of_day import london, time_words

SOON = timedelta(hours=1)
"""With less than this left, the clock is shown as urgent."""

TO_THE_MINUTE = 6
"""Hours under which a length is said with its minutes: “3 hours left” of almost four sends somebody home too late."""


@dataclass(frozen=True, slots=True)
class DueWords:
    """A clock for a page. `state` is "overdue", "soon", "today", "later" or "paused": the colour, never alone."""

    text: str
    state: str
    due: datetime


def due_words(due: datetime, now: datetime, paused: datetime | None = None) -> DueWords:
    """Words for a due time as seen now, in Europe/London; while its time stands still, since when (`paused`).

    All must be aware; raises ValueError otherwise. Days are calendar days in London; what is left is counted in elapsed
    time, so it is right across a clock change, in whatever zone the two came.
    """
    if paused is not None:
        return DueWords(
            f"Time stopped {_day(paused, now)}{time_words(paused)}: a question waits for the hub", "paused", due
        )
    left = due.astimezone(UTC) - now.astimezone(UTC) if due.tzinfo and now.tzinfo else due - now
    if left < timedelta(0):
        late = f"Overdue by {duration_words(-left)}: was due {_day(due, now)}{time_words(due)}"
        return DueWords(late, "overdue", due)
    text = f"Due {_day(due, now)}{time_words(due)}, {duration_words(left)} left"
    if left <= SOON:
        return DueWords(text, "soon", due)
    return DueWords(text, "today" if london(due).date() == london(now).date() else "later", due)


def duration_words(length: timedelta) -> str:
    """A length of time in its largest fitting unit, the last hours to the minute, rounded down: never overstated."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return _count(minutes, "minute")
    hours, minutes = divmod(minutes, 60)
    if hours < TO_THE_MINUTE:
        return _count(hours, "hour") + (f" {_count(minutes, 'minute')}" if minutes else "")
    if hours < 48:
        return _count(hours, "hour")
    return _count(hours // 24, "day")


def _day(due: datetime, now: datetime) -> str:
    day, today = london(due).date(), london(now).date()
    ahead = (day - today).days
    if ahead in {-1, 0, 1}:
        return {-1: "yesterday ", 0: "today ", 1: "tomorrow "}[ahead]
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year} at "


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
