"""One page of the entries a hub's officers read. Every filter is answered from an index that also gives the order, so
that no page's work grows with history; entries stand in the order of their ids, which begin with the time, so that
dates become bounds on the id.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, func, literal, or_, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from app.adapters.database.tables import files, identity
from app.adapters.database.tables.log import log, log_detail, log_leaf
from app.domain.lists import LogFilter, LogLine, Page
from app.domain.log_entry import BREAKS_GLASS, REVEALED, Whose, first_id

LONDON = ZoneInfo("Europe/London")
SHOWN = ("log", "idx", "id", "kind", "at", "file_id", "from_id", "to_id", "actor_id", "role", "purpose", "legal_basis",
         "level", "fields")  # fmt: skip
REFUSED, LOOKED, STATED = "refused", "opened", "stated"
FIRST_TRY = func.coalesce(log_detail.c.facts["try"].astext, "1") == "1"
"""Tries of one session within a window are one line, unless refusals are asked for: they must bury nothing."""
PLACE = ("log", "idx", "hub_id", "other_id", "leaf")
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


def read_lines(connection: Connection, chosen: LogFilter, page: Page, reader: UUID) -> tuple[LogLine, ...]:
    """Up to `page.size` + 1 lines, the newest first unless paging back; then the older ones are the extra.

    None of a file, or of a case's requests, that names its reader in an event: they have a hand in it. That they broke
    glass on it is their work, and no hand in it.
    """
    back = page.before is not None
    limit = page.size + 1
    matching = _matching(chosen, page).where(_no_hand_in_it(reader))
    order = log_detail.c.id.asc() if back else log_detail.c.id.desc()
    if chosen.file_ids is None:
        found = matching.order_by(order).limit(limit).subquery()
    else:  # one short walk of (file_id, id) for each file
        wanted = func.unnest(literal(list(chosen.file_ids), ARRAY(Uuid))).table_valued("id").render_derived()
        of_file = matching.where(log_detail.c.file_id == wanted.c.id).order_by(order).limit(limit).lateral()
        merged = select(of_file).select_from(wanted).join(of_file, true())
        found = merged.order_by(of_file.c.id.asc() if back else of_file.c.id.desc()).limit(limit).subquery()
    case_id = func.coalesce(files.file.c.case_id, files.file.c.id)
    says_what = case((found.c.kind == STATED, found.c.idx))  # no other leaf is read for its line
    query = (
        select(
            found,
            log.c.hub_id,
            log.c.other_id,
            log_leaf.c.leaf,
            files.case_file.c.reference,
            identity.person.c.display_name.label("actor_name"),
        )
        .join(log, log.c.id == found.c.log)
        .outerjoin(log_leaf, and_(log_leaf.c.log == found.c.log, log_leaf.c.idx == says_what))
        .outerjoin(files.file, files.file.c.id == found.c.file_id)
        .outerjoin(files.case_file, files.case_file.c.file_id == case_id)
        .outerjoin(identity.person, identity.person.c.id == found.c.actor_id)
        .order_by(found.c.id.desc())
    )
    return tuple(_line(row._mapping) for row in connection.execute(query))


def read_actors(connection: Connection, tenant: UUID) -> tuple[tuple[UUID, str], ...]:
    """Everybody whose acts are in a hub's log, by name: one step in the index for each person, not for each act."""
    return tuple((row.id, row.display_name) for row in connection.execute(ACTORS, {"tenant": tenant}))


def _matching(chosen: LogFilter, page: Page) -> Select[Any]:
    detail = log_detail.c
    counted = detail.facts["counted"].label("counted")
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
    if chosen.glass is not None:
        by_glass = func.coalesce(detail.role, "") == BREAKS_GLASS
        query = query.where(detail.kind == REVEALED, by_glass if chosen.glass else ~by_glass)
    return query.where(*_bounds(chosen, page))


def _no_hand_in_it(reader: UUID) -> ColumnElement[bool]:
    file, event = files.file.alias(), files.file_event
    theirs = select(event.c.file_id).join(file, event.c.file_id.in_([file.c.id, file.c.case_id]))
    named = or_(event.c.about_id == reader, event.c.by_id == reader)
    found = theirs.where(file.c.id == log_detail.c.file_id, named, event.c.what != LOOKED)
    return ~found.correlate(log_detail).offset(0).exists()  # asked row by row: joined, every event there is is read


def _bounds(chosen: LogFilter, page: Page) -> list[ColumnElement[bool]]:
    entry = log_detail.c.id
    bounds: list[ColumnElement[bool]] = []
    if chosen.since is not None:
        bounds.append(entry >= first_id(_midnight(chosen.since)))
    if chosen.until is not None:
        bounds.append(entry < first_id(_midnight(chosen.until + timedelta(days=1))))
    if page.before is not None:
        bounds.append(entry > UUID(page.before))
    elif page.after is not None:
        bounds.append(entry < UUID(page.after))
    return bounds


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON)


def _line(row: RowMapping) -> LogLine:
    fields = {name: value for name, value in row.items() if name not in PLACE}
    fields["counted"] = fields["counted"] if isinstance(fields["counted"], int) else None
    fields["what"] = _what(row["leaf"])
    return LogLine(whose=Whose(row["hub_id"], row["other_id"]), index=row["idx"], **fields)


def _what(leaf: bytes | None) -> str | None:
    """What a leaf says was stated; nothing where it was changed to what no leaf says."""
    try:
        found = json.loads(leaf or b"{}").get("what")
    except (ValueError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, str) else None
