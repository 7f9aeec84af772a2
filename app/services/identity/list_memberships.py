"""The memberships somebody signed in may choose among."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import HeldMembership, Person
from app.services.identity.roles_that_count import roles_of
from app.services.identity.session_in_use import read_session
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is choosing, what they may choose, and what they act under now."""

    person: Person
    memberships: tuple[HeldMembership, ...]
    current: UUID | None


def list_memberships(runtime: Runtime, token: str | None) -> Choice | None:
    """What the person of this session may act under; None if there is no live session."""
    with runtime.database.work(None) as work:
        found = read_session(runtime, work, token, runtime.clock.now())
        if found is None:
            return None
        held = roles_of(runtime, work, found)
    return Choice(person=found.person, memberships=held, current=found.session.membership_id)
