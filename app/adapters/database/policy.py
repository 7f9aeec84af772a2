"""Policy releases: those this installation has run on, each with what its leaf says, and those proposed to it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from app.adapters.database.log_standing import leaf_of
from app.adapters.database.tables.log import log_detail, log_leaf
from app.adapters.database.tables.work import policy_release, proposed_release
from app.domain.log_entry import StoredLeaf
from app.domain.proposed_release import ProposedRelease

PROPOSED = select(*(one for one in proposed_release.c if one.name != "canonical"))
"""All but what it says, which is long."""


class SqlPolicyRows:
    """Policy releases this installation has run on, and those proposed to it."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def latest(self) -> tuple[int, str] | None:
        """Number and digest of the last one, or None."""
        query = select(policy_release.c.number, policy_release.c.digest).order_by(policy_release.c.number.desc())
        row = self._db.execute(query.limit(1)).one_or_none()
        return (row.number, row.digest) if row else None

    def canonical(self, number: int) -> str | None:
        """The canonical JSON of a release, or None."""
        query = select(policy_release.c.canonical).where(policy_release.c.number == number)
        return self._db.execute(query).scalar_one_or_none()

    def add_proposed(self, proposed: ProposedRelease, canonical: str) -> None:
        """Store one that nobody decides under yet, and all it says."""
        self._db.execute(insert(proposed_release).values(**asdict(proposed), canonical=canonical))

    def proposed(self, proposed_id: UUID) -> ProposedRelease | None:
        """One of them, or None."""
        row = self._db.execute(PROPOSED.where(proposed_release.c.id == proposed_id)).mappings().one_or_none()
        return ProposedRelease(**row) if row else None

    def proposed_canonical(self, proposed_id: UUID) -> str | None:
        """The canonical JSON of one, or None."""
        query = select(proposed_release.c.canonical).where(proposed_release.c.id == proposed_id)
        return self._db.execute(query).scalar_one_or_none()

    def last_proposed(self, most: int) -> tuple[ProposedRelease, ...]:
        """So many at most, the newest first."""
        query = PROPOSED.order_by(proposed_release.c.proposed_at.desc(), proposed_release.c.id).limit(most)
        return tuple(ProposedRelease(**row) for row in self._db.execute(query).mappings())

    def releases(self) -> tuple[tuple[int, str, datetime], ...]:
        """Number, digest and time of each, the newest first."""
        query = select(policy_release.c.number, policy_release.c.digest, policy_release.c.recorded_at)
        rows = self._db.execute(query.order_by(policy_release.c.number.desc()))
        return tuple((row.number, row.digest, row.recorded_at) for row in rows)

    def add(self, number: int, digest: str, canonical: str, at: datetime) -> None:
        """Store a release."""
        self._db.execute(
            insert(policy_release).values(number=number, digest=digest, canonical=canonical, recorded_at=at)
        )

    def leaves(self, number: int) -> tuple[StoredLeaf, ...]:
        """What says that it is the leaf of a release, the first first; found by its detail."""
        detail = log_detail.c
        found = select(detail.id).where(
            detail.tenant_id.is_(None), detail.kind == "policy_released", detail.policy_release == number
        )
        query = select(log_leaf).where(log_leaf.c.id.in_(found)).order_by(log_leaf.c.log, log_leaf.c.idx)
        return tuple(leaf_of(row) for row in self._db.execute(query))
