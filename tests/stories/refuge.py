"""A refuge's address in the spellings people use, and the search for it, which owes nothing to the exchange's own."""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.protected_words import ADDRESS, POSTCODE, SCHOOL, TELEPHONE, found_in, needles_of


def _wide(text: str) -> str:
    """A text in the full-width letters and digits that keyboards for Chinese and Japanese type."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


REFUGE: Final[Mapping[str, Any]] = {"lines": ["9 Refuge Way"], "town": "Larkmoor", "postcode": "ZZ99 7RF"}
HOTLINE: Final = "01632 960777"
LARKS: Final = "Larkmoor Primary School"
SPELT: Final = (
    "9 Refuge Way",
    "ZZ99 7RF",
    "R e f u g e  W a y",
    "9 Refuge\nWay, Larkmoor",
    "at LARKMOOR PRIMARY SCHOOL",
    _wide("9 Refuge Way"),
    "zz997rf",
    "number nine, Refuge Way",
    "REFUGE-WAY",
    "Ref\u200buge W\u200bay",
    _wide("ZZ99 7RF"),
    "9, refuge way",
)
"""Each of them alone is enough to find her."""
RUNG: Final = ("01632 960777", "+44 1632 960 777", _wide("01632-960777"))
"""Said only by partners: her health visitor's return is what protects it."""

_BETWEEN: Final = r"[\W_]*"
_SOUGHT: Final = re.compile(
    "|".join(_BETWEEN.join(letters) for letters in ("refugeway", "zz997rf", "1632960777", "larkmoorprimary"))
)
_UNSEEN: Final = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_TAG: Final = re.compile(r"<[^>]*>")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{40,}")
_PLAIN: Final = str.maketrans("-_", "+/")
_MARK: Final = re.compile(r"(plant\d{4}(?:from|till))")
NEEDLES: Final = needles_of(((ADDRESS, REFUGE), (POSTCODE, "ZZ99 7RF"), (TELEPHONE, HOTLINE), (SCHOOL, LARKS)))
"""The same place for the exchange's own comparer."""
OUTSIDE: Final = -1
"""Where the place stands, if not in anything that was planted."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One text that says where she is: which organisation wrote it, into what, and of whom."""

    by: str
    where: str
    about: str


class Garden:
    """All that was planted, by number. Each text has its number at both ends, so that a hit says whose it is."""

    def __init__(self) -> None:
        self.planted: list[Planted] = []

    def text(self, by: str, where: str, about: str, most: int | None = None) -> str:
        """A new text that says the place in as many spellings as fit, other ones each time."""
        number = len(self.planted)
        self.planted.append(Planted(by, where, about))
        spelt = (*SPELT, *RUNG) if by != "hub" else SPELT
        told = [spelt[(number + at) % len(spelt)] for at in range(len(spelt))]
        room = (most or 400) - len("Plant0000from  Plant0000till")
        while len("; ".join(told)) > room:
            told.pop()
        return f"Plant{number:04}from {'; '.join(told)} Plant{number:04}till"


def found(content: str) -> set[int]:
    """The numbers of the planted texts of which a page says the place; `OUTSIDE` where it says it by itself."""
    hits: set[int] = set()
    for said in (content, _TAG.sub("", content), _TAG.sub(" ", content), *_decoded(content)):
        for number, part in _parts(_folded(said)):
            if number not in hits and (_SOUGHT.search(part) or found_in(NEEDLES, part)):
                hits.add(number)
    return hits


def _decoded(content: str) -> Iterator[str]:
    """What stands in base64, as in the lines of a log's file."""
    for word in _BASE64.findall(content):
        try:
            yield base64.b64decode(word.translate(_PLAIN) + "=" * (-len(word) % 4)).decode()
        except ValueError:
            continue


def sought(content: str) -> bool:
    """Whether the place stands in a text, as this search alone sees it."""
    return _SOUGHT.search(_folded(content)) is not None


def _folded(content: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", html.unescape(content)).casefold())


def _parts(content: str) -> Iterator[tuple[int, str]]:
    """A page cut at the marks: each part with the number it stands behind."""
    number = OUTSIDE
    for part in _MARK.split(content):
        if _MARK.fullmatch(part):
            number = int(part[5:9]) if part.endswith("from") else OUTSIDE
        else:
            yield number, part
