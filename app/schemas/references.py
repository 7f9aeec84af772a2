"""A reference as it is read out or typed: spaces, dashes and case aside, with its check character."""

from __future__ import annotations

import re
import unicodedata

from marshmallow import ValidationError

from app.domain.files import EXAMPLE_REFERENCE, REFERENCE_ALPHABET, REFERENCE_LENGTH, is_reference


def read_reference(raw: str) -> str:
    """The reference in its one form. Raises ValidationError saying what one is, or what its last character tells."""
    plain = unicodedata.normalize("NFKC", raw).upper()
    bare = re.sub(r"[\s\-\u2010-\u2015]", "", plain)
    if len(bare) != REFERENCE_LENGTH or set(bare) - set(REFERENCE_ALPHABET):
        raise ValidationError(
            f"Enter the reference as its {REFERENCE_LENGTH} letters and digits, for example {EXAMPLE_REFERENCE}; "
            "it never has I, L, O, S, U, 0 or 1"
        )
    if not is_reference(bare):
        raise ValidationError(
            "Check the reference: its last character is worked out from the others and does not fit them, "
            "so one of them was misheard or mistyped. Have it read out again"
        )
    return f"{bare[:4]}-{bare[4:]}"
