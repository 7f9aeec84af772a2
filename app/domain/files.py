"""Files, cases and their subjects: the hub's side of a piece of work. Names and words are sealed in records."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.errors import WrongState

SUBJECT_KINDS = ("child", "unborn_child", "adult", "address", "case")
RATINGS = ("red", "amber", "green")
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
REFERENCE_LENGTH = 8


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
    """One case of a hub, about one or more subjects. Holds codes only."""

    file_id: UUID
    tenant_id: UUID
    reference: str
    purpose: str
    legal_basis: str
    rating: str
    state: str
    decision_maker_id: UUID | None
    started_by: UUID
    started_at: datetime
    version: int

    def rated(self, rating: str) -> CaseFile:
        """The case with another rating. Raises WrongState when it is closed."""
        if self.state == "closed":
            raise WrongState("This case is closed. Start a new case, or ask a manager to reopen it.")
        return replace(self, rating=rating, version=self.version + 1)

    def based_on(self, legal_basis: str) -> CaseFile:
        """The case with another legal basis, for requests from now on. Raises WrongState when it is closed."""
        if self.state == "closed":
            raise WrongState("This case is closed, so its legal basis stays as it was.")
        return replace(self, legal_basis=legal_basis, version=self.version + 1)

    def closed(self, decision_maker: UUID) -> CaseFile:
        """The case closed by a decision-maker. Raises WrongState when it has been closed before."""
        if self.state == "closed":
            raise WrongState("This case has been closed already.")
        return replace(self, state="closed", decision_maker_id=decision_maker, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody (or an address, or the case itself) that a case is about, as a random id."""

    subject_id: UUID
    file_id: UUID
    kind: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Authorisation:
    """That a named person took a decision, and when. Its words are sealed in the case's record of the subject."""

    file_id: UUID
    what: str
    subject_id: UUID
    decided_by: UUID
    decided_at: datetime


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
