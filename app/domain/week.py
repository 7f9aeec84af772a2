"""When somebody is there in a week: read from what an administrator types, and said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from app.domain.errors import InvalidInput

Span = tuple[int, int]
"""From when to when, in minutes after midnight in London; 1440 is the midnight that ends the day."""
Week = Mapping[int, tuple[Span, ...]]
"""By weekday, Monday 0 to Sunday 6. Nobody is there on a day without any."""

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT, MIDDAY = 1440, 720
ALWAYS: Final = ((0, MIDNIGHT),)
TIME: Final = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
HOW: Final = "Write days and times as mon-fri=9:00-17:00 or sat=9:00-12:00,13:00-16:00; every=0:00-24:00 is always."
IN_A_BOX: Final = "Write it such as 9:00-17:00, or leave the day empty."


class _NoTimesError(ValueError):
    """Words that are no times of a day; says why."""


def read_week(written: Iterable[str]) -> Week:
    """A week as it is typed, such as `mon-fri=9:00-17:00`. Raises InvalidInput naming the part and the fix."""
    week: dict[int, tuple[Span, ...]] = {}
    for part in written:
        days, _, times = part.partition("=")
        for day in _days(part, days.strip().lower()):
            if day in week:
                raise _wrong(part, f"{DAY_NAMES[day]} is given twice")
            try:
                week[day] = _spans(times)
            except _NoTimesError as why:
                raise _wrong(part, str(why)) from why
    if not week:
        raise InvalidInput({"days": f"Give at least one day on which somebody is there. {HOW}"})
    return week


def read_days(typed: Mapping[str, str]) -> Week:
    """A week as boxes for its days have it, by `DAYS`: `9:00-17:00`, or nothing. Raises InvalidInput by the day."""
    week: dict[int, tuple[Span, ...]] = {}
    wrong: dict[str, str] = {}
    for number, day in enumerate(DAYS):
        if written := typed.get(day, "").strip():
            try:
                week[number] = _spans(written)
            except _NoTimesError as why:
                wrong[day] = f"{DAY_NAMES[number]}: {why}. {IN_A_BOX}"
    if wrong:
        raise InvalidInput(wrong)
    if not week:
        raise InvalidInput({"days": "Open: fill in at least one day on which somebody is there, such as 9:00-17:00."})
    return week


def week_of(stored: Sequence[Sequence[Sequence[int]]]) -> Week:
    """A week as it is kept: seven lists of spans. Raises ValueError for what `read_week` would not have made."""
    week = {day: tuple((int(opens), int(closes)) for opens, closes in spans) for day, spans in enumerate(stored)}
    fits = len(stored) == len(DAYS) and any(week.values()) and all(_in_order(spans) for spans in week.values())
    if not fits:
        raise ValueError("these are no opening hours")
    return {day: spans for day, spans in week.items() if spans}


def typed_week(said: Mapping[str, Any]) -> dict[str, str]:
    """Kept hours as somebody would type them, the times by day: `9:00-17:00`; with the calendar as `holidays`."""
    try:
        week = week_of(said["week"])
    except (ValueError, TypeError, KeyError):
        return {}
    times = {DAYS[day]: ",".join(f"{_typed(opens)}-{_typed(ends)}" for opens, ends in week[day]) for day in week}
    return {**times, "holidays": str(said.get("calendar") or "none")}


def _typed(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def stored_week(week: Week) -> list[list[list[int]]]:
    """The same as it is kept."""
    return [[list(span) for span in week.get(day, ())] for day in range(len(DAYS))]


def week_words(week: Week) -> str:
    """A week in words, days with the same hours together: “Monday to Friday 9am to 5pm, Saturday 9am to midday”."""
    if all(week.get(day) == ALWAYS for day in range(len(DAYS))):
        return "every day, day and night"
    said: list[tuple[int, int, tuple[Span, ...]]] = []
    for day in range(len(DAYS)):
        spans = week.get(day, ())
        if said and said[-1][1] == day - 1 and said[-1][2] == spans:
            said[-1] = (said[-1][0], day, spans)
        elif spans:
            said.append((day, day, spans))
    return ", ".join(f"{_day_words(first, last)} {_span_words(spans)}" for first, last, spans in said)


def minute_words(minute: int) -> str:
    """A time of day: “9am”, “5:30pm”, “midday”, “midnight”."""
    if minute % MIDDAY == 0:
        return "midday" if minute == MIDDAY else "midnight"
    hour, minutes = divmod(minute, 60)
    return f"{hour % 12 or 12}{f':{minutes:02d}' if minutes else ''}{'pm' if hour >= 12 else 'am'}"


def _day_words(first: int, last: int) -> str:
    joined = " and " if last == first + 1 else " to "
    return DAY_NAMES[first] if first == last else f"{DAY_NAMES[first]}{joined}{DAY_NAMES[last]}"


def _span_words(spans: Sequence[Span]) -> str:
    if tuple(spans) == ALWAYS:
        return "day and night"
    return " and ".join(f"{minute_words(opens)} to {minute_words(closes)}" for opens, closes in spans)


def _days(part: str, written: str) -> Sequence[int]:
    if written == "every":
        return range(len(DAYS))
    first, dash, last = written.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        raise _wrong(part, f"“{written}” is no day")
    begins, ends = DAYS.index(first), DAYS.index(last if dash else first)
    if ends < begins:
        raise _wrong(part, "the last day is before the first")
    return range(begins, ends + 1)


def _spans(written: str) -> tuple[Span, ...]:
    """From when to when in a day. Raises _NoTimesError, which says why not."""
    spans = []
    for span in written.split(","):
        opens, dash, closes = span.strip().partition("-")
        if not dash:
            raise _NoTimesError("a time of opening and one of closing are needed")
        spans.append((_minute(opens), _minute(closes)))
    if not _in_order(spans):
        raise _NoTimesError("each time must be after the one before; what goes past midnight is two days’")
    return tuple(spans)


def _minute(written: str) -> int:
    found = TIME.fullmatch(written.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found else MIDNIGHT + 1
    if minute > MIDNIGHT:
        raise _NoTimesError(f"“{written.strip()}” is no time of day")
    return minute


def _in_order(spans: Sequence[Span]) -> bool:
    """Whether each ends after it begins, and begins after the one before has ended."""
    times = [minute for span in spans for minute in span]
    return all(0 <= minute <= MIDNIGHT for minute in times) and all(
        earlier < later for earlier, later in pairwise(times)
    )


def _wrong(part: str, why: str) -> InvalidInput:
    return InvalidInput({"days": f"In {part}, {why}. {HOW}"})
