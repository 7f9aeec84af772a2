"""Rows of what became of invitations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from app.adapters.database.changes import read_change
from app.adapters.database.tables.changes import change, invitation_answer
from app.domain.changes import APPLIED, MEMBER_INVITED, Change
from app.domain.invitations import ACCEPTED, Answer

ANSWERED = ("change_id", "answer", "by_id", "at", "account_id", "proof")
"""What whoever answers writes."""


class SqlInvitationRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def invited_in(self, organisation_id: UUID, most: int) -> Sequence[Change]:
        """Those that were signed and sent, the last first."""
        sent = (change.c.settled_at.is_not(None), change.c.what == MEMBER_INVITED, change.c.outcome == APPLIED)
        query = select(change).where(change.c.organisation_id == organisation_id, *sent)
        rows = self._db.execute(query.order_by(change.c.settled_at.desc(), change.c.id).limit(most)).mappings()
        return tuple(read_change(row) for row in rows)

    def answers(self, change_ids: Collection[UUID]) -> Mapping[UUID, Answer]:
        """The answers of those of these that have one."""
        query = select(invitation_answer).where(invitation_answer.c.change_id.in_(list(change_ids)))
        return {row["change_id"]: _read(dict(row)) for row in self._db.execute(query).mappings()}

    def add(self, answer: Answer) -> None:
        """Store it. Raises Stale when there is one."""
        self._db.execute(insert(invitation_answer).values({name: getattr(answer, name) for name in ANSWERED}))

    def accepted(self, most: int) -> Sequence[UUID]:
        """Those of which nobody has said what came of it, the oldest first."""
        of = invitation_answer.c
        query = select(of.change_id).where(of.answer == ACCEPTED, of.settled_at.is_(None))
        return tuple(self._db.execute(query.order_by(of.at, of.change_id).limit(most)).scalars())

    def settle(self, change_id: UUID, outcome: str, at: datetime) -> None:
        """Say what came of accepting it."""
        which = update(invitation_answer).where(invitation_answer.c.change_id == change_id)
        self._db.execute(which.values(outcome=outcome, settled_at=at))


def _read(row: dict[str, Any]) -> Answer:
    return Answer(**{**row, "proof": None if row["proof"] is None else bytes(row["proof"])})
