"""Which night it is, and to whom a case was handed: folds and calendars, without anything stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clocks import Calendar
from app.domain.duty import BEFORE_CLOSING, SHORTEST, TO_WRITE_UP, accepted_by, handed, night_of
from app.domain.events import ACCEPTED, DECLINED, ENDED, HANDED, Event

CASE, GIVER, NOOR, NED = (uuid4() for _ in range(4))
WEEK = Calendar(dict.fromkeys(range(5), ((540, 1020),)), {date(2026, 12, 25)}, date(2027, 12, 31))
LUNCH = Calendar(dict.fromkeys(range(5), ((540, 720), (780, 1020))))
ALWAYS = Calendar(dict.fromkeys(range(7), ((0, 1440),)))
LATE = Calendar(dict.fromkeys(range(7), ((480, 1440),)))
UNTIL = datetime(2026, 11, 30, 11, tzinfo=UTC)
NOW = datetime(2026, 11, 27, 17, tzinfo=UTC)


def at(text: str) -> datetime:
    """A moment of November or December 2026, in which London keeps UTC."""
    return datetime.fromisoformat(f"2026-{text}:00+00:00")


@pytest.mark.parametrize(
    ("calendar", "now", "closes", "opens"),
    [
        (WEEK, "11-26T10:00", "11-26T17:00", "11-27T09:00"),
        (WEEK, "11-26T17:00", "11-26T17:00", "11-27T09:00"),
        (WEEK, "11-27T16:50", "11-27T17:00", "11-30T09:00"),
        (WEEK, "11-28T12:00", "11-27T17:00", "11-30T09:00"),
        (WEEK, "12-24T16:50", "12-24T17:00", "12-28T09:00"),
        (LUNCH, "11-26T12:10", "11-26T17:00", "11-27T09:00"),
        (LATE, "11-26T23:50", "11-27T00:00", "11-27T08:00"),
    ],
)
def test_a_night_is_a_night_a_weekend_or_holidays_and_never_a_lunch(
    calendar: Calendar, now: str, closes: str, opens: str
) -> None:
    night = night_of(calendar, at(now))
    assert night is not None
    assert (night.closes, night.opens) == (at(closes), at(opens))
    assert night.hand_over_from == at(closes) - timedelta(minutes=30)
    assert night.ends == at(opens) + TO_WRITE_UP


def test_a_hub_that_never_closes_has_no_night() -> None:
    assert night_of(ALWAYS, NOW) is None


@given(
    st.dictionaries(st.integers(0, 6), st.tuples(st.integers(0, 700), st.integers(701, 1440)), min_size=1),
    st.integers(0, 730 * 24 * 60),
)
def test_whatever_the_hours_a_night_ends_later_and_the_hub_is_closed_all_through_it(
    week: dict[int, tuple[int, int]], minutes: int
) -> None:
    calendar = Calendar({day: (span,) for day, span in week.items()})
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    night = night_of(calendar, now)
    if night is None:
        return
    assert night.opens > now
    assert night.opens - night.closes >= SHORTEST
    middle = night.closes + (night.opens - night.closes) / 2
    assert not any(calendar.is_open(one) for one in (night.closes, middle, night.opens - timedelta(seconds=1)))
    assert calendar.is_open(night.opens)
    assert night.closes - night.hand_over_from == BEFORE_CLOSING


def event(seq: int, what: str, about: UUID, by: UUID = GIVER, **codes: str) -> Event:
    when = NOW + timedelta(minutes=seq)
    return Event(CASE, seq, what, about, by, uuid4(), when, codes, b"", b"")


def given_to(seq: int, about: UUID) -> Event:
    return event(seq, HANDED, about, until=UNTIL.isoformat())


def accepted(*events: Event, by: UUID = NOOR, now: datetime = NOW) -> bool:
    """Whether the case is theirs, as their own events say it."""
    return accepted_by(by, [one for one in events if one.names(by)], now) == {CASE}


def test_it_is_theirs_from_when_they_accept_until_it_ends() -> None:
    own = (given_to(1, NOOR), event(2, ACCEPTED, NOOR))
    assert not accepted(*own[:1])
    assert accepted(*own)
    assert accepted(*own, now=UNTIL - timedelta(seconds=1))
    assert not accepted(*own, now=UNTIL)


@pytest.mark.parametrize("what", [DECLINED, ENDED, "conflict_declared", "freed"])
def test_what_ends_it_ends_it_and_accepting_again_needs_a_new_hand_over(what: str) -> None:
    own = (given_to(1, NOOR), event(2, ACCEPTED, NOOR), event(3, what, NOOR))
    assert not accepted(*own)
    assert accepted(*own, given_to(4, NOOR), event(5, ACCEPTED, NOOR))


def test_accepting_what_was_never_handed_over_gives_nothing() -> None:
    assert not accepted(event(1, ACCEPTED, NOOR, NOOR, until=UNTIL.isoformat()))


def test_a_hand_over_that_says_no_end_gives_nothing() -> None:
    for codes in ({}, {"until": "tomorrow"}, {"until": ""}):
        given = replace(event(1, HANDED, NOOR), codes=codes)
        assert not accepted(given, event(2, ACCEPTED, NOOR))


def test_another_hand_over_takes_the_place_of_the_one_before() -> None:
    found = handed([given_to(1, NOOR), event(2, ACCEPTED, NOOR), event(3, ENDED, NOOR), given_to(4, NED)])
    assert found is not None
    assert (found.to_id, found.state) == (NED, HANDED)
    late = handed([given_to(1, NOOR), given_to(2, NED), event(3, ACCEPTED, NOOR)])
    assert late is not None
    assert (late.to_id, late.state) == (NED, HANDED), "who was passed over can accept no more"


def test_what_somebody_gave_to_another_is_not_theirs() -> None:
    own = (event(1, HANDED, NED, NOOR, until=UNTIL.isoformat()), event(2, ACCEPTED, NED, NOOR))
    assert not accepted(*own)
    assert accepted(*own, by=NED)
