"""A period of whole days in London, from the first to the last, both included: for stand-ins and for cover."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from app.domain.opening_hours import LONDON
from app.domain.time_of_day import london

LONGEST: Final = timedelta(days=92)


def wrong_period(first: date | None, last: date | None, today: date, whom: str) -> dict[str, str]:
    """What is wrong with one, by field: it begins today or later, is not turned round, and lasts at most 92 days.

    `whom` is what somebody is named for the period, with its article.
    """
    wrong = {}
    if first is None:
        wrong["first"] = "Give the first day, for example 27 3 2026."
    elif first < today:
        wrong["first"] = "The first day is today or later: nobody acts for a time before they were named."
    if last is None:
        wrong["last"] = "Give the last day, for example 27 3 2026."
    elif last < (first or last) or last < today:
        wrong["last"] = "The last day is today or later, and not before the first."
    elif first and last - first >= LONGEST:
        wrong["last"] = f"Name {whom} for at most {LONGEST.days} days at a time."
    return wrong


def begins(first: date) -> datetime:
    """When a period begins."""
    return datetime.combine(first, time(), LONDON)


def ends(last: date) -> datetime:
    """When it is over."""
    return begins(last + timedelta(days=1))


def days_of(from_at: datetime, until_at: datetime) -> tuple[date, date]:
    """Its first day and its last."""
    return london(from_at).date(), london(until_at - timedelta(days=1)).date()


def period_codes(from_at: datetime, until_at: datetime) -> dict[str, str]:
    """The same as a job says it."""
    first, last = days_of(from_at, until_at)
    return {"first": first.isoformat(), "last": last.isoformat()}
