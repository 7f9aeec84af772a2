"""Finding a person again: what of somebody is looked up by, what else a search asks for, and how near two people are.

Pure. A trait is a kind and its parts, each rare enough that many people do not share one: never a surname alone, a date
of birth alone, or a place. Where somebody lives is in none, so that no search finds out who lives there.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Final, NamedTuple

from anyascii import anyascii
from jellyfish import jaro_winkler_similarity, metaphone

from app.domain.folding import SYLLABLES, script_of, syllables
from app.domain.nicknames import also_called
from app.domain.same_person import read_names

Trait = tuple[str, ...]
"""A kind, and the parts that make it: `("sound_and_born", "SM0", "2014-03-02")`."""
INITIALS, SOUND, YEAR, NUMBER = "initials_and_born", "sound_and_born", "sounds_and_year", "number"
OF_NAME_AND_DATE: Final = (INITIALS, SOUND, YEAR)
"""Kinds that are made of a name and a date of birth, or its year."""
SAME, NEAR, PARTLY, OTHER, NOT_KNOWN = "same", "near", "partly", "other", "not_known"
ALIKE: Final = 0.86
"""From this likeness on (Jaro and Winkler, 0 to 1) two spellings are taken for near each other."""
_DAYS, _YEARS = (1, 10), (1, 10)
"""By how much a day or a year is written wrong in one digit."""
_FULL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is: the names they have and had as written, the date of birth as far as known (`2017-03-04`,
    `2017-03`, `2017` or empty), and numbers by the kind of register they are of. Never shown when an error is.
    """

    names: tuple[str, ...] = field(repr=False)
    born: str = field(default="", repr=False)
    numbers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def is_enough(self) -> bool:
        """Whether anybody can be looked for by it."""
        return bool(traits_of(self))


class Likeness(NamedTuple):
    """How near somebody found is to whom was sought: `same`, `near`, `partly`, `other` or `not_known` for each."""

    score: float
    name: str
    born: str
    number: str


class _Called(NamedTuple):
    """The first and the last word of a name in plain letters; one word is both."""

    first: str
    last: str


def traits_of(person: Identity) -> frozenset[Trait]:
    """What somebody is looked up by. A trait of which a part is not known is none."""
    return frozenset((*_of_names(_called(person.names), _days(person.born), _year(person.born)), *_numbers(person)))


def traits_sought(person: Identity) -> frozenset[Trait]:
    """The same, and what it would be if a nickname stood for a forename, day and month were exchanged, or a digit of
    the day or the year were wrong.
    """
    called = {
        _Called(first, one.last) for one in _called(person.names) for first in ({one.first} | also_called(one.first))
    }
    days = {day for one in _days(person.born) for day in _mistaken(one)}
    years = {str(int(year) + by) for year in _year(person.born) for by in (0, *_either(_YEARS))}
    return frozenset((*_of_names(called, days, years), *_numbers(person)))


def likeness(sought: Identity, found: Identity) -> Likeness:
    """How near two people are. The order of candidates follows it; who is who, a person decides."""
    name = max((_named_alike(*pair) for pair in product(_called(sought.names), _called(found.names))), default=None)
    born, by_date = _born_alike(sought.born, found.born)
    shared = sought.numbers.keys() & found.numbers.keys()
    agree = [sought.numbers[one] == found.numbers[one] for one in shared]
    number = NOT_KNOWN if not agree else SAME if any(agree) else OTHER
    score = 3 * (name or 0.0) + 2 * by_date + (3 if number == SAME else -1 if number == OTHER else 0)
    return Likeness(score, _name_word(name), born, number)


def _called(names: Iterable[str]) -> frozenset[_Called]:
    found = set()
    for name in read_names(*names):
        words = [part for word in name.words for part in _parts(word)]
        plain = [letters for word in words if (letters := _letters(word))]
        if plain:
            found.add(_Called(plain[0], plain[-1]))
    return frozenset(found)


def _parts(word: str) -> tuple[str, ...]:
    return syllables(word) if script_of(word) in SYLLABLES else (word,)


def _letters(word: str) -> str:
    return re.sub(r"[^a-z]", "", anyascii(unicodedata.normalize("NFKC", word)).lower())


def _sound(word: str) -> str:
    """How a word sounds, or itself where that says nothing."""
    return metaphone(word) or word


def _of_names(called: Iterable[_Called], days: Iterable[str], years: Iterable[str]) -> Iterator[Trait]:
    """In whichever order the words are written, and whichever of them has changed."""
    for one in called:
        sounds = sorted({_sound(one.first), _sound(one.last)})
        yield from ((SOUND, each, day) for each, day in product(sounds, days))
        if one.first != one.last:
            yield from ((INITIALS, "".join(sorted((one.first[0], one.last[0]))), day) for day in days)
            yield from ((YEAR, *sounds, year) for year in years)


def _numbers(person: Identity) -> Iterator[Trait]:
    return ((NUMBER, kind, number) for kind, number in person.numbers.items() if number)


def _days(born: str) -> tuple[str, ...]:
    return (born,) if _FULL.fullmatch(born) else ()


def _year(born: str) -> tuple[str, ...]:
    return (born[:4],) if len(born) >= 4 else ()


def _either(steps: Iterable[int]) -> tuple[int, ...]:
    return tuple(sign * step for step in steps for sign in (1, -1))


def _mistaken(born: str) -> Iterator[str]:
    """A day, and what it would be with one mistake in it."""
    year, month, day = (int(part) for part in born.split("-"))
    yield born
    written = [(year, day, month), *((year + by, month, day) for by in _either(_YEARS))]
    yield from (f"{y:04}-{m:02}-{d:02}" for y, m, d in written if _is_day(y, m, d))
    if _is_day(year, month, day):
        moved = (date(year, month, day) + timedelta(days=by) for by in _either(_DAYS))
        yield from (one.isoformat() for one in moved)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 < year < 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _named_alike(one: _Called, other: _Called) -> float:
    first = 1.0 if other.first in also_called(one.first) else jaro_winkler_similarity(one.first, other.first)
    straight = (first + jaro_winkler_similarity(one.last, other.last)) / 2
    crossed = jaro_winkler_similarity(one.first, other.last) + jaro_winkler_similarity(one.last, other.first)
    return max(straight, crossed / 2)


def _name_word(alike: float | None) -> str:
    if alike is None:
        return NOT_KNOWN
    return SAME if alike == 1 else NEAR if alike >= ALIKE else PARTLY if alike >= 0.6 else OTHER


def _born_alike(one: str, other: str) -> tuple[str, float]:
    if not one or not other:
        return NOT_KNOWN, 0.3
    if one == other and _FULL.fullmatch(one):
        return SAME, 1.0
    if one.startswith(other) or other.startswith(one):
        return NEAR, 0.8
    if _FULL.fullmatch(one) and _FULL.fullmatch(other) and other in set(_mistaken(one)):
        return NEAR, 0.8
    return (PARTLY, 0.4) if one[:4] == other[:4] else (OTHER, 0.0)
