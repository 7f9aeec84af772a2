"""The cases of `clocks.json`: calendars, targets, starts and pauses, in groups that each have a reason."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from tests.vectors.minute_by_minute import Opening, Times

LONDON: Final = ZoneInfo("Europe/London")
HOLIDAYS: Final = Path(__file__).parents[2] / "policies" / "calendars" / "england-and-wales.toml"
NINE_TO_FIVE: Final[Times] = ((540, 1020),)
WEEK: Final = range(7)
TARGETS: Final[Mapping[str, tuple[str, int]]] = {
    "red": ("elapsed", 240), "fast red": ("elapsed", 120), "fast amber": ("working_hours", 360),
    "amber": ("working_days", 1), "green": ("working_days", 3),
}  # fmt: skip
Pauses = tuple[tuple[datetime, datetime], ...]


class Case(NamedTuple):
    """What one vector asks. `ladder` says whether it also asks for the steps after silence."""

    group: str
    calendar: str
    target: str
    start: datetime
    pauses: Pauses = ()
    ladder: bool = False
    note: str | None = None


def _holidays() -> tuple[frozenset[date], date]:
    found = tomllib.loads(HOLIDAYS.read_text(encoding="utf-8"))
    return frozenset(one["on"] for one in found["day"]), found["known_until"]


BANK_HOLIDAYS, KNOWN_UNTIL = _holidays()
HOURS: Final[Mapping[str, Mapping[int, Times]]] = {
    "office": dict.fromkeys(range(5), NINE_TO_FIVE),
    "saturday": {**dict.fromkeys(range(5), NINE_TO_FIVE), 5: ((540, 750),)},
    "lunch": dict.fromkeys(range(5), ((510, 720), (780, 990))),
    "short friday": {**dict.fromkeys(range(4), NINE_TO_FIVE), 4: ((540, 780),)},
    "uneven": {0: NINE_TO_FIVE, 1: ((630, 1140),), 2: ((540, 720), (780, 1020)), 3: ((540, 1020),), 4: ((540, 900),)},
    "three days": dict.fromkeys((0, 2, 4), ((480, 960),)),
    "to midnight": dict.fromkeys(WEEK, ((0, 360), (1320, 1440))),
    "early": dict.fromkeys(WEEK, ((60, 90), (100, 130), (360, 480))),
    "always": dict.fromkeys(WEEK, ((0, 1440),)),
}
"""What organisations keep, from a housing office to a control room; `early` opens within the hour that changes."""
CALENDARS: Final = {
    **{name: Opening(hours, BANK_HOLIDAYS) for name, hours in HOURS.items() if name not in ("always", "to midnight")},
    **{name: Opening(HOURS[name], frozenset()) for name in ("always", "to midnight")},
}


def at(text: str, fold: int = 0) -> datetime:
    """A time by the clock in London, as UTC; `fold` 1 is the second time that the clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def _each(group: str, calendars: Iterable[str], targets: Iterable[str], starts: Iterable[str]) -> Iterator[Case]:
    for calendar, target, start in product(calendars, targets, starts):
        yield Case(group, calendar, target, at(start))


def _ladders() -> Iterator[Case]:
    starts = ("2026-11-24 10:00", "2026-11-26 16:45", "2026-11-27 11:00", "2026-12-23 12:00")
    for calendar, target, start in product(("office", "lunch", "always"), ("red", "fast amber", "amber"), starts):
        yield Case("ladder", calendar, target, at(start), ladder=True)


def _paused() -> Iterator[Case]:
    """Questions asked of a request of Tuesday 24 November at 10am, and what they cost."""
    spans = {
        "within a day": [("11-24 11:00", "11-24 13:00")],
        "over night": [("11-24 16:30", "11-25 09:30")],
        "at night only": [("11-24 19:00", "11-25 07:00")],
        "over a weekend": [("11-24 15:00", "11-30 09:15")],
        "several": [("11-24 11:00", "11-24 11:20"), ("11-24 14:00", "11-24 15:00"), ("11-25 09:00", "11-25 09:30")],
        "overlapping": [("11-24 11:00", "11-24 13:00"), ("11-24 12:00", "11-24 14:00")],
        "one within another": [("11-24 11:00", "11-24 15:00"), ("11-24 12:00", "11-24 13:00")],
        "begun before the start": [("11-23 16:00", "11-24 11:30")],
        "ended before the start": [("11-20 16:00", "11-23 11:30")],
        "begun when it was due": [("11-27 10:00", "11-27 12:00")],
        "in time only because of an earlier one": [("11-24 11:00", "11-24 14:00"), ("11-25 11:00", "11-25 12:00")],
        "ended after it was due": [("11-25 09:59", "11-27 12:00")],
    }
    for (note, given), target in product(spans.items(), ("red", "fast amber", "amber", "green")):
        pauses = tuple((at(f"2026-{begins}"), at(f"2026-{ends}")) for begins, ends in given)
        yield Case("pause", "office", target, at("2026-11-24 10:00"), pauses, ladder=target == "amber", note=note)


