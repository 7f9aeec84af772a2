"""The oracle of clocks: walks through London minute by minute, and knows nothing of how the exchange computes.

Slow on purpose: a minute is open or not, paused or not, and counted or not. Whole minutes only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
Moment = datetime
Times = tuple[tuple[int, int], ...]


class Minute(NamedTuple):
    """One minute: when it begins, what the clock shows, and the most it has shown on this day, in minutes."""

    at: Moment
    shows: int
    most: int


class Opening(NamedTuple):
    """Opening hours by weekday, Monday 0 to Sunday 6, and days that are closed all the same."""

    hours: Mapping[int, Times]
    closed: frozenset[date]

    def walked(self, day: date) -> list[tuple[Minute, bool]]:
        """The minutes of a day, and whether it is open in each: from when the clock first shows an opening time."""
        spans = () if day in self.closed else self.hours.get(day.weekday(), ())
        return [(one, any(opens <= one.most < closes for opens, closes in spans)) for one in minutes_of(day)]


class Oracle:
    """One calendar, walked."""

    def __init__(self, opening: Opening, pauses: Sequence[tuple[Moment, Moment]] = ()) -> None:
        self.opening, self.pauses = opening, pauses
        self._days: dict[date, list[tuple[Minute, bool]]] = {}

    def due(self, start: Moment, basis: str, amount: int) -> Moment:
        """When it is due; `amount` counts minutes, or days where the basis is working days."""
        if basis == "elapsed":
            for _ in range(amount):
                start += MINUTE
            return start
        return self.days(start, amount) if basis == "working_days" else self.counted(start, amount * 60)

    def share(self, start: Moment, due: Moment, basis: str, percent: int) -> Moment:
        """When so many hundredths of the time until it is due have gone, counted as the target counts."""
        if basis == "elapsed":
            minutes = (due - start) // MINUTE
            return start + timedelta(seconds=60 * minutes * percent / 100)
        passed = sum(self._counts(minute, is_open) for minute, is_open in self._until(start, due))
        return self.counted(start, passed * 60 * percent / 100)

    def later(self, due: Moment, basis: str, hours: int, days: int) -> Moment:
        """So many hours or days after it is due, counted as the target counts."""
        if basis == "elapsed":
            return self.due(due, basis, hours * 60 + days * 24 * 60)
        return self.days(due, days) if days else self.counted(due, hours * 3600)

    def counted(self, at: Moment, seconds: float) -> Moment:
        """The first moment by which so many seconds have been open and not paused."""
        if not seconds:
            return at
        for minute, is_open in self._from(at):
            if self._counts(minute, is_open):
                if seconds <= 60:
                    return minute.at + timedelta(seconds=seconds)
                seconds -= 60
        raise AssertionError("time ends")

    def days(self, at: Moment, days: int) -> Moment:
        """The same time by the clock so many open days later, within hours, put off by the pauses before it."""
        start = next(minute for minute, is_open in self._from(at) if is_open)
        shown = start.shows if start.shows == start.most else start.most + 1  # the second time round, all was
        day = start.at.astimezone(LONDON).date()
        for _ in range(days):
            day += timedelta(days=1)
            while not any(is_open for _, is_open in self._day(day)):
                day += timedelta(days=1)
        promised = end = self._brought(day, shown)
        while True:  # each pause that begins before the end moves it, and may let another begin before it
            spans = [(begins, ends) for begins, ends in self.pauses if begins < end]
            lost = sum(
                is_open and any(begins <= minute.at < ends for begins, ends in spans)
                for minute, is_open in self._until(at, max((ends for _, ends in spans), default=at))
            )
            moved = Oracle(self.opening).counted(promised, lost * 60)
            if moved == end:
                return end
            end = moved

    def _brought(self, day: date, shown: int) -> Moment:
        minutes = self._day(day)
        there = next((place for place, (one, _) in enumerate(minutes) if one.most >= shown), len(minutes))
        if there < len(minutes) and (minutes[there][1] or (there and minutes[there - 1][1])):
            return minutes[there][0].at
        later = next((one.at for one, is_open in minutes[there:] if is_open), None)
        return later or max(one.at for one, is_open in minutes if is_open) + MINUTE

    def _counts(self, minute: Minute, is_open: object) -> bool:
        return bool(is_open) and not any(begins <= minute.at < ends for begins, ends in self.pauses)

    def _from(self, at: Moment) -> Iterator[tuple[Minute, bool]]:
        day = at.astimezone(LONDON).date()
        while True:
            yield from (one for one in self._day(day) if one[0].at >= at)
            day += timedelta(days=1)

    def _until(self, at: Moment, end: Moment) -> Iterator[tuple[Minute, bool]]:
        for one in self._from(at):
            if one[0].at >= end:
                return
            yield one

    def _day(self, day: date) -> list[tuple[Minute, bool]]:
        if day not in self._days:
            self._days[day] = self.opening.walked(day)
        return self._days[day]


@lru_cache(maxsize=512)
def minutes_of(day: date) -> tuple[Minute, ...]:
    """The minutes of one day in London: 1,440, or an hour's fewer or more where the clocks change."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=2)
    found, most = list[Minute](), -1
    for _ in range(29 * 60):
        there = at.astimezone(LONDON)
        if there.date() == day:
            shows = there.hour * 60 + there.minute
            most = max(most, shows)
            found.append(Minute(at, shows, most))
        at += MINUTE
    return tuple(found)
