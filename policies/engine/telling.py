"""Words that tell what not every kind of organisation is told of, and where they stand in what was typed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from policies.engine.catalogue import Field

_WRITTEN: Final = ("text", "long_text")
_ONE_BY_ONE: Final = re.compile(r"\b(?:\w )+\w\b")


@dataclass(frozen=True, slots=True)
class Telling:
    """Words, or several in a row, that tell one thing; `label` says which."""

    key: str
    label: str
    words: tuple[str, ...]


def told_in(text: str, tellings: Iterable[Telling]) -> tuple[str, ...]:
    """The words of these that stand in a text, each as policy writes it, whatever case, accents and punctuation."""
    plain = f" {_plain(text)} "
    return tuple(dict.fromkeys(word for one in tellings for word in one.words if f" {_policy_word(word)} " in plain))


def texts_in(field: Field, typed: object) -> tuple[str, ...]:
    """What stands in words in the value of a field: a choice or a number tells nothing that its field does not."""
    if field.type in _WRITTEN:
        return (typed,) if isinstance(typed, str) else ()
    rows = typed if field.type == "rows" and isinstance(typed, list) else ()
    written = [column.key for column in field.columns if column.type in _WRITTEN]
    cells = [row.get(key) for row in rows if isinstance(row, Mapping) for key in written]
    return tuple(one for one in cells if isinstance(one, str))


def _plain(text: str) -> str:
    """Words in lower case with a space between them; letters spelt one by one are one word."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(one for one in letters if unicodedata.category(one) not in ("Mn", "Cf"))
    spaced = " ".join(re.findall(r"[^\W_]+", kept))
    return _ONE_BY_ONE.sub(lambda found: found[0].replace(" ", ""), spaced)


_policy_word = lru_cache(4096)(_plain)
"""A policy's own words alone: each form asks for hundreds, and nothing that was typed is kept."""
