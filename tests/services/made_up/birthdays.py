"""Pairs of birthdays of one person of one spelling, as far as each source knows them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random as Dice

from tests.services.made_up.days import any_day
from tests.services.made_up.names import Person
from tests.services.made_up.pair import Pair
from tests.services.made_up.people import SCRIPTS


def birthday(dice: Dice) -> Pair:
    """One person of one spelling, and two birthdays as far as each source knows them."""
    person = dice.choice(SCRIPTS)
    name = Person(person, dice.choice(person.forenames).own, dice.choice(person.surnames).own).own()
    day = date.fromisoformat(any_day(dice))
    how, one, other, differ = dice.choice(BIRTHDAYS)(dice, day)
    return Pair("date", how, {"name": name, "born": one}, {"name": name, "born": other}, differ=differ)


Days = tuple[str, str, str, bool]


def _equal(dice: Dice, day: date) -> Days:
    return "equal", day.isoformat(), day.isoformat(), False


def _swapped(dice: Dice, day: date) -> Days:
    low = day.replace(day=1 + day.day % 12)
    swapped = low.replace(month=low.day, day=low.month)
    return "day and month swapped", low.isoformat(), swapped.isoformat(), low != swapped


def _close(dice: Dice, day: date) -> Days:
    off = timedelta(days=dice.choice((-10, -1, 1, 10, 30)))
    return "some days off", day.isoformat(), (day + off).isoformat(), True


def _year_off(dice: Dice, day: date) -> Days:
    low = day.replace(day=min(day.day, 28))
    return "a year off", low.isoformat(), low.replace(year=low.year + dice.choice((-10, -1, 1))).isoformat(), True


def _less_known(dice: Dice, day: date) -> Days:
    return "less is known", day.isoformat(), day.isoformat()[: dice.choice((4, 7))], False


def _less_known_and_other(dice: Dice, day: date) -> Days:
    low = day.replace(day=1)
    month = low.replace(month=low.month % 12 + 1).isoformat()[:7]
    year = str(day.year + dice.choice((-1, 1)))
    return "less is known, and other", day.isoformat(), dice.choice((month, year)), True


def _both_less_known(dice: Dice, day: date) -> Days:
    year = day.year + dice.choice((0, 1))
    other = dice.choice((f"{year}", f"{year}-{day.month:02d}"))
    return "both less known", day.isoformat()[:7], other, year != day.year


BIRTHDAYS = (_equal, _swapped, _close, _year_off, _less_known, _less_known_and_other, _both_less_known)
