"""Escrow: a root key split into three shares on paper, of which any two make it again and one tells nothing.

For each pair of shares there is a pad of its own: one of the two holds the pad, the other the key XOR the pad. So each
share is two strings of 32 bytes that look random by themselves, and whoever holds two has one whole pair.

A share is eight lines of letters and digits, each with a checksum over itself and the share's first line, so that what
was mistyped is named by its line.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from crypto.errors import EscrowError
from crypto.keys.roots import LENGTH, name_of_root

SHARES: Final = 3
_PAIRS: Final = tuple(combinations(range(1, SHARES + 1), 2))
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U; typed, I and L are read as 1 and O as 0."""
_READ_AS: Final = str.maketrans("ILO", "110", " -")
_LINES: Final = 8
_ON_A_LINE: Final = 2 * LENGTH // _LINES
_CHECK: Final = 2
_FIRST: Final = re.compile(
    r"prx-escrow/v1 share ([1-3]) of 3, key ([0-9a-f]{16}), set ([0-9a-f]{8}), ([0-9]{4}-[0-9]{2}-[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class Share:
    """One of three shares: of which key, made on which day, and in which set, as shares of two sets do not fit."""

    number: int
    key: str
    drawn: str
    made_on: date
    halves: bytes

    def __repr__(self) -> str:
        return f"Share({self.number} of {SHARES}, key {self.key}, …)"

    @property
    def first_line(self) -> str:
        """What stands over its lines, and is in the checksum of each."""
        return f"prx-escrow/v1 share {self.number} of {SHARES}, key {self.key}, set {self.drawn}, {self.made_on}"


def split(secret: bytes, made_on: date) -> tuple[Share, ...]:
    """Three shares of a root key (32 bytes), any two of which make it again; different ones each time."""
    pads = {pair: secrets.token_bytes(LENGTH) for pair in _PAIRS}
    drawn = secrets.token_hex(4)
    return tuple(
        Share(number, name_of_root(secret), drawn, made_on, _halves(secret, number, pads))
        for number in range(1, SHARES + 1)
    )


def join(one: Share, other: Share) -> bytes:
    """The root key that two shares make. Raises EscrowError saying why these two make none."""
    if one.number == other.number:
        raise EscrowError(f"Both are share {one.number}: give two different ones.")
    if (one.key, one.drawn, one.made_on) != (other.key, other.drawn, other.made_on):
        raise EscrowError("These shares are not of one set: key, set and date in their first lines have to be alike.")
    pair = (min(one.number, other.number), max(one.number, other.number))
    secret = _xor(*(_half_of(share, pair) for share in (one, other)))
    if name_of_root(secret) != one.key:
        raise EscrowError(f"These shares make another key than {one.key}: one of them is not as it was printed.")
    return secret


def write_share(share: Share) -> str:
    """A share as it is printed: its first line, then eight numbered lines."""
    pieces = [share.halves[start : start + _ON_A_LINE] for start in range(0, len(share.halves), _ON_A_LINE)]
    lines = [f"{place}: {_letters(_checked(share.first_line, place, piece))}" for place, piece in enumerate(pieces, 1)]
    return "\n".join([share.first_line, *lines, ""])


def read_share(text: str) -> Share:
    """A share as somebody typed it: case, spaces and hyphens in the lines do not matter.

    Raises EscrowError naming every line that is mistyped, by its share.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    first = _FIRST.fullmatch(lines[0]) if lines else None
    try:
        day = date.fromisoformat(first[4]) if first else None
    except ValueError:
        day = None
    if first is None or day is None:
        raise EscrowError(
            "The first line of a share is typed as it is printed: "
            "prx-escrow/v1 share 1 of 3, key and 16 digits, set and 8 digits, then the date."
        )
    number = int(first[1])
    if len(lines) != 1 + _LINES:
        raise EscrowError(f"Share {number} has {_LINES} lines under its first; {len(lines) - 1} were typed.")
    pieces = [_piece(lines[0], place, line) for place, line in enumerate(lines[1:], 1)]
    wrong = [str(place) for place, piece in enumerate(pieces, 1) if piece is None]
    if len(wrong) == _LINES:
        raise EscrowError(f"No line of share {number} fits its first line: that one is mistyped, or all others are.")
    if wrong:
        raise EscrowError(f"Share {number} is mistyped in line {', '.join(wrong)}: compare with the paper.")
    return Share(number, first[2], first[3], day, b"".join(piece or b"" for piece in pieces))


def _halves(secret: bytes, number: int, pads: dict[tuple[int, int], bytes]) -> bytes:
    """For each pair that a share is in, its pad where it is the first of the two, else the key XOR the pad."""
    mine = [(pair, pad) for pair, pad in pads.items() if number in pair]
    return b"".join(pad if number == pair[0] else _xor(secret, pad) for pair, pad in mine)


def _half_of(share: Share, pair: tuple[int, int]) -> bytes:
    place = [one for one in _PAIRS if share.number in one].index(pair)
    return share.halves[place * LENGTH : (place + 1) * LENGTH]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _checked(first_line: str, place: int, piece: bytes) -> bytes:
    told = f"{first_line}\n{place}\n".encode() + piece
    return piece + hashlib.sha256(told).digest()[:_CHECK]


def _letters(data: bytes) -> str:
    """Five bits a letter, in groups of four."""
    bits = int.from_bytes(data)
    text = "".join(_LETTERS[bits >> shift & 31] for shift in range(8 * len(data) - 5, -1, -5))
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _piece(first_line: str, place: int, line: str) -> bytes | None:
    """The bytes of a line, or None where its number, letters or checksum are not right."""
    number, colon, typed = line.partition(":")
    text = typed.upper().translate(_READ_AS)
    if number != str(place) or not colon or len(text) != 8 * (_ON_A_LINE + _CHECK) // 5 or set(text) - set(_LETTERS):
        return None
    data = sum(_LETTERS.index(one) << 5 * at for at, one in enumerate(reversed(text))).to_bytes(_ON_A_LINE + _CHECK)
    piece = data[:_ON_A_LINE]
    return piece if _checked(first_line, place, piece) == data else None
