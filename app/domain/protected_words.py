"""Whether free text says what is protected: where somebody lives, how they are rung, their school, a hidden name.

Pure. Text is read as letters and digits alone, in lower case, so that spacing, line breaks, punctuation, invisible
characters, full-width digits and letters of other scripts that look or sound Latin hide nothing. A street is enough,
whatever stands for its number. What this does not find stands in decision 34.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Final

from app.domain.address_words import COUNTED, NUMBER, SHORT, UNIT, plain
from app.domain.letters_alone import Reading, edges_of, readings

ADDRESS, POSTCODE, TELEPHONE, SCHOOL, NAME = "address", "postcode", "telephone", "school", "name"

_WRITTEN: Final = {short: long for short, long in SHORT.items() if short != "saint"}
_IN_SHORT: Final = {long: [one for one, of in _WRITTEN.items() if of == long] for long in _WRITTEN.values()}
_STREETS: Final = frozenset({*_IN_SHORT, "way", "row", "mews", "walk", "hill", "crescent", "cottage", "cottages",
    "lodge", "villa", "villas", "farm", "hall", "quay", "wharf", "green", "end", "parade", "yard", "rise", "view",
    "path", "drove", "croft", "passage", "alley", "chase", "meadow", "meadows", "approach", "fold", "circus",
    "broadway", "orchard", "embankment", "esplanade", "promenade", "mead", "wynd", "garth", "cloisters", "spinney",
    "copse", "mansions", "tower", "towers", "point", "heights", "hostel", "refuge", "gate", "bank",
})  # fmt: skip
_SAID_OFTEN: Final = frozenset({"highstreet", "highst", "mainstreet", "mainst", "mainroad", "mainrd", "highroad"})
_TEACHES: Final = frozenset({"school", "academy", "college", "nursery"})
_SHORTEST: Final = 5
_WITHOUT_EDGES: Final = {POSTCODE: 6}
_WITHOUT_EDGES_ELSE: Final = 8
_WORD: Final = re.compile(r"\S+")
_DIALLED: Final = re.compile(r"^(?:0044|44|0)(?:0(?=[1-9]))?")


@dataclass(frozen=True, slots=True)
class Needle:
    """Letters and digits by which one protected value shows in a text. `edged`: only where they are words of it."""

    kind: str
    letters: str
    edged: bool

    def __repr__(self) -> str:
        return f"Needle({self.kind}, …)"


@dataclass(frozen=True, slots=True)
class Needles:
    """All that is looked for at once, by its letters."""

    named: Mapping[str, Needle]
    letters: tuple[str, ...]


def needles_of(values: Iterable[tuple[str, Any]]) -> Needles:
    """What to look for, of protected values with their kinds: an address is a mapping, everything else is text.

    Of an address its streets, house names and postcode count; its number, town and county alone say too little.
    """
    found: dict[str, Needle] = {}
    for kind, value in values:
        for of, letters in _SPELT[kind](value):
            bare = _bare(letters)
            if len(bare) >= _SHORTEST:
                found.setdefault(bare, Needle(of, bare, len(bare) < _WITHOUT_EDGES.get(of, _WITHOUT_EDGES_ELSE)))
    return Needles(found, tuple(found))


def found_in(needles: Needles, text: str) -> tuple[Needle, ...]:
    """The needles that show in this text."""
    found: dict[Needle, None] = {}
    for reading in readings(text):
        read = reading.letters
        for letters in [one for one in needles.letters if one in read]:
            needle = needles.named[letters]
            if not needle.edged or _is_words(letters, text, reading):
                found[needle] = None
    return tuple(found)


def cut_out(needles: Needles, text: str, instead: str) -> str:
    """The text with `instead` for each fewest words in a row that say one of these; all of it if no words do so alone.

    What says nothing stays as it was written.
    """
    written, done = "", 0
    words = [one.span() for one in _WORD.finditer(text)]

    def says(first: int, last: int) -> bool:
        return bool(found_in(needles, text[words[first][0] : words[last][1]]))

    def silent(last: int, first: int) -> bool:
        return not says(first, last)

    at, end = 0, len(words) - 1
    while at <= end and says(at, end):
        last = _first(range(at, end), partial(says, at))
        first = _first(range(at + 1, last + 1), partial(silent, last)) - 1
        written += text[done : words[first][0]] + instead
        done, at = words[last][1], last + 1
    written += text[done:]
    return instead if found_in(needles, written) else written


def _first(among: range, so: Callable[[int], bool]) -> int:
    """The first of these numbers for which it is so, or the one after them: once so, it is so for all that follow."""
    return among.start + bisect_left(among, True, key=so)


def _is_words(letters: str, text: str, reading: Reading) -> bool:
    """Whether these letters stand somewhere in the text as words of their own."""
    edges = edges_of(text, reading)
    at = reading.letters.find(letters)
    while at >= 0:
        if edges[at] and edges[at + len(letters)]:
            return True
        at = reading.letters.find(letters, at + 1)
    return False


def _bare(text: str) -> str:
    return readings(text)[0].letters


def _of_address(address: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(address, Mapping):
        yield from ((ADDRESS, spelt) for part in plain(address).split(",") for spelt in _named(part, first=True))
        return
    yield from _of_postcode(str(address.get("postcode") or ""))
    first = True
    for part in (part.strip() for line in address.get("lines") or () for part in plain(line).split(",")):
        for spelt in _named(part, first=first):
            first = False
            yield ADDRESS, spelt


def _named(part: str, *, first: bool) -> Iterator[str]:
    """The spellings of a street or a house's name in one part of an address; of a further one only if it is a street's.

    A street that every town has, or whose name is said of anything, is one only behind its number.
    """
    rest = UNIT.sub(" ", part).strip()
    number = NUMBER.match(rest)
    words = (rest[number.end() :] if number else rest).split()
    if not words or not (first or number or _WRITTEN.get(words[-1], words[-1]) in _STREETS):
        return
    for spelt in product(*(_spellings(word, last=at == len(words) - 1) for at, word in enumerate(words))):
        joined = "".join(spelt)
        if number and (joined in _SAID_OFTEN or (len(words), words[0]) == (2, "the")):
            yield from (said + joined for said in _numbers(number[1]))
        else:
            yield joined


def _numbers(number: str) -> list[str]:
    return [number, *(word for at, word in enumerate(COUNTED, 1) if str(at) == number)]


def _spellings(word: str, *, last: bool) -> list[str]:
    if not last:
        return ["saint", "st"] if word in {"st", "saint"} else [word]
    long = _WRITTEN.get(word, word)
    return [long, *_IN_SHORT.get(long, ())]


def _of_postcode(code: str) -> Iterator[tuple[str, str]]:
    yield POSTCODE, code
    if "0" in code:
        yield POSTCODE, code.replace("0", "o")


def _of_telephone(number: str) -> Iterator[tuple[str, str]]:
    yield TELEPHONE, _DIALLED.sub("", _bare(number))


def _of_school(name: str) -> Iterator[tuple[str, str]]:
    words = plain(name).split(",")[0].split()
    yield SCHOOL, "".join(words)
    if words[2:] and words[-1] in _TEACHES:
        yield SCHOOL, "".join(words[:-1])


def _of_name(name: str) -> Iterator[tuple[str, str]]:
    words = plain(name).split()
    if len(words) > 1:
        yield from ((NAME, first + last) for first, last in ((words[0], words[-1]), (words[-1], words[0])))
        yield NAME, "".join(words)


_SPELT: Final = {
    ADDRESS: _of_address,
    POSTCODE: _of_postcode,
    TELEPHONE: _of_telephone,
    SCHOOL: _of_school,
    NAME: _of_name,
}
