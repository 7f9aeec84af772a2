"""Whether two addresses, as sources write them, may be one place: as far as both say, they say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.folding import fold

_SHORT: Final = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "cl": "close", "la": "lane", "ln": "lane",
    "terr": "terrace", "ter": "terrace", "cres": "crescent", "dr": "drive", "gdns": "gardens", "gdn": "gardens",
    "ct": "court", "sq": "square", "pl": "place", "pk": "park", "gr": "grove", "hse": "house", "bldgs": "buildings",
    "est": "estate", "saint": "street",
}  # fmt: skip
_UNITS: Final = r"flat|apartment|apt|unit|room|studio|maisonette"
_UNIT: Final = re.compile(rf"\b(?:{_UNITS})\b\s*(?:no|number)?\s*([0-9]+\s?[a-z]?|[a-z])\b")
_NUMBER: Final = re.compile(r"\b(?:(?:no|number)\s*)?([0-9]+(?:\s?[a-z])?(?:\s?-\s?[0-9]+[a-z]?)?)\b(?!th|st|nd|rd)")
_COUNTED: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_IN_WORDS: Final = re.compile(rf"\b(?:no|number|{_UNITS})\s+({'|'.join(_COUNTED)})\b")


@dataclass(frozen=True, slots=True)
class _Place:
    """What an address says: flat, number, street or house, further lines, town, postcode; empty where it does not."""

    flat: str
    number: str
    named: str
    lines: frozenset[str]
    town: str
    postcode: str


def may_be_one_place(one: Any, other: Any) -> bool:
    """Whether two addresses may be one place. A property reference that both have decides alone."""
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return fold(str(one)) == fold(str(other))
    references = [str(each["uprn"]).lstrip("0") for each in (one, other) if each.get("uprn")]
    if len(references) == 2:
        return references[0] == references[1]
    first, second = _read(one), _read(other)
    return _agree(first.postcode, second.postcode) and _same_door(first, second) and _same_town(first, second)


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _same_town(one: _Place, other: _Place) -> bool:
    """Towns are asked only where no postcode can be: the same place is in a village and in its post town."""
    return bool(one.postcode and other.postcode) or _agree(one.town, other.town)


def _same_door(one: _Place, other: _Place) -> bool:
    if not (_agree(one.flat, other.flat) and _agree(one.number, other.number)):
        return False
    if not one.named or not other.named:
        return True
    return one.named == other.named or (not (one.number and other.number) and _names_the_other(one, other))


def _names_the_other(one: _Place, other: _Place) -> bool:
    """Where a number is not known on both sides, a house's name on one may stand before the street on the other."""
    return one.named in other.lines or other.named in one.lines


def _read(address: Mapping[str, Any]) -> _Place:
    told = [_plain(line) for line in address.get("lines") or ()]
    parts = [part.strip() for line in told for part in line.split(",")]
    flat = number = ""
    named: list[str] = []
    for part in parts:
        rest = part
        if not flat and (unit := _UNIT.search(rest)):
            flat, rest = _bare(unit[1]), (rest[: unit.start()] + " " + rest[unit.end() :]).strip()
        if not number and (found := _NUMBER.match(rest)):
            number, rest = _bare(found[1]), rest[found.end() :].strip()
        if street := _street(rest):
            named.append(street)
    return _Place(
        flat,
        number,
        named[0] if named else "",
        frozenset(named),
        fold(str(address.get("town") or "")),
        fold(str(address.get("postcode") or "")),
    )


def _plain(line: object) -> str:
    """Lower case, plain dashes, no accents on what is Latin; numbers in words after “number” as digits."""
    text = unicodedata.normalize("NFKC", str(line)).casefold()
    text = re.sub(r"[\u2010-\u2015]", "-", re.sub(r"['’‘.]", "", text))
    text = re.sub(r"\s*[;\n]\s*", ", ", text)
    return _IN_WORDS.sub(lambda said: f"{said[0].split()[0]} {_COUNTED.index(said[1]) + 1}", text)


def _street(text: str) -> str:
    words = [fold(word) for word in re.split(r"[\s\-/]+", text)]
    return "".join(_SHORT.get(word, word) for word in words if word)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
