"""One page of the disclosure log. Every filter is answered from an index that also gives the order, so that no page's
work grows with history; dates become bounds on the number, which the log keeps in the order of time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, false, func, literal, or_, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from app.adapters.database.tables import files, identity
from app.adapters.database.tables.log import log_detail, log_leaf
from app.domain.lists import LogFilter, LogLine, Page

LONDON = ZoneInfo("Europe/London")
SHOWN = ("idx", "id", "kind", "at", "file_id", "from_id", "to_id", "actor_id", "role", "purpose", "legal_basis",
         "level", "fields")  # fmt: skip
REFUSED = "refused"
FIRST_TRY = func.coalesce(log_detail.c.facts["try"].astext, "1") == "1"
"""Tries of one session within a window are one line, unless refusals are asked for: they must bury nothing."""
ACTORS = text("""
    WITH RECURSIVE seen AS (
        (SELECT actor_id FROM log_detail WHERE tenant_id = :tenant AND actor_id IS NOT NULL ORDER BY actor_id LIMIT 1)
        UNION ALL
        SELECT (
            SELECT next.actor_id FROM log_detail AS next
            WHERE next.tenant_id = :tenant AND next.actor_id > seen.actor_id ORDER BY next.actor_id LIMIT 1
        ) FROM seen WHERE seen.actor_id IS NOT NULL
    )
    SELECT person.id, person.display_name FROM seen JOIN person ON person.id = seen.actor_id
    ORDER BY person.display_name, person.id
""")


def read_lines(connection: Connection, chosen: LogFilter, page: Page) -> tuple[LogLine, ...]:
    """Up to `page.size` + 1 lines, the newest first unless paging back; then the older ones are the extra."""
    back = page.before is not None
    limit = page.size + 1
    matching = _matching(connection, chosen, page)
    order = log_detail.c.idx.asc() if back else log_detail.c.idx.desc()
    if chosen.file_ids is None:
        found = matching.order_by(order).limit(limit).subquery()
    else:  # one short walk of (file_id, idx) for each file
        wanted = func.unnest(literal(list(chosen.file_ids), ARRAY(Uuid))).table_valued("id").render_derived()
        of_file = matching.where(log_detail.c.file_id == wanted.c.id).order_by(order).limit(limit).lateral()
        merged = select(of_file).select_from(wanted).join(of_file, true())
        found = merged.order_by(of_file.c.idx.asc() if back else of_file.c.idx.desc()).limit(limit).subquery()
    case_id = func.coalesce(files.file.c.case_id, files.file.c.id)
    query = (
        select(found, files.case_file.c.reference, identity.person.c.display_name.label("actor_name"))
        .outerjoin(files.file, files.file.c.id == found.c.file_id)
        .outerjoin(files.case_file, files.case_file.c.file_id == case_id)
        .outerjoin(identity.person, identity.person.c.id == found.c.actor_id)
        .order_by(found.c.idx.desc())
    )
    return tuple(LogLine(index=row.idx, **_without_index(row._mapping)) for row in connection.execute(query))


def read_actors(connection: Connection, tenant: UUID) -> tuple[tuple[UUID, str], ...]:
    """Everybody whose acts are in a hub's log, by name: one step in the index for each person, not for each act."""
    return tuple((row.id, row.display_name) for row in connection.execute(ACTORS, {"tenant": tenant}))


def _matching(connection: Connection, chosen: LogFilter, page: Page) -> Select[Any]:
    detail = log_detail.c
    counted = detail.facts["counted"].as_integer().label("counted")
    query = select(*(detail[name] for name in SHOWN), counted).where(
        detail.tenant_id.is_(None) if chosen.tenant_id is None else detail.tenant_id == chosen.tenant_id
    )
    for column in ("kind", "from_id", "to_id", "actor_id", "purpose"):
        if (value := getattr(chosen, column)) is not None:
            query = query.where(detail[column] == value)
    if chosen.kind != REFUSED and chosen.file_ids is None:
        query = query.where(or_(detail.kind != REFUSED, detail.to_id != detail.tenant_id, FIRST_TRY))
    if chosen.without is not None:
        query = query.where(detail.kind != chosen.without)
    return query.where(*_bounds(connection, chosen, page))


def _bounds(connection: Connection, chosen: LogFilter, page: Page) -> list[ColumnElement[bool]]:
    index = log_detail.c.idx
    bounds: list[ColumnElement[bool]] = []
    if chosen.since is not None:
        first = _first_from(connection, _midnight(chosen.since))
        bounds.append(false() if first is None else index >= first)
    if chosen.until is not None:
        end = _first_from(connection, _midnight(chosen.until + timedelta(days=1)))
        bounds += [] if end is None else [index < end]
    if page.before is not None:
        bounds.append(index > int(page.before))
    elif page.after is not None:
        bounds.append(index < int(page.after))
    return bounds


def _first_from(connection: Connection, moment: datetime) -> int | None:
    """The number of the first entry at or after a moment: times never run backwards along the log."""
    query = select(log_leaf.c.idx).where(log_leaf.c.at >= moment).order_by(log_leaf.c.at, log_leaf.c.idx)
    found: int | None = connection.execute(query.limit(1)).scalar_one_or_none()
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON)


def _without_index(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "idx"}
