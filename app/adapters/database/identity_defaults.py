"""Rows of how people and organisations usually search."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from app.adapters.database.fixed import fixed
from app.adapters.database.tables.identity import search_default
from app.domain.errors import Stale
from app.domain.search_defaults import KeptDefaults, SearchDefaults

KEPT = fixed(
    select(search_default)
    .where(search_default.c.organisation_id == bindparam("organisation"))
    .where(or_(search_default.c.person_id == bindparam("person"), search_default.c.person_id.is_(None)))
)
CHANGED = "Somebody has changed this since you opened the page. Look at it again, then add what you typed here."


class SearchDefaultRows:
    """How people and organisations usually search, over one connection."""

    _connection: Connection

    def search_defaults(self, organisation_id: UUID, person_id: UUID) -> tuple[SearchDefaults, SearchDefaults]:
        rows = self._connection.execute(KEPT, {"organisation": organisation_id, "person": person_id}).mappings()
        kept = {
            row["person_id"]: SearchDefaults(tuple(row["systems"]), tuple(row["identifiers"]), row["version"])
            for row in rows
        }
        return kept.get(person_id, SearchDefaults()), kept.get(None, SearchDefaults())

    def keep_search_defaults(self, kept: KeptDefaults) -> None:
        seen = kept.defaults.version
        values = {
            "systems": list(kept.defaults.systems),
            "identifiers": list(kept.defaults.identifiers),
            "version": seen + 1,
            "kept_by": kept.kept_by,
            "kept_at": kept.kept_at,
        }
        whose = (
            search_default.c.organisation_id == kept.organisation_id,
            search_default.c.person_id.is_not_distinct_from(kept.person_id),
        )
        if not seen:
            owner = {"organisation_id": kept.organisation_id, "person_id": kept.person_id}
            self._connection.execute(insert(search_default).values(**owner, **values))
            return
        changed = self._connection.execute(
            update(search_default).where(*whose, search_default.c.version == seen).values(**values)
        )
        if not changed.rowcount:
            raise Stale(CHANGED)
