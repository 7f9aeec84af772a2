"""Deadlines: a pure function of rating and time of sending, over weekends, nights and both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.research import due_at

LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    "rating, sent, due",
    [
        ("red", "2026-11-24 10:00", "2026-11-24 14:00"),
        ("red", "2026-11-27 23:00", "2026-11-28 03:00"),
        ("red", "2026-10-25 00:30", "2026-10-25 03:30"),  # the clocks go back at 2: four hours elapse
        ("red", "2026-03-29 00:30", "2026-03-29 05:30"),  # and forward at 1
        ("amber", "2026-11-24 10:00", "2026-11-25 10:00"),
        ("amber", "2026-11-27 16:59", "2026-11-30 16:59"),  # Friday to Monday
        ("amber", "2026-11-27 17:00", "2026-12-01 09:00"),  # Friday evening counts from Monday's opening
        ("amber", "2026-11-28 12:00", "2026-12-01 09:00"),  # so does Saturday
        ("amber", "2026-11-24 08:59", "2026-11-25 09:00"),  # before opening counts from opening
        ("green", "2026-11-24 10:00", "2026-11-27 10:00"),
        ("green", "2026-11-26 10:00", "2026-12-01 10:00"),
        ("amber", "2026-10-23 10:00", "2026-10-26 10:00"),  # over the weekend the clocks go back: ten is ten
        ("amber", "2026-03-27 10:00", "2026-03-30 10:00"),
    ],
)
def test_due_at(rating: str, sent: str, due: str) -> None:
    found = due_at(rating, london(sent).astimezone(UTC))
    assert found.astimezone(LONDON) == london(due)
    assert found.tzinfo is UTC


@given(
    st.sampled_from(["red", "amber", "green"]),
    st.integers(1_704_067_200, 1_893_456_000),  # from 2024 to 2030
)
def test_a_deadline_is_later_and_by_day_within_hours(rating: str, seconds: int) -> None:
    sent = datetime.fromtimestamp(seconds, UTC)
    due = due_at(rating, sent)
    assert timedelta(0) < due - sent < timedelta(days=8)
    if rating == "red":
        assert due - sent == timedelta(hours=4)
    else:
        there = due.astimezone(LONDON)
        assert there.weekday() < 5
        assert 9 <= there.hour < 17


def test_an_unknown_rating_has_no_deadline() -> None:
    with pytest.raises(KeyError):
        due_at("blue", datetime(2026, 11, 24, 10, tzinfo=UTC))
