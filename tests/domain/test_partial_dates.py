"""Dates of which not all is known: what they may mean, and whether two may be one day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.partial_dates import last_day, may_be_the_same

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
LENGTHS = st.sampled_from([4, 7, 10])


@given(DAYS, LENGTHS)
def test_the_last_day_is_of_the_same_month_or_year_and_none_is_later(day: date, length: int) -> None:
    known = day.isoformat()[:length]
    last = last_day(known)
    assert last.isoformat().startswith(known)
    assert last >= day
    assert not (last + timedelta(days=1)).isoformat().startswith(known)


@pytest.mark.parametrize("nonsense", ["", "201", "2017-13", "2017-02-30", "2017-3", "2017-03-04T00:00", "0000"])
def test_what_is_no_date_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"year|month|day"):
        last_day(nonsense)


@given(DAYS, DAYS, LENGTHS, LENGTHS)
def test_two_may_be_one_day_when_there_is_a_day_that_both_mean(one: date, other: date, long: int, short: int) -> None:
    first, second = one.isoformat()[:long], other.isoformat()[:short]
    shared = [day for day in (one, other) if day.isoformat().startswith(first) and day.isoformat().startswith(second)]
    assert may_be_the_same(first, second) == bool(shared)
