"""Files, cases and their subjects: the hub's side of a piece of work. Names and words are sealed in records."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.escalation import WithBoard

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
REFERENCE_LENGTH = 8
EXAMPLE_REFERENCE = "ABCD-234J"
"""A reference as pages show one: well formed, and nobody's but by chance."""


@dataclass(frozen=True, slots=True)
class File:
    """The unit of keys: a case, or one partner's request. `tenant_id` owns it, `case_id` is a request's case."""

    id: UUID
    kind: str
    tenant_id: UUID
    case_id: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case of a hub, about one or more subjects. Codes only; purpose, basis, rating, state are what was stated.

    `closed_at` is since when it is closed and `held_at` since when it is held, None while it is not. `board` is what is
    with the strategic board, None while nothing is. The hub's own time counts from `counted_from`, when its
    notification was received or it was reopened, and ends at `due_at` (None: nothing is promised).
    """

    file_id: UUID
    tenant_id: UUID
    reference: str
    purpose: str
    legal_basis: str
    rating: str
    state: str
    started_by: UUID
    started_at: datetime
    version: int
    counted_from: datetime
    due_at: datetime | None = None
    closed_at: datetime | None = None
    held_at: datetime | None = None
    board: WithBoard | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody (or an address, or the case itself) that a case is about, as a random id."""

    subject_id: UUID
    file_id: UUID
    kind: str
    ordinal: int


def new_reference() -> str:
    """A random reference of eight characters that can be said by telephone, the last one a check character."""
    body = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH - 1))
    whole = body + check_character(body)
    return f"{whole[:4]}-{whole[4:]}"


def check_character(body: str) -> str:
    """The check character of a reference, a weighted sum modulo 29: a prime, so every slip and every swap shows."""
    size = len(REFERENCE_ALPHABET)
    total = sum((place + 2) * REFERENCE_ALPHABET.index(char) for place, char in enumerate(body))
    return REFERENCE_ALPHABET[total % size]


def is_reference(text: str) -> bool:
    """Whether `text`, dashes and case aside, is a well-formed reference with the right check character."""
    bare = text.replace("-", "").replace(" ", "").upper()
    return (
        len(bare) == REFERENCE_LENGTH
        and all(char in REFERENCE_ALPHABET for char in bare)
        and check_character(bare[:-1]) == bare[-1]
    )