def _re_rated() -> Iterator[Case]:
    """Re-rated means counted anew from the first start, by whatever target: when it is done changes nothing."""
    for start, asked in (("2026-11-26 15:00", True), ("2026-12-24 16:50", False)):
        pauses = ((at("2026-11-26 15:30"), at("2026-11-27 10:00")),) if asked else ()
        for first, then in (("green", "amber"), ("green", "red"), ("amber", "red"), ("red", "amber"), ("red", "green")):
            yield Case("re-rating", "office", then, at(start), pauses, note=f"sent as {first}, now {then}")


def _random() -> Iterator[Case]:
    """Whatever nobody thought of, the same each time."""
    chosen = random.Random(63)
    begins = at("2025-01-01 00:00")
    for _ in range(90):
        start = begins + timedelta(minutes=chosen.randrange(4 * 365 * 1440))
        pauses = []
        for _ in range(chosen.choice((0, 0, 1, 2))):
            asked = start + timedelta(minutes=chosen.randrange(2880))
            pauses.append((asked, asked + timedelta(minutes=chosen.randrange(1, 4320))))
        yield Case("random", chosen.choice(list(CALENDARS)), chosen.choice(list(TARGETS)), start, tuple(sorted(pauses)))


CASES: Final[tuple[Case, ...]] = (
    *_each("plain", ("office",), TARGETS, ("2026-11-24 08:59", "2026-11-24 09:00", "2026-11-24 12:34",
                                           "2026-11-24 16:59", "2026-11-24 17:00", "2026-11-28 12:00")),
    *_each("spring", ("office", "always", "early"), TARGETS,
           ("2026-03-27 16:00", "2026-03-28 01:20", "2026-03-29 00:40")),
    *_each("autumn", ("office", "always", "early"), TARGETS,
           ("2026-10-23 16:00", "2026-10-24 01:20", "2026-10-25 00:40")),
    *(Case("autumn", calendar, target, at("2026-10-25 01:20", fold), note=f"shown {how}")
      for calendar in ("always", "early") for target in TARGETS for fold, how in ((0, "first"), (1, "again"))),
    *_each("christmas", ("office", "saturday"), ("red", "fast amber", "amber", "green"),
           ("2026-12-24 15:00", "2026-12-24 17:30", "2027-12-24 15:00", "2027-12-31 11:00")),
    *_each("easter", ("office", "saturday"), ("fast amber", "amber", "green"),
           ("2026-04-02 14:00", "2027-03-25 16:55")),
    *_each("weekend", ("office", "always"), ("red", "fast red"),
           ("2026-11-27 16:50", "2026-11-28 23:00", "2026-11-29 21:30")),
    *_each("odd hours", ("saturday", "lunch", "short friday", "three days", "to midnight", "always"),
           ("fast amber", "amber", "green"), ("2026-11-26 12:10", "2026-11-27 16:20")),
    *_each("odd hours", ("uneven",), ("fast amber", "amber", "green"),
           ("2026-11-23 09:10", "2026-11-24 12:30", "2026-11-26 16:40")),
    *_each("past known", ("office",), ("red", "fast amber", "amber", "green"),
           ("2028-12-29 15:00", "2029-03-29 15:00", "2030-12-24 15:00")),
    *_ladders(),
    *_paused(),
    *_re_rated(),
    *_random(),
)  # fmt: skip
LADDER: Final[Mapping[str, tuple[int | None, int, int]]] = {
    "75%": (75, 0, 0), "due+4h": (None, 4, 0), "due+1d": (None, 0, 1),
}  # fmt: skip
"""By name, the steps that are asked for: a share of the time, or hours or days after it."""
