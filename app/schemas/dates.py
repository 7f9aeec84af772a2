"""Dates and times from a form's parts or from ISO text; errors name every part to mend at once."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from app.domain.partial_dates import last_day

EARLIEST_YEAR = 1900
LATEST_YEARS_AHEAD = 100
LONDON = ZoneInfo("Europe/London")

_PARTS = ("day", "month", "year")
_EXAMPLE = "for example 27 3 2026"
_A_LEAP_YEAR = 2000
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))? ?(?P<half>am|pm)?", re.IGNORECASE)
_ZONE = re.compile(r"(?P<time>.*?) ?\b(?P<zone>bst|gmt)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(raw: object, label: str, *, today: date, past: bool = False) -> date:
    """A real date from {"day", "month", "year"} as typed, or from "YYYY-MM-DD".

    `past` refuses days after today. Raises ValidationError, keyed by each part to mend when it came in parts.
    """
    return date.fromisoformat(_read_known(raw, label, today=today, past=past))


def one_line(name: str, label: str, wrong: ValidationError) -> dict[str, str]:
    """What is wrong with a date in parts as one sentence: at the part to mend, or at the date where several are."""
    parts = wrong.messages_dict
    if len(parts) > 1:
        return {name: f"Enter “{label}” with a day, a month and a year, {_EXAMPLE}"}
    return {f"{name}-{part}": str(said) for part, said in parts.items()}


def read_partial_date(raw: object, label: str, *, today: date, past: bool = False) -> str:
    """What is known of a date: "YYYY-MM-DD", "YYYY-MM" or "YYYY", the day or both day and month left blank."""
    return _read_known(raw, label, today=today, past=past, partial=True)


def _read_known(raw: object, label: str, *, today: date, past: bool, partial: bool = False) -> str:
    if isinstance(raw, Mapping):
        found = _from_parts(raw, label, partial=partial)
    elif isinstance(raw, str):
        found = _from_iso(raw, label, partial=partial)
    else:
        raise ValidationError(f"Enter “{label}” as a date, for example 2026-03-27")
    problem, part = None, "day"
    if past and found > today.isoformat()[: len(found)]:
        problem = f"“{label}” cannot be in the future; enter today or an earlier date"
        part = "day" if len(found) == len("2026-03-27") else "year"
    elif not EARLIEST_YEAR <= int(found[:4]) <= (latest := today.year + LATEST_YEARS_AHEAD):
        bounds = f"{EARLIEST_YEAR} or later" if int(found[:4]) < EARLIEST_YEAR else f"{latest} or earlier"
        problem = f"Check the year of “{label}”; it must be {bounds}, {_EXAMPLE}"
        part = "year"
    if problem:
        raise ValidationError({part: problem} if isinstance(raw, Mapping) else problem)
    return found


def read_moment(raw: object, label: str, *, today: date, past: bool = False) -> datetime:
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
        read_date(local.date().isoformat(), label, today=today, past=past)
        return local.astimezone(UTC)
    if not isinstance(raw, Mapping):
        raise ValidationError(f"Enter “{label}” as a date and a time")
    parts = dict(raw)
    errors: dict[str, Any] = {}
    try:
        hour, minute, zone = _read_time(parts.pop("time", ""), label)
    except ValidationError as error:
        errors |= _by_part(error)
    try:
        day = read_date(parts, label, today=today, past=past)
    except ValidationError as error:
        errors = {**_by_part(error), **errors}
    if errors:
        raise ValidationError(errors)
    return _on_the_clock(datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON), zone, label)


def _by_part(error: ValidationError) -> dict[str, Any]:
    return error.messages if isinstance(error.messages, dict) else {"day": error.messages}


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


def _from_iso(raw: str, label: str, *, partial: bool) -> str:
    try:
        if not (_PARTIAL_ISO if partial else _ISO).fullmatch(raw):
            raise ValueError
        last_day(raw)
    except ValueError:
        raise ValidationError(f"Enter “{label}” as a real date, for example 2026-03-27") from None
    return raw


def _from_parts(raw: Mapping[str, object], label: str, *, partial: bool) -> str:
    """The date in ISO form, or a ValidationError that names every part to mend at once."""
    if set(raw) - set(_PARTS):
        raise ValidationError(f"“{label}” takes a day, a month and a year")
    parts = {name: unicodedata.normalize("NFKC", str(raw.get(name) or "")).strip() for name in _PARTS}
    needed = ("year", "month")[: 1 + bool(parts["day"])] if partial else _PARTS
    errors = {
        name: f"Enter the {name} of “{label}”, {_EXAMPLE}"
        + (", or leave the day blank as well" if partial and name == "month" else "")
        for name in needed
        if not parts[name]
    }
    month, year = _month(parts["month"]), parts["year"]
    if parts["month"] and month is None:
        errors["month"] = f"Enter the month of “{label}” as a number from 1 to 12, {_EXAMPLE}"
    if year and not re.fullmatch(r"[0-9]{4}", year):
        errors["year"] = f"Enter the year of “{label}” with four digits, {_EXAMPLE}"
    elif year and not date.min.year <= int(year) < date.max.year:
        errors["year"] = f"Check the year of “{label}”, {_EXAMPLE}"
    last = _last_day(None if "year" in errors or not year else int(year), month)
    day = parts["day"]
    if day and not (re.fullmatch(r"[0-9]{1,2}", day) and 1 <= int(day) <= last):
        errors["day"] = f"Enter the day of “{label}” as a number from 1 to {last}, {_EXAMPLE}"
    if errors:
        raise ValidationError({name: errors[name] for name in _PARTS if name in errors})
    return "-".join([year, *([f"{month:02d}"] if month else []), *([f"{int(day):02d}"] if day else [])])


def _month(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= 12:
        return int(text)
    name = text.lower()[:3]
    return _MONTHS.index(name) + 1 if name in _MONTHS else None


def _last_day(year: int | None, month: int | None) -> int:
    """The most days that month can have, in the year if that is known."""
    return monthrange(year or _A_LEAP_YEAR, month)[1] if month else 31


def _read_time(raw: object, label: str) -> tuple[int, int, str]:
    """Hour, minute, and BST or GMT where that was added."""
    text, zone = unicodedata.normalize("NFKC", str(raw or "")).strip().lower(), ""
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
