"""Whatever hours, holidays and pauses there are: the clock agrees with the oracle, and its laws hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.clocks import Calendar, Clock, Pause, Target
from policies.engine.clock_profiles import Rung
from tests.vectors.minute_by_minute import Opening, Oracle

NEAR = [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 12, 23, tzinfo=UTC)]
"""The two changes of the clocks, and Christmas: most starts are near one."""
MINUTES = st.integers(0, 1440)
TIMES = st.lists(MINUTES, min_size=2, max_size=6, unique=True).map(sorted).map(
    lambda marks: tuple(zip(marks[::2], marks[1::2], strict=False))
)  # fmt: skip
OFTEN_OPEN = st.sampled_from([((540, 1020),), ((0, 1440),), ((0, 360), (1320, 1440)), ((60, 90), (100, 600))]) | TIMES
HOURS = st.dictionaries(st.integers(0, 6), OFTEN_OPEN, min_size=1, max_size=7)
CLOSED = st.frozensets(
    st.dates(date(2026, 3, 26), date(2026, 4, 6)) | st.dates(date(2026, 10, 23), date(2026, 11, 2))
    | st.dates(date(2026, 12, 23), date(2027, 1, 4)), max_size=6,
)  # fmt: skip
STARTS = st.builds(lambda near, minutes: near + timedelta(minutes=minutes), st.sampled_from(NEAR), st.integers(0, 5760))
WORKING = st.builds(Target, st.just("working_hours"), st.integers(1, 900)) | st.builds(
    Target, st.just("working_days"), st.integers(1, 4)
)
TARGETS = WORKING | st.builds(Target, st.just("elapsed"), st.integers(1, 900))
ASKED = st.lists(st.tuples(st.integers(-600, 4000), st.integers(1, 3000)), max_size=3)
SHARES = st.lists(st.integers(1, 99), max_size=3, unique=True).map(sorted)
LATER = st.lists(st.tuples(st.integers(1, 30), st.just(0)) | st.tuples(st.just(0), st.integers(1, 4)), max_size=3)
RUNGS = [Rung(at, at, ()) for at in ("30%", "75%", "due", "due+4h", "due+1d")]


def pauses_from(start: datetime, asked: list[tuple[int, int]]) -> tuple[Pause, ...]:
    """Pauses that begin so many minutes after a start, and last so many."""
    begins = [(start + timedelta(minutes=after), timedelta(minutes=length)) for after, length in asked]
    return tuple(Pause(at, at + length) for at, length in begins)


@settings(max_examples=80, deadline=None)
@given(HOURS, CLOSED, STARTS, TARGETS, ASKED)
def test_it_says_what_the_oracle_says(
    hours: dict[int, tuple[tuple[int, int], ...]],
    closed: frozenset[date],
    start: datetime,
    target: Target,
    asked: list[tuple[int, int]],
) -> None:
    assume(sum(closes - opens for spans in hours.values() for opens, closes in spans) > 300)  # it walks each minute
    pauses = pauses_from(start, asked)
    clock = Clock(start, target, Calendar(hours, closed), pauses)
    oracle = Oracle(Opening(hours, closed), [(one.start, one.end) for one in pauses])
    due = oracle.due(start, target.basis, target.amount)
    assert clock.due == due
    assert [clock.at(one) for one in RUNGS[1:]] == [
        oracle.share(start, due, target.basis, 75), due,
        oracle.later(due, target.basis, 4, 0), oracle.later(due, target.basis, 0, 1),
    ]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(HOURS, CLOSED, STARTS, TARGETS, ASKED, SHARES, LATER)
def test_the_ladder_of_any_profile_is_the_oracles(
    hours: dict[int, tuple[tuple[int, int], ...]],
    closed: frozenset[date],
    start: datetime,
    target: Target,
    asked: list[tuple[int, int]],
    shares: list[int],
    later: list[tuple[int, int]],
) -> None:
    """Whatever steps a profile has, before the due time, at it and after it: none comes before the one before it."""
    assume(sum(closes - opens for spans in hours.values() for opens, closes in spans) > 300)  # it walks each minute
    pauses = pauses_from(start, asked)
    oracle = Oracle(Opening(hours, closed), [(one.start, one.end) for one in pauses])
    due = oracle.due(start, target.basis, target.amount)
    after = [f"due+{h}h" if h else f"due+{d}d" for h, d in later]
    rungs = [Rung(at, at, ()) for at in (*(f"{share}%" for share in shares), "due", *after)]
    told = [oracle.share(start, due, target.basis, share) for share in shares]
    told += [due, *(oracle.later(due, target.basis, h, d) for h, d in later)]
    assert Clock(start, target, Calendar(hours, closed), pauses).ladder(rungs) == tuple(accumulate(told, max))


@given(HOURS, CLOSED, STARTS, TARGETS, ASKED, st.integers(0, 90_000))
def test_what_starts_later_is_never_due_earlier(
    hours: dict[int, tuple[tuple[int, int], ...]],
    closed: frozenset[date],
    start: datetime,
    target: Target,
    asked: list[tuple[int, int]],
    seconds: int,
) -> None:
    later, calendar = start + timedelta(seconds=seconds), Calendar(hours, closed)
    pauses = tuple(one for one in pauses_from(start, asked) if one.start >= later)  # no question before its request
    assert Clock(start, target, calendar, pauses).due <= Clock(later, target, calendar, pauses).due


@given(HOURS, CLOSED, STARTS, TARGETS, ASKED, st.tuples(st.integers(-600, 4000), st.integers(1, 3000)))
def test_a_pause_never_brings_forward_what_is_due(
    hours: dict[int, tuple[tuple[int, int], ...]],
    closed: frozenset[date],
    start: datetime,
    target: Target,
    asked: list[tuple[int, int]],
    more: tuple[int, int],
) -> None:
    calendar = Calendar(hours, closed)
    before = Clock(start, target, calendar, pauses_from(start, asked)).due
    assert before <= Clock(start, target, calendar, pauses_from(start, [*asked, more])).due


@given(HOURS, CLOSED, STARTS, TARGETS, st.integers(0, 14))
def test_a_holiday_never_brings_forward_what_is_due(
    hours: dict[int, tuple[tuple[int, int], ...]],
    closed: frozenset[date],
    start: datetime,
    target: Target,
    days: int,
) -> None:
    another = closed | {start.date() + timedelta(days=days)}
    before = Clock(start, target, Calendar(hours, closed)).due
    assert before <= Clock(start, target, Calendar(hours, another)).due


@given(HOURS, CLOSED, STARTS, st.integers(1, 900), ASKED)
def test_what_just_passes_knows_no_hours_no_holiday_and_no_pause(
    hours: dict[int, tuple[tuple[int, int], ...]],
    closed: frozenset[date],
    start: datetime,
    minutes: int,
    asked: list[tuple[int, int]],
) -> None:
    clock = Clock(start, Target("elapsed", minutes), Calendar(hours, closed), pauses_from(start, asked))
    assert clock.due == start + timedelta(minutes=minutes)
    assert clock.at(RUNGS[1]) == start + timedelta(minutes=minutes) * 0.75
    assert [clock.at(one) - clock.due for one in RUNGS[3:]] == [timedelta(hours=4), timedelta(days=1)]


@given(HOURS, CLOSED, STARTS, TARGETS, ASKED)
def test_rungs_come_in_order(
    hours: dict[int, tuple[tuple[int, int], ...]],
    closed: frozenset[date],
    start: datetime,
    target: Target,
    asked: list[tuple[int, int]],
) -> None:
    clock = Clock(start, target, Calendar(hours, closed), pauses_from(start, asked))
    ladder = clock.ladder(RUNGS)
    assert list(ladder) == sorted(ladder)
    assert start <= ladder[0] <= ladder[1] <= ladder[2] == clock.due
    each = [clock.at(one) for one in RUNGS]
    assert each[:4] == sorted(each[:4])
    assert ladder == (*each[:4], max(each[3], each[4]))


@given(HOURS, CLOSED, STARTS)
def test_it_is_open_from_its_next_opening_until_it_closes(
    hours: dict[int, tuple[tuple[int, int], ...]], closed: frozenset[date], at: datetime
) -> None:
    calendar = Calendar(hours, closed)
    opens, closes = calendar.next_opening(at), calendar.closes_after(at)
    assert at <= opens
    assert calendar.is_open(opens)
    assert (opens == at) == calendar.is_open(at)
    if closes is not None:
        assert opens < closes
        assert not calendar.is_open(closes)
        assert calendar.is_open(closes - timedelta(microseconds=1))
