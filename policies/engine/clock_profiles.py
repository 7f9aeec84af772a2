"""How urgent a case can be, what is promised then, who hears of silence, and which days are bank holidays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

STEP: Final = re.compile(r"(?P<percent>[1-9]\d?)%|due(?:\+(?P<hours>[1-9]\d?)h|\+(?P<days>[1-9]\d?)d)?")
"""When a rung comes: a share of the time, the due time, or so many hours or days after it."""

ELAPSED: Final = "elapsed"
WORKING_HOURS: Final = "working_hours"
WORKING_DAYS: Final = "working_days"
WARNED: Final = timedelta(days=183)
"""How long before bank holidays are known no further those who look after the policy are told: six months."""
TOLD: Final = ("holder", "organisation", "manager", "hub", "lead", "board")
"""Whom a rung tells: whoever holds the request, all there who get mail, who approves; the hub; the lead; the board."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How urgent a case is. One that `runs_on` waits for no opening hour and no answer. `colour` is that of its tag.

    Of one that `warns_closed`, as of any that runs on, it is said before sending which partners are closed.
    """

    key: str
    label: str
    colour: str
    runs_on: bool
    warns_closed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """How long an answer may take: minutes that are `elapsed` or `working_hours`, or a number of `working_days`."""

    basis: str
    amount: int


@dataclass(frozen=True, slots=True)
class Rung:
    """A step when nobody answers: at a share of the time or after it (`75%`, `due`, `due+4h`), and who is told.

    Its hours and days are counted as its target's are.
    """

    key: str
    at: str
    tell: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        """The share of the time after which it comes; None from the due time on."""
        return self._part("percent") or None

    @property
    def hours(self) -> int:
        """How many hours after the due time it comes."""
        return self._part("hours")

    @property
    def days(self) -> int:
        """How many days after the due time it comes."""
        return self._part("days")

    def _part(self, name: str) -> int:
        found = STEP.fullmatch(self.at)
        return int(found[name] or 0) if found else 0


@dataclass(frozen=True, slots=True)
class ClockProfile:
    """What a hub that adopts it promises: by rating, how long partner and hub may take (None: nobody is asked)."""

    key: str
    label: str
    because: str
    source: str
    partner: Mapping[str, Target | None]
    hub: Mapping[str, Target | None]
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """The bank holidays of one part of the country, known until a day. Past it a weekday counts as a working day."""

    key: str
    label: str
    days: Mapping[date, str]
    known_until: date
    source: str

    def ends_soon(self, on: date) -> bool:
        """Whether so little is left that somebody must add the days announced since."""
        return self.known_until - on < WARNED
