"""Days of which only the year, or year and month, may be known: “2017”, “2017-03”, “2017-03-04”."""

from __future__ import annotations

import calendar
import re
from datetime import date

_KNOWN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def last_day(known: str) -> date:
    """The latest day that it can mean. Raises ValueError when it is no such date."""
    match = _KNOWN.fullmatch(known)
    if match is None:
        raise ValueError("not a year, a month of a year or a day")
    year, month = int(match[1]), int(match[2] or 12)
    return date(year, month, int(match[3]) if match[3] else calendar.monthrange(year, month)[1])


def may_be_the_same(one: str, other: str) -> bool:
    """Whether both may be one day: as far as both are known, they say the same."""
    return one.startswith(other) or other.startswith(one)
