"""Which files of closed cases hold something beyond its period, and which cases are held. It opens nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Interval, Select, and_, case, cast, exists, func, literal, or_, select

from app.adapters.database.for_reader import in_no_conflict
from app.adapters.database.tables.files import case_file, erasure, file, research_request
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.metadata import Moment
from app.adapters.database.tables.records import field_box, record
from app.domain.kept import SHOWN

Kept = Mapping[str, Sequence[str]]


def files_due(hub: UUID, reader: UUID, now: datetime, kept: Kept) -> Select[Any]:
    """The files of a hub's closed cases, by when they were closed, in which a field is past its period.

    Left out are erased ones, and those of cases or requests that the reader has stepped back from. Those of a case that
    is closed to named people are among them: whoever governs reads of it in the log, and has it erased.
    """
    held = select(literal(1)).select_from(record.join(field_box)).where(record.c.file_id == file.c.id)
    past = [
        and_(_ended(case_entry.c.closed_at, period, now), exists(held.where(field_box.c.field.in_(fields))))
        for period, fields in kept.items()
    ]
    theirs = or_(file.c.id == case_entry.c.file_id, file.c.case_id == case_entry.c.file_id)
    return (
        select(file.c.id, case_entry.c.file_id.label("case_id"), case_entry.c.closed_at, case_entry.c.held_at)
        .join(file, theirs)
        .where(case_entry.c.organisation_id == hub, case_entry.c.closed_at.is_not(None), or_(*past))
        .where(in_no_conflict(reader, file.c.id, case_entry.c.file_id))
        .where(~exists().where(erasure.c.file_id == file.c.id))
        .order_by(case_entry.c.closed_at, file.c.id)
    )


def cases_held(hub: UUID, reader: UUID) -> Select[Any]:
    """The cases of a hub that are held, those held for the longest first; none the reader has stepped back from."""
    said = record.alias("said")
    newest = (
        select(cast(said.c.codes["look_again"].astext, Date))
        .where(said.c.file_id == case_entry.c.file_id, said.c.kind == "case", said.c.codes.has_key("hold"))
        .order_by(said.c.released_at.desc(), said.c.version.desc())
        .limit(1)
    )
    return (
        select(
            case_entry.c.file_id,
            case_entry.c.reference,
            case_entry.c.held_at,
            newest.scalar_subquery().label("look_again"),
            case_entry.c.closed_at,
        )
        .where(case_entry.c.organisation_id == hub, case_entry.c.held_at.is_not(None))
        .where(in_no_conflict(reader, case_entry.c.file_id))
        .order_by(case_entry.c.held_at, case_entry.c.file_id)
    )


def told_of(due: Select[Any], now: datetime, kept: Kept) -> Select[Any]:
    """What is said of the first of these files."""
    first = due.limit(SHOWN).subquery()
    closed = first.c.closed_at
    of = {period: field_box.c.field.in_(fields) for period, fields in kept.items()}
    past = or_(*(and_(of[period], _ended(closed, period, now)) for period in kept))
    until = case(*((of[period], closed + _length(period)) for period in kept), else_=closed)
    request, names = research_request.c, field_box.c.field.distinct()
    return (
        select(
            first.c.id.label("file_id"),
            first.c.case_id,
            func.coalesce(request.reference, case_file.c.reference).label("reference"),
            request.partner_id,
            closed,
            func.min(until).label("due_at"),
            func.max(until).label("whole_at"),
            func.count(names).filter(past).label("past"),
            func.count(names).label("held"),
            first.c.held_at,
        )
        .select_from(first)
        .join(case_file, case_file.c.file_id == first.c.case_id)
        .join(record, record.c.file_id == first.c.id)
        .join(field_box)
        .outerjoin(research_request, request.file_id == first.c.id)
        .group_by(
            first.c.id,
            first.c.case_id,
            closed,
            first.c.held_at,
            request.reference,
            request.partner_id,
            case_file.c.reference,
        )
        .order_by("due_at", first.c.id)
    )


def _ended(closed: ColumnElement[Any], period: str, now: datetime) -> ColumnElement[bool]:
    return closed <= literal(now, Moment) - _length(period)


def _length(period: str) -> ColumnElement[Any]:
    return cast(literal(period), Interval)
