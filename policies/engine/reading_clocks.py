"""Reads ratings, clock profiles and calendars, and refuses a promise that could not be kept or would not be true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from policies.engine.clock_profiles import (
    ELAPSED,
    STEP,
    TOLD,
    WORKING_DAYS,
    WORKING_HOURS,
    ClockProfile,
    HolidayCalendar,
    Rating,
    Rung,
    Target,
)
from policies.engine.errors import PolicyError
from policies.engine.reading import KEY, Table

PROFILES: Final = "clock_profiles.toml"
COLOURS: Final = ("red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "grey")
"""The tags that GOV.UK Frontend has colours for."""
LENGTH: Final = re.compile(r"([1-9]\d{0,2})([mhd])")
NO_TARGET: Final = "none"
WORKING: Final = "working"
FIRST_DAY: Final = 24
"""Hours that make a day where time just passes: a rung of so many belongs among those of days."""


def read_rating(table: Table) -> Rating:
    """Read one `[[rating]]`; the most urgent stands first."""
    return Rating(
        key=table.matching("key", KEY, "a key such as amber"),
        label=table.text("label"),
        colour=table.word("colour", COLOURS),
        runs_on=table.flag("runs_on", default=False),
        warns_closed=table.flag("warns_closed", default=False),
    )


def profile_reader(ratings: Mapping[str, Rating]) -> Callable[[Table], ClockProfile]:
    """Return the reader of one `[[profile]]`, which says for each rating what is promised, or that nothing is."""

    def read(table: Table) -> ClockProfile:
        return ClockProfile(
            key=table.matching("key", KEY, "a key such as standard"),
            label=table.text("label"),
            because=table.text("because"),
            source=table.text("source"),
            partner=_read_targets(table.inner("partner"), ratings),
            hub=_read_targets(table.inner("hub"), ratings),
            ladder=_read_ladder(table),
        )

    return read


def read_calendar(table: Table) -> HolidayCalendar:
    """Read one file of bank holidays; its name is its key."""
    table.finish("label", "source", "known_until", "day")
    known_until = table.day("known_until")
    days: dict[date, str] = {}
    for one in table.tables("day"):
        on = one.day("on")
        if days and on <= max(days):
            raise one.fault("on", f"{on} does not come after {max(days)}: days stand in order, each once.")
        if on > known_until:
            raise one.fault("on", f"{on} lies past known_until, {known_until}: move that as well.")
        days[on] = one.text("name")
        one.finish()
    if table.today and (not days or max(days).year != known_until.year):
        raise table.fault("known_until", f"is {known_until}, and no day of {known_until.year} is named: add them.")
    key = table.file.rpartition("/")[2].removesuffix(".toml")
    return HolidayCalendar(key, table.text("label"), MappingProxyType(days), known_until, table.text("source"))


def check_clocks(ratings: Mapping[str, Rating], profiles: Mapping[str, ClockProfile]) -> None:
    """Refuse a most urgent rating that could be stopped: never paused, and never waiting for an opening hour."""
    urgent = next(iter(ratings.values()), None)
    if urgent is None or not urgent.runs_on:
        where = f"rating.{urgent.key}.runs_on" if urgent else "rating"
        raise PolicyError(PROFILES, where, "must be true of the first rating: the most urgent waits for nothing.")
    for profile in profiles.values():
        for whose, targets in (("partner", profile.partner), ("hub", profile.hub)):
            for rating in (one for one in ratings.values() if one.runs_on):
                target = targets[rating.key]
                if target is None or target.basis != ELAPSED:
                    says = f'must be elapsed time, such as {{ elapsed = "4h" }}: {rating.key} waits for nothing.'
                    raise PolicyError(PROFILES, f"profile.{profile.key}.{whose}.{rating.key}", says)


def _read_targets(table: Table, ratings: Iterable[str]) -> Mapping[str, Target | None]:
    found = {rating: None if table.value(rating) == NO_TARGET else _read_target(table, rating) for rating in ratings}
    table.finish()
    return MappingProxyType(found)


def _read_target(table: Table, rating: str) -> Target:
    says = f'must be {{ elapsed = "4h" }}, {{ working = "6h" }}, {{ working = "1d" }} or "{NO_TARGET}".'
    if not isinstance(table.value(rating), dict):
        raise table.fault(rating, says)
    given = table.inner(rating)
    bases = [basis for basis in (ELAPSED, WORKING) if given.has(basis)]
    given.finish()
    if len(bases) != 1:
        raise table.fault(rating, says)
    length = LENGTH.fullmatch(given.text(bases[0]))
    if length is None or (bases[0] == ELAPSED and length[2] == "d"):
        raise table.fault(rating, says)
    number, unit = int(length[1]), length[2]
    if unit == "d":
        return Target(WORKING_DAYS, number)
    return Target(ELAPSED if bases[0] == ELAPSED else WORKING_HOURS, number * (60 if unit == "h" else 1))


def _read_ladder(table: Table) -> tuple[Rung, ...]:
    table.value("ladder")
    rungs: list[Rung] = []
    for one in table.tables("ladder"):
        rung = Rung(
            key=one.matching("key", KEY, "a key such as nearly_due"),
            at=one.matching("at", STEP, "a share from 1% to 99%, or due, due+4h or due+1d"),
            tell=one.some_words("tell", TOLD),
        )
        one.finish()
        if one.today and rung.hours >= FIRST_DAY:
            raise one.fault("at", f"{rung.at} is a day or more: say it in days, such as due+1d.")
        if one.today and rungs and _place(rung) <= _place(rungs[-1]):
            raise one.fault("at", f"{rung.at} does not come after {rungs[-1].at}: rungs stand in order of time.")
        if any(rung.key == other.key for other in rungs):
            raise one.fault("key", f'"{rung.key}" is there twice.')
        rungs.append(rung)
    if not rungs:
        raise table.fault("ladder", "has no rung: nobody would hear of silence.")
    return tuple(rungs)


def _place(rung: Rung) -> tuple[bool, int, int]:
    return (rung.percent is None, rung.days, rung.percent or rung.hours)
