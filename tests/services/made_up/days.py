"""Days of birth."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random as Dice


def any_day(dice: Dice) -> str:
    return (date(1940, 1, 1) + timedelta(days=dice.randrange(31000))).isoformat()


def two_birthdays(dice: Dice) -> tuple[str, str]:
    one = any_day(dice)
    return one, (one if dice.random() < 0.2 else other_day(dice, one))


def other_day(dice: Dice, day: str) -> str:
    found = any_day(dice)
    return found if found != day else other_day(dice, day)
