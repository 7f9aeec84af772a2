"""Who acts for an organisation, as its administrators see it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.identity import Membership, Person


@dataclass(frozen=True, slots=True)
class Member:
    """A membership with the person who holds it."""

    membership: Membership
    person: Person
