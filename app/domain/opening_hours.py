"""When an organisation is open: its hours by London's clocks, closed days, and both changes of the clocks.

Moments go in aware and come out in UTC; days and hours are London's (`Europe/London`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MIDNIGHT = time()
MINUTES_A_DAY = 24 * 60
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEVER_CLOSES = timedelta(days=400)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an organisation is open, by London's clocks.

    `hours` gives for a weekday (0 is Monday) its spans (opens, closes) in minutes after midnight, in order; one that is
    not there is closed. `closed` are the days on which it is closed all the same, bank holidays among them; those are
    known until `known_until` (None: nobody promised any). Without a span it opens never: ValueError.
    """

    hours: Mapping[int, tuple[tuple[int, int], ...]]
    closed: Collection[date] = frozenset()
    known_until: date | None = None

    def __post_init__(self) -> None:
        for weekday, spans in self.hours.items():
            marks = [minute for span in spans for minute in span]
            within = all(0 <= one <= MINUTES_A_DAY for one in marks)
            if weekday not in range(7) or not within or marks != sorted(set(marks)):
                raise ValueError(f"hours[{weekday}] must be a weekday, 0 to 6, with spans in order, not {spans!r}.")
        if not any(self.hours.values()):
            raise ValueError("hours name no weekday on which it opens.")

    def knows(self, at: datetime) -> bool:
        """Whether every bank holiday up to this moment is known: past that, a holiday would count as a working day."""
        return self.known_until is not None and at.astimezone(LONDON).date() <= self.known_until

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at this moment; at the minute it closes it is not."""
        return any(opens <= at < closes for opens, closes in self.spans(at.astimezone(LONDON).date()))

    def next_opening(self, at: datetime) -> datetime:
        """When it is open next: this very moment while it is open, else when it opens."""
        return next(self.openings(at))[0]

    def closes_after(self, at: datetime) -> datetime | None:
        """When the opening that this moment lies in, or the next one, ends; None where it is open day and night.

        What closes at midnight and opens at midnight has not closed.
        """
        end: datetime | None = None
        for opens, closes in self.openings(at):
            if end is not None and opens > end:
                return end
            if opens - at > NEVER_CLOSES:
                break
            end = closes
        return None

    def spans(self, day: date) -> tuple[Span, ...]:
        """The times of a day at which it is open, in UTC and in order; none on a closed day."""
        if day in self.closed:
            return ()
        return _spans(day, self.hours.get(day.weekday(), ()))

    def openings(self, at: datetime) -> Iterator[Span]:
        """Every time at which it is open from this moment on, in UTC, without end; none begins before it."""
        at = at.astimezone(UTC)
        day = at.astimezone(LONDON).date()
        while True:
            yield from ((max(at, opens), closes) for opens, closes in self.spans(day) if closes > at)
            day += DAY


@lru_cache(maxsize=4096)
def _spans(day: date, hours: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    found = ((first(day, opens * MINUTE), first(day, closes * MINUTE)) for opens, closes in hours)
    return tuple(one for one in found if one[0] < one[1])  # one that lies in the hour that March skips is none


def first(day: date, wall: timedelta) -> datetime:
    """The first moment of a day, in UTC, at which the clocks show this time after midnight, or a later one.

    In March one hour is never shown: it is as soon as the clocks have moved, at 1am (Summer Time Order 2002).
    """
    there = datetime.combine(day, MIDNIGHT) + wall
    found = there.replace(tzinfo=LONDON).astimezone(UTC)
    skipped = found.astimezone(LONDON).replace(tzinfo=None) != there
    return found.replace(minute=0, second=0, microsecond=0) if skipped else found


def shown(at: datetime) -> timedelta:
    """The latest time after midnight that the clocks have shown on the day of this moment.

    In October one hour is shown twice: the second time, they have shown its end already.
    """
    there = at.astimezone(LONDON)
    if there.fold:
        return timedelta(hours=there.hour + 1)
    return there.replace(tzinfo=None) - datetime.combine(there, MIDNIGHT)
