"""Made-up people in numbers, named as unevenly as real ones are, and the mistakes that other records make of them.

A few names are common and most are rare: frequencies fall as one over the rank (Zipf), as surnames do. Rare ones are
put together from syllables. Every list of people follows from its seed.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from app.domain.finding import Identity

Person = tuple[str, str, str]
"""Forename, surname, date of birth."""

_FORENAMES: Final = """
    Oliver Amelia George Isla Noah Ava Arthur Ivy Leo Freya Oscar Lily Harry Florence Archie Willow Jack Mia
    Rosie Mohammed Fatima Aisha Yusuf Wei Oksana Ivan Priya Arjun Zofia Jakub Chidi Amara Rhys Carys Sean
    Niamh Megan Thomas William Elizabeth Katherine Robert James Joseph Samuel Daniel Matthew Luke Anna Maria
    Sarah Rebecca Jessica Laura
"""
_SURNAMES: Final = """
    Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White
    Roberts Green Hall Wood Jackson Clarke Khan Patel Singh Ali Hussain Nowak Kowalski Chen Okafor Adeyemi
    Murphy Kelly Hughes Edwards
"""
_SYLLABLES: Final = """
    ba be bi bo bra cha da del den dor el fa fin ga gar ha hol ka kel la lam lo mal mar mo na nor pa per ra
    ren ro sa sel ta tor va wel win
"""
SYLLABLES: Final = tuple(_SYLLABLES.split())
_ENDINGS: Final = ("", "", "son", "ton", "ley", "man", "ham")
RARE_FORENAMES, RARE_SURNAMES = 800, 20_000
FIRST_DAY, DAYS = date(1946, 1, 1), 29_000


def people(number: int, seed: int = 7) -> list[Person]:
    """So many made-up people."""
    chance = Random(seed)
    forenames = [*_FORENAMES.split(), *(_rare(chance, 2) for _ in range(RARE_FORENAMES))]
    surnames = [*_SURNAMES.split(), *(_rare(chance, 3) + chance.choice(_ENDINGS) for _ in range(RARE_SURNAMES))]
    firsts = chance.choices(forenames, cum_weights=_zipf(len(forenames)), k=number)
    lasts = chance.choices(surnames, cum_weights=_zipf(len(surnames)), k=number)
    born = (FIRST_DAY + timedelta(days=chance.randrange(DAYS)) for _ in range(number))
    return [(first, last, day.isoformat()) for first, last, day in zip(firsts, lasts, born, strict=True)]


def identity_of(person: Person) -> Identity:
    """Them as they are looked up."""
    return Identity((f"{person[0]} {person[1]}",), person[2])


def _zipf(number: int) -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(number)))


def _rare(chance: Random, most: int) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, most))).capitalize()


def _typo(word: str, chance: Random) -> str:
    """One letter exchanged, left out, put in or swapped with the one before; the first letter stands."""
    at, letter = chance.randrange(1, len(word)), chance.choice(string.ascii_lowercase)
    kinds = [word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + letter + word[at:]]
    if at > 1:
        kinds.append(word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :])
    return chance.choice(kinds)


def _day(born: str, by: int) -> str:
    return (date.fromisoformat(born) + timedelta(days=by)).isoformat()


def _exchanged(born: str) -> str:
    year, month, day = born.split("-")
    return f"{year}-{day}-{month}" if int(day) <= 12 else born


Mistake = Callable[[Person, Random], Person]
MISTAKES: Final[Mapping[str, Mistake]] = {
    "exact": lambda one, _: one,
    "typo in the forename": lambda one, by: (_typo(one[0], by), one[1], one[2]),
    "typo in the surname": lambda one, by: (one[0], _typo(one[1], by), one[2]),
    "typo in both": lambda one, by: (_typo(one[0], by), _typo(one[1], by), one[2]),
    "day and month exchanged": lambda one, _: (one[0], one[1], _exchanged(one[2])),
    "year off by one": lambda one, by: (one[0], one[1], f"{int(one[2][:4]) + by.choice((1, -1))}{one[2][4:]}"),
    "names in the other order": lambda one, _: (one[1], one[0], one[2]),
    "surname changed": lambda one, by: (one[0], _rare(by, 3), one[2]),
    "surname misspelt, date 3 days off": lambda one, by: (one[0], _typo(one[1], by), _day(one[2], 3)),
}
"""What another record makes of a person."""
