"""Names and other words on one line, and telephone numbers, as somebody who administers types them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.domain.errors import InvalidInput

LONGEST: Final = 200
"""Characters of a name, or of words beside a number or a day."""
TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 ]{1,28}[0-9]")


def short_words(field: str, written: str) -> str:
    """The words, with single spaces. Raises InvalidInput, by `field`, for none, too many, or what no line holds.

    Control characters are refused, as pages, mails and terminals would act on them, and invisible ones with them: two
    names that look alike are to be one.
    """
    words = re.sub(" +", " ", written).strip(" ")
    if not words:
        raise InvalidInput({field: "Say it in a few words."})
    if len(words) > LONGEST or any(unicodedata.category(one)[0] == "C" or one in "\u2028\u2029" for one in words):
        raise InvalidInput({field: f"Use at most {LONGEST} characters on one line, none of them invisible."})
    return words


def telephone_number(written: str) -> str:
    """The number, with single spaces. Raises InvalidInput for what nobody can ring."""
    number = " ".join(written.split())
    if not TELEPHONE.fullmatch(number):
        raise InvalidInput({"telephone": "Give a telephone number: digits and spaces, with + before a country’s code."})
    return number
