"""The bank holidays of policy are those that somebody else reckons, with the substitute days, and no others."""

from __future__ import annotations

from datetime import timedelta

import holidays

from policies.engine.loading import load_release
from tests.policies.conftest import POLICIES

CALENDAR = load_release(POLICIES).calendars["england-and-wales"]
SUBSTITUTE = " (substitute day)"


def test_they_are_what_the_holidays_package_says() -> None:
    years = range(min(CALENDAR.days).year, CALENDAR.known_until.year + 1)
    theirs = holidays.country_holidays("GB", subdiv="ENG", years=years)
    assert sorted(CALENDAR.days) == sorted(theirs)
    assert sorted(theirs) == sorted(holidays.country_holidays("GB", subdiv="WLS", years=years))


def test_a_substitute_day_is_a_weekday_soon_after_the_day_of_the_weekend_that_it_stands_for() -> None:
    found = {on: name.removesuffix(SUBSTITUTE) for on, name in CALENDAR.days.items() if name.endswith(SUBSTITUTE)}
    assert [str(on) for on in found] == ["2026-12-28", "2027-12-27", "2027-12-28", "2028-01-03"]
    for on, name in found.items():
        before = [on - timedelta(days=days) for days in (1, 2, 3)]
        assert [one.weekday() >= 5 for one in before if CALENDAR.days.get(one) == name] == [True]
        assert on.weekday() < 5


def test_each_year_has_its_eight() -> None:
    for year in range(min(CALENDAR.days).year, CALENDAR.known_until.year + 1):
        working = [on for on in CALENDAR.days if on.year == year and on.weekday() < 5]
        assert len(working) == 8, year
