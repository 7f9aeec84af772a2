"""Strict reading of pages, each shape of page once: a page in other words is as well-formed as it was.

Whether a page is well-formed, and which tree it makes, follows from what is left of it without plain text and plain
values: nothing plain ends what it stands in, or is a mistake by itself. What is left, the shape, is read by html5lib,
strictly, and kept; the next page of that shape gets a copy with its own words in it, in a sixth of the time. Whatever
is not plain (a bracket, a quote, a reference that escaping does not write) is part of the shape, to the letter.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from html import unescape
from itertools import count
from typing import Any, Final

import html5lib
from html5lib.html5parser import ParseError

_LETTER: Final = r"[!#-%'-;=?-~\xa0-\ud7ff\uf900-\ufdcf]"
_PLAIN: Final = rf"(?:{_LETTER}|[\t\n ]|&(?:amp|lt|gt|#34|#39);)"
_WORDS: Final = re.compile(
    rf"((?<=[>\t\n ])(?![\t\n ]){_PLAIN}++(?=<)"  # text up to a tag, without the white space it begins with
    rf'|(?<=="){_PLAIN}*+(?="))'  # values of attributes
)
_READ_WHOLE: Final = re.compile(
    r"[\r\ue000\ue001]|<![-\[]|=[\t\n ]*'|<(?:style|xmp|iframe|noembed|noframes|plaintext|math)|<script[^>]*>(?!</)",
    re.IGNORECASE,
)
"""Where words might not be what they look like: text that is no text, values in other quotes, our own mark."""
_MARK: Final = re.compile("\ue000([0-9]+)\ue001")


def read_strictly(text: str) -> Any:
    """The root of the page's tree; raises html5lib's ParseError at the first mistake in its markup."""
    if _READ_WHOLE.search(text):
        return read_whole(text)
    parts = _WORDS.split(text)
    try:
        root = deepcopy(_shape("\ue000".join(parts[::2])))
    except ParseError:
        return read_whole(text)  # which says where, in the page as it is
    return root if _put(parts[1::2], root) else read_whole(text)


def read_whole(text: str) -> Any:
    """The same, all of it by html5lib."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@lru_cache(maxsize=256)
def _shape(left: str) -> Any:
    """The tree of a page with a number in place of each words that were taken out of it."""
    numbers = count()
    return read_whole(re.sub("\ue000", lambda _: f"\ue000{next(numbers)}\ue001", left))


def _put(words: list[str], root: Any) -> bool:
    """Put words in place of their numbers; says whether each found its place: some stand where no tree has them."""
    put = 0

    def own(mark: re.Match[str]) -> str:
        nonlocal put
        put += 1
        return unescape(words[int(mark[1])])

    for one in root.iter():
        if one.text and "\ue000" in one.text:
            one.text = _MARK.sub(own, one.text)
        if one.tail and "\ue000" in one.tail:
            one.tail = _MARK.sub(own, one.tail)
        for name, value in one.items():
            if "\ue000" in value:
                one.set(name, _MARK.sub(own, value))
    return put == len(words)
