"""Due times in words, on a London clock, across the days the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from app.domain.time_of_day import time_words
from app.web.clock_words import due_words, duration_words
from app.web.date_words import date_words, moment_words


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "due,now,text,state",
    [
        ("2026-11-20T16:10Z", "2026-11-20T13:10Z", "Due today 4:10pm, 3 hours left", "today"),
        ("2026-11-20T16:10Z", "2026-11-20T15:10Z", "Due today 4:10pm, 1 hour left", "soon"),
        ("2026-11-20T16:10Z", "2026-11-20T14:40Z", "Due today 4:10pm, 1 hour 30 minutes left", "today"),
        ("2026-11-20T16:10Z", "2026-11-20T16:09:30Z", "Due today 4:10pm, less than a minute left", "soon"),
        ("2026-11-20T16:10Z", "2026-11-20T16:10Z", "Due today 4:10pm, less than a minute left", "soon"),
        ("2026-11-20T16:10Z", "2026-11-20T16:11Z", "Overdue by 1 minute: was due today 4:10pm", "overdue"),
        ("2026-11-20T16:10Z", "2026-11-21T17:10Z", "Overdue by 25 hours: was due yesterday 4:10pm", "overdue"),
        ("2026-11-20T16:10Z", "2026-11-30T16:10Z", "Overdue by 10 days: was due Friday 20 November at 4:10pm",
         "overdue"),
        ("2026-11-21T09:00Z", "2026-11-20T16:00Z", "Due tomorrow 9am, 17 hours left", "later"),
        ("2027-01-04T12:00Z", "2026-12-30T12:00Z", "Due Monday 4 January 2027 at midday, 5 days left", "later"),
        # Clocks go forward at 1am on 29 March 2026: from noon to noon is 23 hours.
        ("2026-03-29T11:00Z", "2026-03-28T12:00Z", "Due tomorrow midday, 23 hours left", "later"),
        # Summer time: midnight in London is 23:00 UTC of the day before.
        ("2026-07-01T23:00Z", "2026-07-01T22:30Z", "Due tomorrow midnight, 30 minutes left", "soon"),
        # Clocks go back at 2am on 25 October 2026: 1:30am comes twice, an hour apart.
        ("2026-10-25T01:30Z", "2026-10-25T00:30Z", "Due today 1:30am GMT, 1 hour left", "soon"),
        ("2026-10-25T12:00Z", "2026-10-24T11:00Z", "Due tomorrow midday, 25 hours left", "later"),
    ],
)  # fmt: skip
def test_due_words(due: str, now: str, text: str, state: str) -> None:
    words = due_words(at(due), at(now))
    assert (words.text, words.state) == (text, state)


def test_the_zone_a_time_came_in_does_not_matter() -> None:
    due, now = at("2026-07-01T15:10Z"), at("2026-07-01T12:10Z")
    elsewhere = timezone(timedelta(hours=-7))
    assert due_words(due.astimezone(elsewhere), now) == due_words(due, now)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        time_words(datetime.fromisoformat("2026-11-20T12:00"))


def test_what_is_left_is_never_overstated() -> None:
    assert duration_words(timedelta(hours=3, minutes=59, seconds=59)) == "3 hours 59 minutes"
    assert duration_words(timedelta(hours=3)) == "3 hours"
    assert duration_words(timedelta(hours=6, minutes=59)) == "6 hours"
    assert duration_words(timedelta(hours=47, minutes=59)) == "47 hours"


def test_dates_in_words() -> None:
    assert date_words("2026-03-27") == "27 March 2026"
    assert date_words("1980") == "1980"
    assert date_words(None) == moment_words(None) == ""
    assert moment_words("2026-07-27T13:30:00Z") == "27 July 2026 at 2:30pm"
    assert moment_words(datetime(2026, 12, 31, 0, 5, tzinfo=UTC)) == "31 December 2026 at 12:05am"
    assert moment_words("about noon") == "about noon"


def test_what_is_left_is_elapsed_time_also_where_both_times_are_on_a_london_clock() -> None:
    """Two times of one zone are subtracted as the clock on the wall shows them: an hour out when it changes."""
    london = ZoneInfo("Europe/London")
    now, due = datetime(2027, 3, 27, 12, tzinfo=london), datetime(2027, 3, 28, 12, tzinfo=london)
    assert due_words(due, now).text == "Due tomorrow midday, 23 hours left"


def test_a_time_that_stands_still_is_never_overdue() -> None:
    due, now, since = at("2026-11-20T16:10Z"), at("2026-11-23T12:00Z"), at("2026-11-20T14:15Z")
    words = due_words(due, now, since)
    assert words.text == "Time stopped Friday 20 November at 2:15pm: a question waits for the hub"
    assert words.state == "paused"
