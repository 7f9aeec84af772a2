"""A reference as it is read out or typed: spaces, dashes and case aside, with its check character."""

from __future__ import annotations

import re
import unicodedata

from marshmallow import ValidationError

from app.domain.files import EXAMPLE_REFERENCE, REFERENCE_ALPHABET, REFERENCE_LENGTH, is_reference

MOST_NAMED = 3
"""Characters that no reference has are named, so many of them."""


def read_reference(raw: str) -> str:
    """The reference in its one form. Raises ValidationError naming the character that is wrong, or does not fit."""
    plain = unicodedata.normalize("NFKC", raw).upper()
    bare = re.sub(r"[\s\-\u2010-\u2015]", "", plain)
    if foreign := [one for one in dict.fromkeys(bare) if one not in REFERENCE_ALPHABET]:
        raise ValidationError(
            f"Check the reference: it has {_quoted(foreign[:MOST_NAMED])}, and a reference never has I, L, O, S, U, 0, "
            f"1 or a sign. Enter its {REFERENCE_LENGTH} letters and digits, for example {EXAMPLE_REFERENCE}"
        )
    if len(bare) != REFERENCE_LENGTH:
        raise ValidationError(
            f"Enter the reference as its {REFERENCE_LENGTH} letters and digits, for example {EXAMPLE_REFERENCE}; "
            f"you entered {len(bare)}"
        )
    if not is_reference(bare):
        raise ValidationError(
            f"Check the reference: its last character, “{bare[-1]}”, is worked out from the others and does not fit, "
            "so one of the eight was misheard or mistyped. Have it read out again"
        )
    return f"{bare[:4]}-{bare[4:]}"


def _quoted(characters: list[str]) -> str:
    """Characters as they are named: “O” and “1”."""
    quoted = [f"“{one}”" for one in characters]
    return " and ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
