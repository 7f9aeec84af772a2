"""When a promised answer is due: pure functions of a start, a target, opening hours, closed days and pauses.

Moments go in aware and come out in UTC; days and hours are London's (`Europe/London`), over both changes of its clocks.
`tests/vectors/clocks.json` is the published measure of what this computes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Protocol

from app.domain.opening_hours import DAY, LONDON, MINUTE, Calendar, Span, first, shown

__all__ = ["BASES", "LONDON", "Calendar", "Clock", "Pause", "Promise", "Step", "Target"]

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which nobody is waited for: from a question to its answer."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """How long an answer may take: minutes that are `elapsed` or `working_hours`, or a number of `working_days`."""

    basis: str
    amount: int


class Promise(Protocol):
    """A target as policy says it, or one of here."""

    @property
    def basis(self) -> str: ...
    @property
    def amount(self) -> int: ...


class Step(Protocol):
    """A rung as policy says it: a share of the time, or (None) so many hours or days after it is due."""

    @property
    def percent(self) -> int | None: ...
    @property
    def hours(self) -> int: ...
    @property
    def days(self) -> int: ...


class Elapsed:
    """Time that passes. It knows no hours and no pauses, so that nothing can stop it."""

    def __init__(self, calendar: Calendar, pauses: Iterable[Pause]) -> None:
        """Take what working time needs, and keep none of it."""

    def after(self, at: datetime, length: timedelta) -> datetime:
        """So much later."""
        return at + length

    def days_after(self, at: datetime, days: int) -> datetime:
        """So many times 24 hours later."""
        return at + days * DAY

    def between(self, at: datetime, end: datetime) -> timedelta:
        """How much has passed."""
        return end - at


class Working:
    """Time in which it is open and not paused."""

    def __init__(self, calendar: Calendar, pauses: Iterable[Pause]) -> None:
        self.calendar = calendar
        self.pauses = sorted(pauses, key=lambda one: one.start)

    def after(self, at: datetime, length: timedelta) -> datetime:
        """The first moment by which so much of it has passed."""
        for opens, closes in self._stretches(at) if length else ():
            if length <= closes - opens:
                return opens + length
            length -= closes - opens
        return at

    def days_after(self, at: datetime, days: int) -> datetime:
        """The same time by the clock so many open days later, within that day's hours.

        It counts from the next opening when it is closed; each pause that begins before the end puts it off by the
        working time in it.
        """
        start = self.calendar.next_opening(at)
        day = start.astimezone(LONDON).date()
        while days:
            day += DAY
            days -= bool(self.calendar.spans(day))
        end = _brought_to(self.calendar.spans(day), first(day, shown(start)))
        bare, reached = Working(self.calendar, ()), at
        for pause in self.pauses:
            if pause.start < end and pause.end > reached:
                end = bare.after(end, bare.between(max(pause.start, reached), pause.end))
                reached = pause.end
        return end

    def between(self, at: datetime, end: datetime) -> timedelta:
        """How much of it has passed."""
        passed = timedelta()
        for opens, closes in self._stretches(at):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def _stretches(self, at: datetime) -> Iterator[Span]:
        for opening, closes in self.calendar.openings(at):
            opens = opening
            for pause in self.pauses:
                if pause.end > opens and pause.start < closes:
                    if pause.start > opens:
                        yield opens, pause.start
                    opens = pause.end
            if opens < closes:
                yield opens, closes


BASES: Mapping[str, type[Elapsed | Working]] = {
    "elapsed": Elapsed,
    "working_hours": Working,
    "working_days": Working,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One running clock. A moment without its zone raises ValueError, a basis that is none of `BASES` KeyError."""

    start: datetime
    target: Promise
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        for one in (self.start, *(at for pause in self.pauses for at in (pause.start, pause.end))):
            if one.tzinfo is None:
                raise ValueError(f"{one.isoformat()} does not say in which zone.")

    @property
    def due(self) -> datetime:
        """When it is due, in UTC."""
        start = self.start.astimezone(UTC)
        if self.target.basis == "working_days":
            return self._time.days_after(start, self.target.amount)
        return self._time.after(start, self.target.amount * MINUTE)

    def at(self, rung: Step) -> datetime:
        """When a rung of its ladder comes, in UTC; hours and days are counted as the target's are."""
        running, due = self._time, self.due
        if rung.percent is not None:
            start = self.start.astimezone(UTC)
            return running.after(start, running.between(start, due) * rung.percent / 100)
        return running.days_after(due, rung.days) if rung.days else running.after(due, rung.hours * HOUR)

    def ladder(self, rungs: Iterable[Step]) -> tuple[datetime, ...]:
        """When each rung comes, none before the one before it, even where an hour's rung takes days."""
        return tuple(accumulate((self.at(one) for one in rungs), max))

    @property
    def _time(self) -> Elapsed | Working:
        return BASES[self.target.basis](self.calendar, self.pauses)


def _brought_to(spans: Sequence[Span], at: datetime) -> datetime:
    """This moment if it lies within a day's hours, else when they next begin, else when they ended."""
    for opens, closes in spans:
        if at <= closes:
            return max(at, opens)
    return spans[-1][1]
