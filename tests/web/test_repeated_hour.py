"""The hour that comes twice when the clocks go back: a time in it stays what it was, and one typed says which."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from marshmallow import ValidationError

from app.schemas.question import question_of
from app.schemas.values import read_value
from app.web.date_words import moment_words
from app.web.typed_again import typed_value
from tests.schemas.test_values import PLAIN

QUESTION = question_of(PLAIN["datetime"])
TODAY = date(2026, 11, 20)


def read(typed: Any) -> str:
    return str(read_value(typed, QUESTION, TODAY))


def at(time: str, day: str = "25") -> dict[str, str]:
    return {"day": day, "month": "10", "year": "2026", "time": time}


@pytest.mark.parametrize(
    "moment", [f"2026-10-25T0{hour}:{minute}:00Z" for hour in (0, 1, 2) for minute in ("00", "30")]
)
def test_what_is_saved_again_does_not_move(moment: str) -> None:
    assert read(typed_value(moment, QUESTION)) == moment


def test_the_two_are_told_apart_wherever_they_are_shown() -> None:
    shown = [moment_words(f"2026-10-25T0{hour}:30:00Z") for hour in (0, 1, 2)]
    assert shown == [f"25 October 2026 at {time}" for time in ("1:30am BST", "1:30am GMT", "2:30am")]


@pytest.mark.parametrize(
    "typed, kept", [("1:30am BST", "00:30"), ("01:30 gmt", "01:30"), ("2:30am GMT", "02:30"), ("0:59", "23:59")]
)
def test_whoever_types_it_says_which(typed: str, kept: str) -> None:
    assert kept in read(at(typed))


@pytest.mark.parametrize(
    "typed, asked",
    [
        (at("1:30am"), "the clocks went back and it came twice. Add BST for the first or GMT for the second"),
        (at("2:30am BST"), "it was GMT then, not BST"),
        (at("2:30am GMT", day="20"), "it was BST then, not GMT"),
    ],
)
def test_what_cannot_be_told_is_asked(typed: dict[str, str], asked: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(typed)
    assert asked in str(refused.value.messages)


def test_every_other_moment_is_shown_without_a_zone() -> None:
    assert moment_words(datetime.fromisoformat("2026-03-29T01:30:00+00:00")) == "29 March 2026 at 2:30am"
