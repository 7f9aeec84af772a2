"""Rows of hubs' nights: which is due, and what of it has been done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from app.adapters.database.lists import ACT_AS
from app.adapters.database.tables.duty import duty_night as t
from app.adapters.database.tables.files import research_request
from app.adapters.database.tables.identity import organisation
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.metadata import Moment
from app.domain.duty import HubNight
from app.domain.lists import CaseEntry
from app.domain.research import ResearchRequest

SENT_IN = (
    select(research_request)
    .where(research_request.c.case_id == func.any(bindparam("cases")), research_request.c.state != "withdrawn")
    .order_by(research_request.c.due_at, research_request.c.file_id)
)
NOT_SAVED = frozenset({"hub_id", "rung_at", "rung_by", "rung_call"})


def urgent_cases(hub: UUID, rating: str, most: int) -> Select[Any]:
    """The open cases of a hub that are rated so, the latest first: in the order of one index, and no further."""
    own = case_entry.c
    query = select(case_entry).where(own.organisation_id == hub, own.state == "open", own.rating == rating)
    return query.order_by(own.started_at.desc(), own.file_id.desc()).limit(most)


class SqlDutyRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add_hubs(self, now: datetime) -> bool:
        """Look at every hub that has no row yet from now on; whether there was any."""
        known = select(t.c.hub_id).where(t.c.hub_id == organisation.c.id)
        new = select(organisation.c.id, literal(now, Moment), literal(0)).where(
            organisation.c.kind == "hub", organisation.c.retired_at.is_(None), ~known.exists()
        )
        added = insert(t).from_select(["hub_id", "next_at", "rings"], new).on_conflict_do_nothing()
        return bool(self._db.execute(added).rowcount)

    def take(self, now: datetime) -> HubNight | None:
        """A hub that is due, locked until the commit, or None: what another worker has is left to it."""
        query = select(t).where(t.c.next_at <= now).order_by(t.c.next_at).limit(1)
        row = self._db.execute(query.with_for_update(skip_locked=True)).one_or_none()
        return HubNight(**row._mapping) if row else None

    def save(self, night: HubNight) -> None:
        """Store what has been done, and when to look again; who was rung is not touched."""
        values = {name: value for name, value in asdict(night).items() if name not in NOT_SAVED}
        self._db.execute(update(t).where(t.c.hub_id == night.hub_id).values(**values))

    def note_rung(self, hub: UUID, by: UUID, at: datetime, call: UUID) -> bool:
        """Remember who last rang a duty worker, and when; False where that was this very call."""
        rung = {"rung_at": at, "rung_by": by, "rung_call": call}
        new = insert(t).values(hub_id=hub, next_at=at, rings=0, **rung)
        another = t.c.rung_call.is_distinct_from(call)
        noted = new.on_conflict_do_update(index_elements=[t.c.hub_id], set_=rung, where=another)
        return self._db.execute(noted.returning(t.c.hub_id)).one_or_none() is not None

    def urgent(self, hub: UUID, rating: str, most: int) -> tuple[CaseEntry, ...]:
        """The open cases of a hub that are rated so, the latest first, up to a number: for the worker, for no page."""
        self._db.execute(ACT_AS, {"organisation": str(hub)})
        rows = self._db.execute(urgent_cases(hub, rating, most)).all()
        self._db.execute(ACT_AS, {"organisation": ""})
        return tuple(CaseEntry(**row._mapping) for row in rows)

    def sent_in(self, case_ids: Sequence[UUID]) -> tuple[ResearchRequest, ...]:
        """The requests of some cases but for withdrawn ones, the soonest due first."""
        rows = self._db.execute(SENT_IN, {"cases": list(case_ids)})
        return tuple(ResearchRequest(**row._mapping) for row in rows)

    def of_hub(self, hub: UUID) -> HubNight | None:
        """How it stands with a hub; None before it was looked at for the first time."""
        row = self._db.execute(select(t).where(t.c.hub_id == hub)).one_or_none()
        return HubNight(**row._mapping) if row else None
