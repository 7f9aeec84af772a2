"""Due times by hand: hours, closed days, both changes of the clocks, pauses, and the rungs after them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from app.domain.clocks import Calendar, Clock, Pause, Target

LONDON = ZoneInfo("Europe/London")
OFFICE = dict.fromkeys(range(5), ((540, 1020),))
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28), date(2027, 1, 1)})
HUB = Calendar(OFFICE, CHRISTMAS, date(2026, 12, 31))
NIGHTS = Calendar(dict.fromkeys(range(7), ((0, 360), (1320, 1440))))
ALWAYS = Calendar(dict.fromkeys(range(7), ((0, 1440),)))
LATE_TUESDAY = Calendar({0: ((540, 1020),), 1: ((630, 1140),)})
LUNCH = Calendar({**dict.fromkeys(range(5), ((540, 720), (780, 1020))), 5: ((540, 720),)})
RED, AMBER, GREEN, SIX_HOURS = (
    Target("elapsed", 240), Target("working_days", 1), Target("working_days", 3), Target("working_hours", 360),
)  # fmt: skip


class Step(NamedTuple):
    percent: int | None = None
    hours: int = 0
    days: int = 0


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def pause(start: str, end: str) -> Pause:
    return Pause(london(start), london(end))


@pytest.mark.parametrize(
    "calendar, target, start, due",
    [
        (HUB, RED, "2026-12-24 16:50", "2026-12-24 20:50"),
        (HUB, RED, "2026-10-25 00:30", "2026-10-25 03:30"),  # the clocks go back at 2: four hours elapse
        (HUB, RED, "2026-03-29 00:30", "2026-03-29 05:30"),  # and forward at 1
        (HUB, AMBER, "2026-12-24 15:00", "2026-12-29 15:00"),  # over Christmas, a weekend and the substitute day
        (HUB, AMBER, "2026-11-27 16:59", "2026-11-30 16:59"),  # Friday to Monday
        (HUB, AMBER, "2026-11-27 17:00", "2026-12-01 09:00"),  # Friday evening counts from Monday's opening
        (HUB, AMBER, "2026-11-24 08:59", "2026-11-25 09:00"),
        (HUB, AMBER, "2026-10-23 10:00", "2026-10-26 10:00"),  # over the weekend the clocks go back: ten is ten
        (HUB, GREEN, "2026-12-24 15:00", "2026-12-31 15:00"),
        (HUB, GREEN, "2026-12-31 15:00", "2027-01-06 15:00"),  # 1 January is closed, 2 and 3 a weekend
        (HUB, SIX_HOURS, "2026-12-24 15:00", "2026-12-29 13:00"),
        (HUB, SIX_HOURS, "2026-12-24 11:00", "2026-12-24 17:00"),  # by the minute of closing, not at the next opening
        (LUNCH, AMBER, "2026-11-27 12:30", "2026-11-28 12:00"),  # from one o'clock; Saturday ends at noon
        (LUNCH, AMBER, "2026-11-28 11:00", "2026-11-30 11:00"),
        (LATE_TUESDAY, AMBER, "2026-11-23 09:10", "2026-11-24 10:30"),  # before it opens: when it does
        (LUNCH, Target("working_hours", 240), "2026-11-27 11:00", "2026-11-27 16:00"),
        (NIGHTS, AMBER, "2026-11-27 23:30", "2026-11-28 23:30"),
        (NIGHTS, Target("working_hours", 180), "2026-11-27 23:00", "2026-11-28 02:00"),
        (ALWAYS, Target("working_hours", 240), "2026-10-25 00:30", "2026-10-25 03:30"),
        (
            ALWAYS,
            AMBER,
            "2026-03-28 01:30",
            "2026-03-29 02:00",
        ),  # 1:30 is not shown: as soon as they have moved
        (ALWAYS, AMBER, "2026-10-24 01:30", "2026-10-25 01:30"),  # shown twice: the first time
    ],
)
def test_due(calendar: Calendar, target: Target, start: str, due: str) -> None:
    found = Clock(london(start).astimezone(UTC), target, calendar).due
    assert found == london(due).astimezone(UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "target, pauses, due",
    [
        (AMBER, [pause("2026-11-24 11:00", "2026-11-24 13:00")], "2026-11-25 12:00"),
        (AMBER, [pause("2026-11-24 18:00", "2026-11-25 08:00")], "2026-11-25 10:00"),  # no working time in it
        (AMBER, [pause("2026-11-25 09:00", "2026-11-27 09:00")], "2026-11-27 10:00"),  # ends after it was due
        (AMBER, [pause("2026-11-25 10:00", "2026-11-27 09:00")], "2026-11-25 10:00"),  # asked when it was due already
        (AMBER, [pause("2026-11-24 11:00", "2026-11-24 13:00"), pause("2026-11-24 12:00", "2026-11-24 14:00")],
         "2026-11-25 13:00"),  # the hour that both share is counted once
        (AMBER, [pause("2026-11-25 11:00", "2026-11-25 12:00"), pause("2026-11-24 11:00", "2026-11-24 13:00")],
         "2026-11-25 13:00"),  # the first makes the second begin before it is due, in whatever order they come
        (SIX_HOURS, [pause("2026-11-24 11:00", "2026-11-24 13:00")], "2026-11-25 10:00"),
        (RED, [pause("2026-11-24 11:00", "2026-11-24 13:00")], "2026-11-24 14:00"),
    ],
)  # fmt: skip
def test_a_pause_that_begins_in_time_puts_it_off_by_the_working_time_in_it(
    target: Target, pauses: list[Pause], due: str
) -> None:
    assert Clock(london("2026-11-24 10:00"), target, HUB, tuple(pauses)).due == london(due)


def test_rungs_count_as_the_target_does() -> None:
    steps = (Step(75), Step(), Step(hours=4), Step(days=1))
    red, amber = (Clock(london("2026-11-26 16:00"), one, HUB) for one in (RED, AMBER))
    assert red.ladder(steps) == tuple(
        map(london, ("2026-11-26 19:00", "2026-11-26 20:00", "2026-11-27 00:00", "2026-11-27 20:00"))
    )
    assert amber.ladder(steps) == tuple(
        map(london, ("2026-11-27 14:00", "2026-11-27 16:00", "2026-11-30 12:00", "2026-11-30 16:00"))
    )


def test_a_rung_of_hours_that_takes_days_is_not_overtaken() -> None:
    short = Calendar(dict.fromkeys(range(5), ((540, 600),)))  # an hour a day
    clock = Clock(london("2026-11-23 09:30"), AMBER, short)
    four_hours = clock.at(Step(hours=4))
    assert four_hours == london("2026-11-30 09:30")
    assert clock.at(Step(days=1)) == london("2026-11-25 09:30")
    assert clock.ladder((Step(hours=4), Step(days=1))) == (four_hours, four_hours)


def test_when_it_is_open() -> None:
    before, within, closing = (london(f"2026-12-24 {at}") for at in ("08:59", "09:00", "17:00"))
    assert [HUB.is_open(at) for at in (before, within, closing)] == [False, True, False]
    assert HUB.next_opening(before) == HUB.next_opening(within) == within
    assert HUB.next_opening(closing) == london("2026-12-29 09:00")
    assert HUB.closes_after(before) == HUB.closes_after(within) == closing
    assert HUB.closes_after(closing) == london("2026-12-29 17:00")
    assert LUNCH.closes_after(london("2026-11-27 10:00")) == london("2026-11-27 12:00")


def test_what_closes_and_opens_at_midnight_has_not_closed() -> None:
    assert NIGHTS.closes_after(london("2026-11-27 23:00")) == london("2026-11-28 06:00")
    assert ALWAYS.closes_after(london("2026-11-27 23:00")) is None
    christmas = Calendar(ALWAYS.hours, frozenset({date(2026, 12, 25)}))
    assert christmas.closes_after(london("2026-11-27 23:00")) == london("2026-12-25 00:00")


def test_past_the_day_until_which_holidays_are_known_a_weekday_counts() -> None:
    assert HUB.knows(london("2026-12-31 23:59"))
    assert not HUB.knows(london("2027-01-01 00:00"))
    assert not Calendar(OFFICE).knows(london("2026-01-01 00:00"))
    holiday = "2027-12-27"  # a bank holiday that nobody had announced: it is due then, and not later
    assert Clock(london("2027-12-24 10:00"), AMBER, HUB).due == london(f"{holiday} 10:00")


@pytest.mark.parametrize(
    "hours",
    [{}, {0: ()}, {7: ((540, 1020),)}, {0: ((1020, 540),)}, {0: ((540, 540),)}, {0: ((540, 1441),)},
     {0: ((540, 720), (700, 1020))}, {0: ((540, 720), (720, 1020))}],
)  # fmt: skip
def test_hours_that_are_none_are_refused(hours: dict[int, tuple[tuple[int, int], ...]]) -> None:
    with pytest.raises(ValueError):
        Calendar(hours)


def test_a_moment_says_its_zone() -> None:
    naive = london("2026-11-24 10:00").replace(tzinfo=None)
    with pytest.raises(ValueError):
        Clock(naive, RED, HUB)
    with pytest.raises(ValueError):
        Clock(naive.replace(tzinfo=UTC), AMBER, HUB, (Pause(naive, naive + timedelta(hours=1)),))
