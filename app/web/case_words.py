"""What subjects are called on every page: one place for the words, nothing that names anybody."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

SUBJECTS = {
    "child": "Child",
    "unborn_child": "Unborn child",
    "adult": "Adult",
    "address": "Address",
    "case": "The case as a whole",
}
"""Kinds of subject as a heading."""
A_SUBJECT = {
    "child": "a child",
    "unborn_child": "an unborn child",
    "adult": "an adult",
    "address": "an address",
    "case": "the case as a whole",
}
"""The same within a sentence."""
_LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
_SPOKEN = f"{_LETTERS}23456789"


def spoken(subject_id: UUID) -> str:
    """What a subject is called on the telephone: a letter, then two letters or digits that the hub, each partner and
    the log share.

    They count nobody, unlike “Child 2”, of which a partner would learn that there is another, and begin with a letter,
    for “Child 256” reads as a count; none is mistaken for another letter or makes a word.
    """
    number = int.from_bytes(sha256(subject_id.bytes).digest())
    first, number = _LETTERS[number % len(_LETTERS)], number // len(_LETTERS)
    return first + "".join(_SPOKEN[number // len(_SPOKEN) ** place % len(_SPOKEN)] for place in range(2))
