"""Dates and times in the words of GOV.UK style, in Europe/London whatever clock they came from."""

from __future__ import annotations

import re
from datetime import date, datetime

from app.domain.time_of_day import london, time_words

UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_PART = re.compile(r"([0-9]+)([YMWD])")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def date_words(value: date | str | None) -> str:
    """A day as “27 March 2026”: a date, an aware datetime or an ISO 8601 date; empty for None.

    Of a date whose day is not known “March 2026” or “2026”. Other text is given back as it is: a mask may leave less.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            if _MONTH.fullmatch(value):
                return f"{date.fromisoformat(f'{value}-01'):%B %Y}"
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = london(value).date()
    return f"{value.day} {value:%B %Y}"


def erased_words(at: datetime | None) -> str | None:
    """“Erased on 27 March 2026”, where a file is; None for one that is not."""
    return f"Erased on {date_words(at)}" if at else None


def moment_words(value: datetime | str | None) -> str:
    """A moment as “27 March 2026 at 4:10pm”: an aware datetime or an RFC 3339 string; other text as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            value = london(datetime.fromisoformat(value))
        except (ValueError, OverflowError):
            return str(value)
    return f"{date_words(value)} at {time_words(value)}"


def period_words(period: str) -> str:
    """A period such as P90D or P3Y in words: “90 days”, “3 years”."""
    parts = (f"{number} {UNITS[unit]}{'s' if number != '1' else ''}" for number, unit in _PART.findall(period))
    return ", ".join(parts)
