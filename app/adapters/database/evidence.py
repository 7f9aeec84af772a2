"""Rows of what hubs have said of what is to be there before they go live."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.adapters.database.believed import is_believed
from app.adapters.database.tables.agreements import evidence as t
from app.domain.evidence import Evidence

NAMES = [column.name for column in t.c if column.name != "named"]


class SqlEvidenceRows:
    """Reads and writes through one connection. The app role reads alone."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, said: Evidence) -> None:
        """Keep what was said: it counts from now on."""
        self._db.execute(insert(t).values({name: getattr(said, name) for name in NAMES}))

    def of(self, organisations: Collection[UUID]) -> Mapping[UUID, Mapping[str, Evidence]]:
        """What counts of each organisation, by item: of an item whose newest row nobody believes, nothing is said."""
        newest = (
            select(t)
            .where(t.c.organisation_id.in_(organisations))
            .ext(distinct_on(t.c.organisation_id, t.c.item))
            .order_by(t.c.organisation_id, t.c.item, t.c.said_at.desc(), t.c.id)
        )
        found: dict[UUID, dict[str, Evidence]] = {}
        for row in self._db.execute(newest).mappings():
            if not is_believed(self._db, t, row):
                continue
            one = Evidence(**{name: row[name] for name in NAMES})
            found.setdefault(one.organisation_id, {})[one.item] = one
        return found
