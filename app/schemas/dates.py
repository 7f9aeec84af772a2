"""Dates and times from a form's parts or from ISO text; each error says which part to mend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

EARLIEST_YEAR = 1900
LATEST_YEARS_AHEAD = 100
LONDON = ZoneInfo("Europe/London")

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))? ?(?P<half>am|pm)?", re.IGNORECASE)
_ZONE = re.compile(r"(?P<time>.*?) ?\b(?P<zone>bst|gmt)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(raw: object, label: str, *, today: date, past: bool = False) -> date:
    """A real date from {"day", "month", "year"} as typed, or from "YYYY-MM-DD".

    `past` refuses days after today. Raises ValidationError, keyed by the part to mend when it came in parts.
    """
    if isinstance(raw, Mapping):
        found = _from_parts(raw, label)
        part = "day"
    elif isinstance(raw, str):
        found = _from_iso(raw, label)
        part = None
    else:
        raise ValidationError(f"Enter “{label}” as a date, for example 2026-03-27")
    problem = None
    if past and found > today:
        problem = f"“{label}” cannot be in the future; enter today or an earlier date"
    elif not EARLIEST_YEAR <= found.year <= today.year + LATEST_YEARS_AHEAD:
        problem = f"Check the year of “{label}”; it must be {EARLIEST_YEAR} or later, for example 27 3 2026"
        part = part and "year"
    if problem:
        raise ValidationError({part: problem} if part else problem)
    return found


def read_moment(raw: object, label: str, *, today: date) -> datetime:
    """A moment in UTC from parts and a London time ({…, "time": "2:30pm"}), or from RFC 3339 text with its offset.

    A time in the hour that comes twice when the clocks go back says which of them: "1:30am BST", "1:30am GMT".
    """
    if isinstance(raw, str):
        try:
            moment = datetime.fromisoformat(raw)
            local = moment.astimezone(LONDON) if moment.tzinfo else None
        except (ValueError, OverflowError):  # in the years 1 and 9999 an offset can lead out of the calendar
            local = None
        if local is None:
            raise ValidationError(f"Enter “{label}” with date, time and offset, for example 2026-03-27T14:30:00+00:00")
        read_date(local.date().isoformat(), label, today=today)
        return local.astimezone(UTC)
    if not isinstance(raw, Mapping):
        raise ValidationError(f"Enter “{label}” as a date and a time")
    parts = dict(raw)
    time = parts.pop("time", "")
    day = read_date(parts, label, today=today)
    hour, minute, zone = _read_time(time, label)
    return _on_the_clock(datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON), zone, label)


def zone_of_two(moment: datetime) -> str:
    """“BST” or “GMT” for a moment in the hour that a London clock shows twice; empty for every other."""
    local = moment.astimezone(LONDON)
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return (local.tzname() or "") if twice else ""


def _on_the_clock(local: datetime, zone: str, label: str) -> datetime:
    """The moment in UTC when a London clock showed this. Raises ValidationError when it never did, or did twice and
    `zone` does not say which.
    """
    both = {local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = {one.astimezone(LONDON).tzname(): one for one in both if _shows(one, local)}
    if not shown:
        raise ValidationError({"time": f"Check the time of “{label}”: the clocks went forward and it did not exist"})
    if not zone and len(shown) > 1:
        raise ValidationError(
            {
                "time": f"Say which time of “{label}” you mean: the clocks went back and it came twice. "
                "Add BST for the first or GMT for the second, for example 1:30am BST"
            }
        )
    if zone and zone not in shown:
        raise ValidationError({"time": f"Check the time of “{label}”: it was {next(iter(shown))} then, not {zone}"})
    return shown[zone or next(iter(shown))]


def _shows(moment: datetime, local: datetime) -> bool:
    return moment.astimezone(LONDON).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None)


def rfc3339(moment: datetime) -> str:
    """The moment as stored in a box, for example "2026-03-27T14:30:00Z"."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _from_iso(raw: str, label: str) -> date:
    try:
        if not _ISO.fullmatch(raw):
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError:
        raise ValidationError(f"Enter “{label}” as a real date, for example 2026-03-27") from None


def _from_parts(raw: Mapping[str, object], label: str) -> date:
    if set(raw) - {"day", "month", "year"}:
        raise ValidationError(f"“{label}” takes a day, a month and a year")
    parts = {name: str(raw.get(name) or "").strip() for name in ("day", "month", "year")}
    for name, text in parts.items():
        if not text:
            raise ValidationError({name: f"Enter the {name} of “{label}”, for example 27 3 2026"})
    month = _month(parts["month"])
    if month is None:
        raise ValidationError(
            {"month": f"Enter the month of “{label}” as a number from 1 to 12, for example 27 3 2026"}
        )
    if not re.fullmatch(r"[0-9]{4}", parts["year"]):
        raise ValidationError({"year": f"Enter the year of “{label}” with four digits, for example 27 3 2026"})
    year = int(parts["year"])
    last = _last_day(year, month)
    if not re.fullmatch(r"[0-9]{1,2}", parts["day"]) or not 1 <= int(parts["day"]) <= last:
        raise ValidationError(
            {"day": f"Enter the day of “{label}” as a number from 1 to {last}, for example 27 3 2026"}
        )
    try:
        return date(year, month, int(parts["day"]))
    except ValueError:  # the years 0 and 9999
        raise ValidationError({"year": f"Check the year of “{label}”, for example 27 3 2026"}) from None


def _month(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= 12:
        return int(text)
    name = text.lower()[:3]
    return _MONTHS.index(name) + 1 if name in _MONTHS else None


def _last_day(year: int, month: int) -> int:
    if not 1 <= year < 9999:
        return 31
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _read_time(raw: object, label: str) -> tuple[int, int, str]:
    """Hour, minute, and BST or GMT where that was added."""
    text, zone = str(raw or "").strip().lower(), ""
    if said := _ZONE.fullmatch(text):
        text, zone = said["time"], said["zone"].upper()
    named = {"midday": 12, "noon": 12, "midnight": 0}
    if text in named:
        return named[text], 0, zone
    match = _TIME.fullmatch(text)
    if match is not None:
        hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
            half = None
        complete = match["minute"] is not None or match["half"] is not None
        if complete and half is None and hour < 24 and minute < 60:
            return hour, minute, zone
    raise ValidationError({"time": f"Enter the time of “{label}”, for example 2:30pm or 14:30"})
