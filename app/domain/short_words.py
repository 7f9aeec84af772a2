"""Names and other words on one line, and telephone numbers, as somebody who administers types them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from app.domain.errors import InvalidInput

LONGEST: Final = 200
"""Characters of a name, or of words beside a number or a day."""
TELEPHONE_FIELD: Final = "telephone"
TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 ]{1,28}[0-9]")


def short_words(field: str, written: str, label: str | None = None) -> str:
    """The words, with single spaces. Raises InvalidInput, by `field`, for none, too many, or what no line holds.

    `label` is what its box is called, where there is one: the error begins with it.

    Control characters are refused, as pages, mails and terminals would act on them, and invisible ones with them: two
    names that look alike are to be one.
    """
    words = re.sub(" +", " ", written).strip(" ")
    if not words:
        raise InvalidInput({field: _at(label, "Say it in a few words.")})
    if len(words) > LONGEST or any(unicodedata.category(one)[0] == "C" or one in "\u2028\u2029" for one in words):
        raise InvalidInput(
            {field: _at(label, f"Use at most {LONGEST} characters on one line, none of them invisible.")}
        )
    return words


def short_words_of(typed: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    """Several at once, by field: what was typed, and what its box is called. Raises InvalidInput naming each wrong."""
    words: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field, (written, label) in typed.items():
        try:
            words[field] = telephone_number(written) if field == TELEPHONE_FIELD else short_words(field, written, label)
        except InvalidInput as mistyped:
            wrong |= mistyped.errors
    if wrong:
        raise InvalidInput(wrong)
    return words


def _at(label: str | None, says: str) -> str:
    return says if label is None else f"{label}: {says[:1].lower()}{says[1:]}"


def telephone_number(written: str) -> str:
    """The number, with single spaces. Raises InvalidInput for what nobody can ring."""
    number = " ".join(written.split())
    if not TELEPHONE.fullmatch(number):
        raise InvalidInput({"telephone": "Give a telephone number: digits and spaces, with + before a country’s code."})
    return number
