"""Whether two names, as sources write them, are names of one person.

Order, case, accents, hyphens, apostrophes, titles and middle names say nothing; another word, or one letter, does.
Nicknames are not known: a Bill may be William's son.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, permutations

from app.domain.folding import LATIN, folds, run_together, script_of, sound, syllables

_TITLES = frozenset(
    {"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "rev", "sir", "lady", "master", "baby"}
)
_ALSO = re.compile(r"\b(?:a\.?k\.?a\.?|also known as|alias|formerly known as)(?=\W)", re.IGNORECASE)
_BORN = re.compile(r"\b(?:née|nee|né|formerly|previously)\s+", re.IGNORECASE)
_BEFORE = re.compile(r"\b(عبد|abd|abdul|al|el|o|mc|mac|fitz|de|van|von|bin|ibn)[\s-]+", re.IGNORECASE)
"""What belongs to the word behind it, however it is joined to it."""
_APOSTROPHES = re.compile("['`\u00b4\u02bc\u2018\u2019]")
_MOST_PERMUTED = 5

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its words as written, the forms each may be met in, its script, and its letters in each form."""

    words: Words
    forms: tuple[frozenset[str], ...]
    script: str
    letters: frozenset[str]


def read_names(*texts: str) -> tuple[Name, ...]:
    """The names that texts give: “Ann Smith née Jones” gives Ann Smith and Ann Jones."""
    return tuple(_name(words) for text in texts for words in _told(text) if words)


def may_be_one_person(some: Iterable[Name], others: Iterable[Name]) -> bool:
    """Whether one of these names and one of those are the same."""
    against = tuple(others)
    return any(_one_name(one, other) for one in some for other in against)


def _told(text: str) -> list[Words]:
    plain = unicodedata.normalize("NFKC", text)
    found: list[Words] = []
    for part in _ALSO.split(re.sub(r"[()\[\]]", " ", plain)):
        now, *before = _BORN.split(part)
        words = _words(now)
        found.append(words)
        found += [(*words[:-1], *former) if len(former := _words(earlier)) == 1 else former for earlier in before]
    return found


def _words(text: str) -> Words:
    """The words of a name in the order they are said, after a comma what stands first; titles only where all are."""
    last, _, first = text.partition(",")
    joined = _BEFORE.sub(r"\1", _APOSTROPHES.sub("", f"{first} {last}"))
    split = re.split(r"[\s\-\u2010-\u2015_.]+", joined)
    words = tuple(word for word in split if folds(word))
    return tuple(word for word in words if not folds(word) & _TITLES) or words


def _name(words: Words) -> Name:
    forms = tuple(folds(word) for word in words)
    letters = frozenset("".join(sorted("".join(picked))) for picked in _picked(forms))
    return Name(words, forms, script_of("".join(words)), letters)


def _picked(forms: tuple[frozenset[str], ...]) -> Iterable[Words]:
    """All words in their first form, then all in their second where they have one."""
    listed = [sorted(form) for form in forms]
    return [tuple(form[min(which, len(form) - 1)] for form in listed) for which in range(max(map(len, listed)))]


def _one_name(one: Name, other: Name) -> bool:
    short, long = sorted((one, other), key=lambda name: (len(name.words), name.script == LATIN))
    if one.script == other.script:
        return _written_alike(short, long)
    script = min({one.script, other.script} - {LATIN})
    spoken = _spoken(_without_middle_names(long.words, than=short.words), script)
    return bool(_spoken((short.words,), script) & spoken)


def _written_alike(short: Name, long: Name) -> bool:
    if short.letters & long.letters and _orders(short) & _orders(long):
        return True
    family_last = (*long.forms[1:], long.forms[0])
    return any(_less_of(said, full) for full in (long.forms, family_last) for said in (short.forms, short.forms[::-1]))


def _orders(name: Name) -> frozenset[str]:
    """The letters of a name without gaps, in every order of its words; in one order where the words are many."""
    many = len(name.words) > _MOST_PERMUTED
    orders = (order for picked in _picked(name.forms) for order in ([sorted(picked)] if many else permutations(picked)))
    return frozenset("".join(order) for order in orders)


def _less_of(short: tuple[frozenset[str], ...], long: tuple[frozenset[str], ...]) -> bool:
    """Whether the short name is the long one without middle names, or with initials for them."""
    if len(short) < 2 or not (short[0] & long[0] and short[-1] & long[-1]):
        return False
    middle = list(long[1:-1])
    for word in short[1:-1]:
        found = next((one for one in middle if word & one or _initial_of(word, one)), None)
        if found is None:
            return False
        middle.remove(found)
    return True


def _initial_of(one: frozenset[str], other: frozenset[str]) -> bool:
    short, long = sorted((min(one), min(other)), key=len)
    return len(short) == 1 and long.startswith(short)


def _without_middle_names(long: Words, *, than: Words) -> tuple[Words, ...]:
    """The longer name, and the same without some words between its first and its last."""
    if len(long) <= len(than):
        return (long,)
    runs = combinations(range(1, len(long)), 2)
    return (long, *((*long[:begin], *long[end:]) for begin, end in runs))


def _spoken(names: tuple[Words, ...], script: str) -> frozenset[str]:
    """How these names sound, in every order of their words."""
    return frozenset(run_together(order) for words in names for order in _said(words, script)) - {""}


def _said(words: Words, script: str) -> Iterable[Words]:
    """A name's sounds in the orders it may be said in: words in any, syllables written as one with the family last."""
    if len(words) == 1 and len(parts := syllables(words[0])) > 1:
        heard = tuple(sound(part, script) for part in parts)
        return [(*heard[at:], *heard[:at]) for at in range(len(heard))]
    return permutations([sound(word, script) for word in words[:_MOST_PERMUTED]])
