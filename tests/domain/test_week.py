"""Opening hours as they are typed, kept and said; what is no week names its part and the fix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.week import ALWAYS, DAYS, Week, minute_words, read_week, stored_week, week_of, week_words

OFFICE = ((540, 1020),)


def spans(marks: set[int]) -> tuple[tuple[int, int], ...]:
    in_order = sorted(marks)
    return tuple(zip(in_order[::2], in_order[1::2], strict=False))


SPANS = st.sets(st.integers(0, 1440), min_size=2, max_size=6).map(spans)
WEEKS = st.dictionaries(st.integers(0, 6), SPANS, min_size=1)


def typed(week: Week) -> list[str]:
    def clock(minute: int) -> str:
        return f"{minute // 60}:{minute % 60:02d}"

    return [f"{DAYS[day]}={','.join(f'{clock(a)}-{clock(b)}' for a, b in of)}" for day, of in week.items()]


def test_days_and_times_are_read() -> None:
    assert read_week(["mon-fri=9:00-17:00"]) == dict.fromkeys(range(5), OFFICE)
    assert read_week(["sat=09:00-12:00,13:00-16:30"]) == {5: ((540, 720), (780, 990))}
    assert read_week(["every=0:00-24:00"]) == dict.fromkeys(range(7), ALWAYS)


@pytest.mark.parametrize(
    "written, why",
    [
        ([], "Give at least one day"),
        (["tag=9:00-17:00"], "In tag=9:00-17:00, “tag” is no day"),
        (["fri-mon=9:00-17:00"], "the last day is before the first"),
        (["mon=9:00-17:00", "mon-tue=9:00-12:00"], "Monday is given twice"),
        (["mon=9:00"], "a time of opening and one of closing are needed"),
        (["mon"], "a time of opening and one of closing are needed"),
        (["mon=17:00-9:00"], "each time must be after the one before"),
        (["mon=9:00-12:00,11:00-13:00"], "each time must be after the one before"),
        (["mon=9:00-24:30"], "“24:30” is no time of day"),
        (["mon=9-17"], "“9” is no time of day"),
        (["mon=٩:00-17:00"], "is no time of day"),
    ],
)
def test_what_is_no_week_names_its_part_and_the_fix(written: list[str], why: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        read_week(written)
    assert why in wrong.value.errors["days"]
    assert "mon-fri=9:00-17:00" in wrong.value.errors["days"]


@given(WEEKS)
def test_what_is_typed_is_kept_and_read_again(week: Week) -> None:
    assert read_week(typed(week)) == week
    assert week_of(stored_week(week)) == week


@pytest.mark.parametrize(
    "stored",
    [
        [],
        [[]] * 7,
        [[[540, 1020]]] * 6,
        [[[1020, 540]]] * 7,
        [[[540, 1441]]] * 7,
        [[[540]]] * 7,
        [[[0, 60], [60, 120]]] * 7,
    ],
)
def test_what_no_command_has_written_is_not_read(stored: list[list[list[int]]]) -> None:
    with pytest.raises(ValueError):
        week_of(stored)


@pytest.mark.parametrize(
    "written, words",
    [
        (["mon-fri=9:00-17:00"], "Monday to Friday 9am to 5pm"),
        (["mon-thu=9:00-16:30", "fri=9:00-16:00"], "Monday to Thursday 9am to 4:30pm, Friday 9am to 4pm"),
        (["sat-sun=9:00-12:00,13:00-15:15"], "Saturday and Sunday 9am to midday and 1pm to 3:15pm"),
        (["every=0:00-24:00"], "every day, day and night"),
        (["mon=0:00-24:00", "wed=22:00-24:00"], "Monday day and night, Wednesday 10pm to midnight"),
    ],
)
def test_a_week_in_words(written: list[str], words: str) -> None:
    assert week_words(read_week(written)) == words


def test_a_time_of_day_in_words() -> None:
    assert [minute_words(one) for one in (0, 1, 60, 719, 720, 750, 1439, 1440)] == [
        "midnight", "12:01am", "1am", "11:59am", "midday", "12:30pm", "11:59pm", "midnight",
    ]  # fmt: skip
