"""The role that a change gives, when it is applied or its invitation is accepted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from app.domain.changes import Change
from app.domain.identity import Membership


def membership_of(change: Change, person_id: UUID, now: datetime, entry_id: UUID) -> Membership:
    """The membership that a change gives somebody now, and that the entry `entry_id` will name."""
    return Membership(
        id=uuid4(),
        person_id=person_id,
        organisation_id=change.organisation_id,
        role=change.body["role"],
        created_at=now,
        approved_by=change.proposed_by,
        approved_at=now,
        change_id=change.id,
        entry_id=entry_id,
    )
