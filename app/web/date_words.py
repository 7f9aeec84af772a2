"""Dates and times in the words of GOV.UK style, in Europe/London whatever clock they came from."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.schemas.dates import zone_of_two

LONDON = ZoneInfo("Europe/London")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def london(moment: datetime) -> datetime:
    """The same moment on a London clock. Raises ValueError for a naive datetime: its zone would be a guess."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return moment.astimezone(LONDON)


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


def time_words(moment: datetime) -> str:
    """A time of day as “4:10pm”, “9am”, “midday” or “midnight”, on a London clock; “1:30am BST” where it came twice."""
    local = london(moment)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    zone = zone_of_two(local)
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}{zone and f' {zone}'}"


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
