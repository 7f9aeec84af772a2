"""Rows of what organisations say of their time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, update

from app.adapters.database.believed import is_believed
from app.adapters.database.fixed import fixed
from app.adapters.database.identity_people import read_organisation
from app.adapters.database.tables.clocks import clock_setting
from app.adapters.database.tables.identity import organisation, person
from app.domain.clock_settings import ClockSetting, Kept

ENTERED, RANG = person.alias("entered"), person.alias("rang")
OF_SETTING = [column for column in clock_setting.c if column.name not in {"ended_at", "named"}]
KEPT = fixed(
    select(
        *(column.label(f"organisation_{column.name}") for column in organisation.c),
        *(column.label(f"setting_{column.name}") for column in clock_setting.c),
        ENTERED.c.display_name.label("entered_by"),
        RANG.c.display_name.label("rang_by"),
    )
    .select_from(organisation)
    .outerjoin(
        clock_setting, (clock_setting.c.organisation_id == organisation.c.id) & clock_setting.c.ended_at.is_(None)
    )
    .outerjoin(ENTERED, ENTERED.c.id == clock_setting.c.set_by)
    .outerjoin(RANG, RANG.c.id == clock_setting.c.rung_by)
    .where(organisation.c.id == func.any(bindparam("ids")))
    .order_by(organisation.c.name, organisation.c.id, clock_setting.c.kind, clock_setting.c.day)
)


class SqlClockSettings:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def kept(self, organisation_ids: Collection[UUID]) -> Mapping[UUID, Kept]:
        """What each of these says and is believed in, in one statement; by the name of the organisation."""
        found: dict[UUID, tuple[Any, list[ClockSetting], dict[UUID, str]]] = {}
        for row in self._db.execute(KEPT, {"ids": list(organisation_ids)}).mappings():
            of = found.setdefault(row["organisation_id"], (row, [], {}))
            if row["setting_id"] is None or not is_believed(self._db, clock_setting, row, "setting_"):
                continue
            one = ClockSetting(**{column.name: row[f"setting_{column.name}"] for column in OF_SETTING})
            of[1].append(one)
            of[2][one.set_by] = row["entered_by"]
            if one.rung_by is not None:
                of[2][one.rung_by] = row["rang_by"]
        return {
            id_: Kept(read_organisation(self._db, row, "organisation_"), tuple(settings), names)
            for id_, (row, settings, names) in found.items()
        }

    def add(self, setting: ClockSetting) -> None:
        """Store one that stands from now on, also where something stands that nobody believes: that is ended."""
        self._make_room(setting)
        values = {column.name: getattr(setting, column.name) for column in OF_SETTING}
        self._db.execute(insert(clock_setting).values(**{**values, "said": dict(setting.said)}))

    def _make_room(self, setting: ClockSetting) -> None:
        its = {"organisation_id": setting.organisation_id, "kind": setting.kind, "day": setting.day}
        place = (clock_setting.c[name].is_not_distinct_from(value) for name, value in its.items())
        found = select(clock_setting).where(*place, clock_setting.c.ended_at.is_(None))
        for row in self._db.execute(found).mappings().all():
            if not is_believed(self._db, clock_setting, row):
                self.end(row["id"], setting.set_at)

    def end(self, setting_id: UUID, at: datetime) -> bool:
        """Put one out of use."""
        stands = (clock_setting.c.id == setting_id, clock_setting.c.ended_at.is_(None))
        return self._db.execute(update(clock_setting).where(*stands).values(ended_at=at)).rowcount == 1
