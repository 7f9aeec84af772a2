"""The masks: pure functions from a value to the text that may be shown of it, or None when nothing safely can."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

POSTCODE: Final = re.compile(r"([A-Z]{1,2})[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}")
AREA: Final = re.compile(r"[A-Z]{1,2} area")
KNOWN_DAY: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
INITIALS: Final = re.compile(r"[^\W\d_]\.( [^\W\d_]\.)*")
ENDING: Final = re.compile(r"ending [0-9A-Z]{3}")
FEWEST_CHARACTERS: Final = 6
ENTRIES: Final = re.compile(r"1 entry|[0-9]+ entries")


def registered() -> tuple[str, ...]:
    """Return the ids of all masks there is a function for."""
    return tuple(_MASKS)


def apply_mask(mask: str, value: object) -> str | None:
    """Return what the mask leaves of a value, or None (withhold it) when the value is not of the form it knows.

    Pure and idempotent: a masked value masks to itself. KeyError when there is no such mask.
    """
    return _MASKS[mask](value)


def _postcode_area(value: object) -> str | None:
    """All goes but the letters a postcode begins with (`NE area`): a whole district is one hamlet in places."""
    if isinstance(value, str):
        return value if AREA.fullmatch(value) else None
    postcode = value.get("postcode") if isinstance(value, Mapping) else None
    found = POSTCODE.fullmatch(postcode.strip().upper()) if isinstance(postcode, str) else None
    return f"{found[1]} area" if found else None


def _year_of_birth(value: object) -> str | None:
    """Day and month go."""
    if not isinstance(value, str):
        return None
    known = KNOWN_DAY.fullmatch(value)
    try:
        return f"{date(int(known[1]), int(known[2] or 1), int(known[3] or 1)).year:04d}" if known else None
    except ValueError:
        return None


def _initials(value: object) -> str | None:
    """Of a name its first letters stay; date of birth, relationship and reference go."""
    name = value.get("name") if isinstance(value, Mapping) else value
    if not isinstance(name, str):
        return None
    if INITIALS.fullmatch(name):
        return name
    words = re.findall(r"[^\W\d_]+", name)
    # A one-letter name would be shown whole.
    if not words or any(len(word) == 1 for word in words):
        return None
    letters = [word[0].upper() for word in words]
    # Some letters have no single capital ("ß" becomes "SS"): withheld rather than guessed.
    return " ".join(f"{letter}." for letter in letters) if all(len(letter) == 1 for letter in letters) else None


def _last_digits(value: object) -> str | None:
    """Of a reference or telephone number the last three characters stay, if there are at least six."""
    if not isinstance(value, str):
        return None
    if ENDING.fullmatch(value):
        return value
    if not re.fullmatch(r"[0-9A-Za-z ./+()-]+", value):
        return None
    bare = re.sub(r"[^0-9A-Z]", "", value.upper())
    return f"ending {bare[-3:]}" if len(bare) >= FEWEST_CHARACTERS else None


def _entries(value: object) -> str | None:
    """Of a list its length stays."""
    if isinstance(value, str):
        return value if ENTRIES.fullmatch(value) else None
    if not isinstance(value, list) or not value:
        return None
    return "1 entry" if len(value) == 1 else f"{len(value)} entries"


def _hidden(text: str) -> Callable[[object], str | None]:
    """Return a mask that shows the same words whatever the value says."""

    def show(value: object) -> str | None:
        return text if value else None

    return show


_MASKS: Final[dict[str, Callable[[object], str | None]]] = {
    "postcode_area": _postcode_area,
    "year_of_birth": _year_of_birth,
    "initials": _initials,
    "last_digits": _last_digits,
    "entries": _entries,
    "school_hidden": _hidden("A school (name hidden)"),
    "place_hidden": _hidden("A place (name hidden)"),
    "hidden": _hidden("Recorded (hidden)"),
}
