"""Rows of what organisations say of their time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, update

from app.adapters.database.fixed import fixed
from app.adapters.database.identity_people import read_organisation
from app.adapters.database.tables.clocks import clock_setting
from app.adapters.database.tables.identity import organisation, person
from app.domain.clock_settings import ClockSetting, Kept

ENTERED, RANG = person.alias("entered"), person.alias("rang")
OF_SETTING = [column for column in clock_setting.c if column.name != "ended_at"]
KEPT = fixed(
    select(
        *(column.label(f"organisation_{column.name}") for column in organisation.c),
        *(column.label(f"setting_{column.name}") for column in OF_SETTING),
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
        """What each of these says, in one statement; by the name of the organisation."""
        found: dict[UUID, tuple[Any, list[ClockSetting], dict[UUID, str]]] = {}
        for row in self._db.execute(KEPT, {"ids": list(organisation_ids)}).mappings():
            of = found.setdefault(row["organisation_id"], (row, [], {}))
            if row["setting_id"] is None:
                continue
            one = ClockSetting(**{column.name: row[f"setting_{column.name}"] for column in OF_SETTING})
            of[1].append(one)
            of[2][one.set_by] = row["entered_by"]
            if one.rung_by is not None:
                of[2][one.rung_by] = row["rang_by"]
        return {
            id_: Kept(read_organisation(row, "organisation_"), tuple(settings), names)
            for id_, (row, settings, names) in found.items()
        }

    def add(self, setting: ClockSetting) -> None:
        """Store one that stands from now on."""
        values = {column.name: getattr(setting, column.name) for column in OF_SETTING}
        self._db.execute(insert(clock_setting).values(**{**values, "said": dict(setting.said)}))

    def end(self, setting_id: UUID, at: datetime) -> bool:
        """Put one out of use."""
        stands = (clock_setting.c.id == setting_id, clock_setting.c.ended_at.is_(None))
        return self._db.execute(update(clock_setting).where(*stands).values(ended_at=at)).rowcount == 1
