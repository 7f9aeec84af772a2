"""The requests of a case with their partners and what of them is erased, and whom else a hub reaches: a query each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import starmap
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.adapters.database.believed import is_believed
from app.adapters.database.fixed import fixed
from app.adapters.database.identity_members import labelled
from app.adapters.database.identity_people import read_organisation
from app.adapters.database.partnerships import STANDS
from app.adapters.database.tables.files import erasure, file_event, research_request
from app.adapters.database.tables.identity import organisation
from app.adapters.database.tables.log import log, log_stop, partnership
from app.domain.asked import Asked, Reachable
from app.domain.events import REMINDED
from app.domain.reminders import Reminder, reminder_of
from app.domain.research import ResearchRequest

_each = func.jsonb_build_array(file_event.c.codes, file_event.c.at)
_said = (
    select(func.jsonb_agg(aggregate_order_by(_each, file_event.c.seq)))
    .where(file_event.c.file_id == research_request.c.file_id, file_event.c.what == REMINDED)
    .scalar_subquery()
)
ASKED = fixed(
    select(research_request, *labelled(organisation), erasure.c.at.label("erased_at"), _said.label("said"))
    .join(organisation, organisation.c.id == research_request.c.partner_id)
    .outerjoin(erasure, erasure.c.file_id == research_request.c.file_id)
    .where(research_request.c.case_id == bindparam("case"))
    .order_by(research_request.c.due_at, organisation.c.name, research_request.c.file_id)
)

HERE: ColumnElement[Any] = bindparam("hub")
_here = organisation.alias("here")
REHEARSING = select(_here.c.rehearsal_id).where(_here.c.id == HERE).scalar_subquery()
"""Whoever rehearses reaches its rehearsal alone, and nobody else reaches that."""
REACHABLE = fixed(
    select(
        *labelled(organisation),
        *labelled(partnership),
        log_stop.c.log_id.is_not(None).label("is_stopped"),
    )
    .outerjoin(
        partnership,
        and_(partnership.c.partner_id == organisation.c.id, partnership.c.hub_id == HERE, STANDS),
    )
    .outerjoin(log, (log.c.other_id == organisation.c.id) & (log.c.hub_id == HERE))
    .outerjoin(log_stop, log_stop.c.log_id == log.c.id)
    .where(organisation.c.retired_at.is_(None) | (organisation.c.id == HERE))
    .where(organisation.c.rehearsal_id.is_not_distinct_from(REHEARSING))
    .order_by(organisation.c.name)
)


def asked_of(connection: Connection, case_id: UUID) -> tuple[Asked, ...]:
    """Everybody asked in a case, the soonest due first, then by name."""
    names = research_request.c.keys()
    return tuple(
        Asked(
            request=ResearchRequest(**{name: row[name] for name in names}),
            partner=read_organisation(connection, row, "organisation_"),
            erased_at=row["erased_at"],
            reminders=tuple(filter(None, starmap(_reminder, row["said"] or ()))),
        )
        for row in connection.execute(ASKED, {"case": case_id}).mappings()
    )


def _reminder(codes: Mapping[str, Any], at: str) -> Reminder | None:
    return reminder_of(codes, datetime.fromisoformat(at))


def reachable_from(connection: Connection, hub: UUID) -> tuple[Reachable, ...]:
    """Every organisation that takes part, by name, as this hub reaches it; itself as well."""

    def reached(row: RowMapping) -> Reachable:
        there = row["partnership_hub_id"] is not None and is_believed(connection, partnership, row, "partnership_")
        agreement = row["partnership_agreement"] if there else None
        return Reachable(read_organisation(connection, row, "organisation_"), there, agreement, row["is_stopped"])

    return tuple(reached(row) for row in connection.execute(REACHABLE, {"hub": hub}).mappings())
