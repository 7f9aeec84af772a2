"""How people write the parts of an address: streets in short, flats, numbers in words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SHORT: Final = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "cl": "close", "la": "lane", "ln": "lane",
    "terr": "terrace", "ter": "terrace", "cres": "crescent", "dr": "drive", "gdns": "gardens", "gdn": "gardens",
    "ct": "court", "sq": "square", "pl": "place", "pk": "park", "gr": "grove", "hse": "house", "bldgs": "buildings",
    "est": "estate", "psg": "passage", "wlk": "walk", "pde": "parade", "saint": "street",
}  # fmt: skip
_UNITS: Final = r"flat|apartment|apt|unit|room|studio|maisonette"
UNIT: Final = re.compile(rf"\b(?:{_UNITS})\b\s*(?:no|number)?\s*([0-9]+\s?[a-z]?|[a-z])\b")
NUMBER: Final = re.compile(r"\b(?:(?:no|number)\s*)?([0-9]+(?:\s?[a-z])?(?:\s?-\s?[0-9]+[a-z]?)?)\b(?!th|st|nd|rd)")
COUNTED: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
MANY: Final = re.compile(
    r"\b(?:hospital|infirmary|hospice|ward|clinic|hostel|prison|hmp|hmyoi|barracks|"
    r"hotel|guest house|(?:care|nursing|residential|childrens) home|halls? of residence|night shelter)\b"
    r"(?!\s+(?:street|road|lane|avenue|close|drive|way|gardens|terrace|row|hill|st|rd|ln|ave|cl|dr)\b)"
)
"""A place where people live who have nothing to do with each other; a street may be named after one."""
_IN_WORDS: Final = re.compile(rf"\b(?:no|number|{_UNITS})\s+({'|'.join(COUNTED)})\b")


def plain(line: object) -> str:
    """Lower case, plain dashes, no accents on what is Latin; numbers in words after “number” as digits."""
    text = unicodedata.normalize("NFKC", str(line)).casefold()
    text = re.sub(r"[\u2010-\u2015]", "-", re.sub(r"['’‘.]", "", text))
    text = re.sub(r"\s*[;\n]\s*", ", ", text)
    return _IN_WORDS.sub(lambda said: f"{said[0].split()[0]} {COUNTED.index(said[1]) + 1}", text)
