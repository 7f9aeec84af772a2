"""Looks for marked values in anything that was written down, however it may have been encoded on the way."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

SHORTEST = 6
"""Characters; shorter marks would turn up in random text."""
LARGEST_MAIL = 500_000
"""Bytes; what is larger is a dump, whose lines are rows."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A mark found where it must not be. It does not repeat what surrounds it."""

    mark: str
    form: str
    where: str


def search(marks: Iterable[str], places: Iterable[tuple[str, bytes]]) -> list[Hit]:
    """Every mark found in any place (name, content), in plain or in any of the forms of `forms_of`."""
    sought = {pattern: (mark, form) for mark in marks for form, pattern in forms_of(mark)}
    small = {pattern: named for pattern, named in sought.items() if pattern == pattern.lower()}
    hits = []
    for where, content in places:
        lowered = content.lower()
        for haystack, patterns in ((content, sought), (lowered, small), (_joined(content), sought)):
            hits += [Hit(*named, where) for pattern, named in patterns.items() if pattern in haystack]
    return list(dict.fromkeys(hits))


def forms_of(mark: str) -> Iterator[tuple[str, bytes]]:
    """The ways a text may have been written; haystacks are looked at as they are and in small letters."""
    if len(mark) < SHORTEST:
        raise ValueError(f"a mark needs {SHORTEST} characters")
    for spelling in _spellings(mark):
        data = spelling.encode()
        yield "plain", data
        yield "hex", data.hex().encode()
        yield "percent", quote(spelling).encode()
        yield "form", quote_plus(spelling).encode()
        yield "percent, every byte", "".join(f"%{byte:02x}" for byte in data).encode()
        yield "JSON", "".join(f"\\u{ord(letter):04x}" for letter in spelling).encode()
        yield "HTML", "".join(f"&#{ord(letter)};" for letter in spelling).encode()
        for name in ("utf-16-le", "utf-16-be", "utf-32-le"):
            yield name, spelling.encode(name)
            yield f"{name} in hex", spelling.encode(name).hex().encode()
        yield from _base64(data)
        yield from _base64(spelling.encode("utf-16-le"))


def _spellings(mark: str) -> tuple[str, ...]:
    found = (mark, mark.lower(), mark.upper(), re.sub(r"\s", "", mark), re.sub(r"\s", "", mark).lower())
    return tuple(dict.fromkeys(found))


def _base64(data: bytes) -> Iterator[tuple[str, bytes]]:
    """At each of the three places a text can stand in a group of three bytes, without the letters its ends share."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data)
        whole = encoded[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
        yield "base64", whole
        yield "base64, for addresses", whole.replace(b"+", b"-").replace(b"/", b"_")


def _joined(content: bytes) -> bytes:
    """Without the line ends that mail and base64 put in; nothing where there are none, or too much for a mail."""
    if len(content) > LARGEST_MAIL or b"\n" not in content:
        return b""
    return re.sub(rb"=?\r?\n[ \t]*", b"", content)


def rows_as_bytes(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """Each column of each row, bytes as they are and everything else as text."""
    for row in rows:
        for value in row.values():
            yield bytes(value) if isinstance(value, bytes | bytearray | memoryview) else str(value).encode()
