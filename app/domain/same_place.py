"""Whether two addresses, as sources write them, may be one place, or are one home."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.address_words import MANY, NUMBER, SHORT, UNIT, plain
from app.domain.folding import fold


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
    """Whether two addresses may be one place: as far as both say, they say the same.

    A property reference that both have decides alone.
    """
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return fold(str(one)) == fold(str(other))
    references = [str(each["uprn"]).lstrip("0") for each in (one, other) if each.get("uprn")]
    if len(references) == 2:
        return references[0] == references[1]
    first, second = _read(one), _read(other)
    return _agree(first.postcode, second.postcode) and _same_door(first, second) and _same_town(first, second)


def are_one_home(one: Any, other: Any) -> bool:
    """Whether whoever lives at one of two addresses lives with whoever lives at the other.

    Both must say where it is and which door. Never for a hospital, a hostel or another place of many, nor between two
    flats that share the property reference of their building.
    """
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)) or _of_many(one) or _of_many(other):
        return False
    first, second = _read(one), _read(other)
    if not (may_be_one_place(one, other) and _agree(first.flat, second.flat)):
        return False
    if one.get("uprn") and other.get("uprn"):
        return True
    where = (first.postcode and second.postcode) or (first.town and second.town)
    door = (first.number and second.number) or (first.named and second.named)
    return bool(where and door)


def _of_many(address: Mapping[str, Any]) -> bool:
    return any(MANY.search(plain(line)) for line in address.get("lines") or ())


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
    told = [plain(line) for line in address.get("lines") or ()]
    parts = [part.strip() for line in told for part in line.split(",")]
    flat = number = ""
    named: list[str] = []
    for part in parts:
        rest = part
        if not flat and (unit := UNIT.search(rest)):
            flat, rest = _bare(unit[1]), (rest[: unit.start()] + " " + rest[unit.end() :]).strip()
        if not number and (found := NUMBER.match(rest)):
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


def _street(text: str) -> str:
    words = [fold(word) for word in re.split(r"[\s\-/]+", text)]
    return "".join(SHORT.get(word, word) for word in words if word)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
