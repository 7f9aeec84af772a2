"""Rows of changes and of what was signed of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from app.adapters.database.tables.changes import change, signature
from app.domain.changes import APPLIED, Change, Signature

LATER = ("announced_at", "settled_at", "outcome")
"""What is written of a change once it is there."""
OPEN = change.c.settled_at.is_(None)
SIGNED_BY_PROPOSER = (
    select(signature.c.change_id)
    .where(signature.c.change_id == change.c.id, signature.c.person_id == change.c.proposed_by)
    .exists()
)


class SqlChangeRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, change_: Change) -> None:
        """Store one that has not ended."""
        values = {column.name: getattr(change_, column.name) for column in change.c if column.name not in LATER}
        self._db.execute(insert(change).values(**{**values, "body": dict(change_.body)}))

    def change(self, change_id: UUID, *, lock: bool = False) -> Change | None:
        """One of them; locked, nobody else signs, settles or takes it back meanwhile."""
        query = select(change).where(change.c.id == change_id)
        found = self._read(query.with_for_update(key_share=True) if lock else query)
        return found[0] if found else None

    def changes(self, change_ids: Collection[UUID]) -> Mapping[UUID, Change]:
        """Those of these that there are."""
        return {one.id: one for one in self._read(select(change).where(change.c.id.in_(list(change_ids))))}

    def applied(self) -> Sequence[Change]:
        """Every one that was applied, for verifying."""
        return self._read(select(change).where(change.c.outcome == APPLIED).order_by(change.c.settled_at, change.c.id))

    def applied_about(self, about_id: UUID, kinds: Collection[str]) -> Sequence[Change]:
        """Those of these kinds about one row, of whatever organisation, that were applied, the last first."""
        done = (change.c.about_id == about_id, change.c.what.in_(kinds), change.c.outcome == APPLIED)
        return self._read(select(change).where(*done).order_by(change.c.settled_at.desc(), change.c.id))

    def open_in(self, organisation_id: UUID, most: int, kinds: Collection[str]) -> Sequence[Change]:
        """Those of these kinds that have not ended, the newest first."""
        query = select(change).where(change.c.organisation_id == organisation_id, change.c.what.in_(kinds), OPEN)
        return self._read(query.order_by(change.c.proposed_at.desc(), change.c.id).limit(most))

    def settled_in(self, organisation_id: UUID, most: int, kinds: Collection[str]) -> Sequence[Change]:
        """Those that have, the last first."""
        ended = (change.c.what.in_(kinds), change.c.settled_at.is_not(None))
        query = select(change).where(change.c.organisation_id == organisation_id, *ended)
        return self._read(query.order_by(change.c.settled_at.desc(), change.c.id).limit(most))

    def signed(self, most: int) -> Sequence[UUID]:
        """Changes that their proposers have signed and that have not ended, the oldest first."""
        query = select(change.c.id).where(OPEN, SIGNED_BY_PROPOSER).order_by(change.c.proposed_at, change.c.id)
        return tuple(self._db.execute(query.limit(most)).scalars())

    def announce(self, change_id: UUID, at: datetime) -> None:
        """Say when whoever may sign it was told that enough have."""
        self._db.execute(update(change).where(change.c.id == change_id).values(announced_at=at))

    def settle(self, change_id: UUID, outcome: str, at: datetime) -> None:
        """Say how one has ended."""
        self._db.execute(update(change).where(change.c.id == change_id).values(outcome=outcome, settled_at=at))

    def add_signature(self, signature_: Signature) -> None:
        """Store one. Raises Stale when that person has signed."""
        values = {column.name: getattr(signature_, column.name) for column in signature.c}
        self._db.execute(insert(signature).values(**{**values, "assertion": dict(signature_.assertion)}))

    def signatures(self, change_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Signature]]:
        """What was signed of each of these, the first first."""
        query = select(signature).where(signature.c.change_id.in_(list(change_ids)))
        found: dict[UUID, list[Signature]] = {one: [] for one in change_ids}
        for row in self._db.execute(query.order_by(signature.c.at, signature.c.person_id)).mappings():
            found[row["change_id"]].append(Signature(**row))
        return found

    def _read(self, query: Select[Any]) -> tuple[Change, ...]:
        return tuple(read_change(row) for row in self._db.execute(query).mappings())


def read_change(row: RowMapping) -> Change:
    """A row as a domain object."""
    return Change(**{**row, "digest": bytes(row["digest"])})
