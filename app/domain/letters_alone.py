"""A text as its letters and digits alone, in lower case, and where in them its words begin. Pure."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from anyascii import anyascii

_ASCII: Final = bytes(range(128))
_KEPT: Final = (string.ascii_letters + string.digits).encode()
_LOWER: Final = bytes.maketrans(string.ascii_uppercase.encode(), string.ascii_lowercase.encode())
_REST: Final = bytes(one for one in range(256) if one not in _KEPT)
_LOOKS: Final = str.maketrans(
    "аАвВеЕкКмМнНоОрРсСтТуУхХіІѕЅјЈһҺԁԛԝαΑβΒεΕηΗιΙκΚμΜνΝοΟρΡτΤυΥχΧγωζΖ",
    "aAbBeEkKmMhHoOpPcCtTyYxXiIsSjJhHdqwaAbBeEnHiIkKuMvNoOpPtTuYxXywzZ",
)


class Reading(NamedTuple):
    """A text as letters and digits, and how each character that is not ASCII was read."""

    letters: str
    odd: Mapping[str, str]


def readings(text: str) -> list[Reading]:
    """The text as it sounds, and as it looks where that is something else."""
    raw = text.encode(errors="ignore")
    if text.isascii():
        return [Reading(raw.translate(_LOWER, _REST).decode(), {})]
    ways = _ways(frozenset(raw.translate(None, _ASCII).decode()))
    return [Reading(_read(raw, way), way) for way in ways]


@lru_cache(maxsize=4096)
def _ways(odd: frozenset[str]) -> tuple[Mapping[str, str], ...]:
    by_sound, by_look = ({one: way(one) for one in odd} for way in (_sound, _look))
    return (by_sound,) if by_sound == by_look else (by_sound, by_look)


def _read(raw: bytes, odd: Mapping[str, str]) -> str:
    """Letters and digits of a text in UTF-8. What says nothing goes with all else that is neither."""
    for one, read in odd.items():
        if read:
            raw = raw.replace(one.encode(), read.encode())
    return raw.translate(_LOWER, _REST).decode()


@lru_cache(maxsize=4096)
def _sound(letter: str) -> str:
    spelt = "" if _says_nothing(letter) else anyascii(unicodedata.normalize("NFKC", letter))
    return spelt if spelt.isalnum() else "".join(filter(str.isalnum, spelt))


@lru_cache(maxsize=4096)
def _look(letter: str) -> str:
    alike = unicodedata.normalize("NFKC", letter).translate(_LOOKS)
    return alike if alike.isascii() else _sound(letter)


def _says_nothing(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cf", "Mn", "Me"}


def edges_of(text: str, reading: Reading) -> list[bool]:
    """Before each letter that was read, and at the end: whether a word begins, also at a capital or a digit."""
    edges: list[bool] = []
    before = ""
    for one in text:
        if _says_nothing(one):
            continue
        read = [letter for letter in reading.odd.get(one, one) if letter.isascii() and letter.isalnum()]
        for at, letter in enumerate(read):
            apart = not before or letter.isdigit() != before.isdigit() or (letter.isupper() and before.islower())
            edges.append(at == 0 and apart)
            before = letter
        if not read and one not in "'’‘":
            before = ""
    return [*edges, True]
