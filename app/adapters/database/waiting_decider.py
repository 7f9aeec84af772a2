"""What waits for any decision-maker of a hub: urgent cases on which nobody is who rates and decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select

from app.adapters.database.for_reader import open_to
from app.adapters.database.tables.files import file_event
from app.adapters.database.tables.identity import membership
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.records import record
from app.adapters.database.waiting_lines import case_columns, kept
from app.domain.waiting import Undecided

RATED = "rating"
OFF = ("taken_off", "freed", "conflict_declared")


def no_decider_on(hub: UUID, reader: UUID, those: Undecided) -> Select[Any]:
    """Open cases rated so, not rated by anybody qualified, or with nobody asked or nothing more to come.

    One index finds them; of each it is looked at who is on it.
    """
    entry, gone = case_entry.c, file_event.alias("gone_off")
    since = exists().where(
        gone.c.file_id == file_event.c.file_id,
        gone.c.about_id == file_event.c.about_id,
        gone.c.what.in_(OFF),
        gone.c.seq > file_event.c.seq,
    )
    decides = exists().where(
        membership.c.organisation_id == hub,
        membership.c.person_id == file_event.c.about_id,
        membership.c.role.in_(those.roles),
        membership.c.approved_at.is_not(None),
        membership.c.ended_at.is_(None),
    )
    has_one = exists().where(
        file_event.c.file_id == case_entry.c.file_id, file_event.c.what == "assigned", decides, ~since
    )
    rated = exists().where(record.c.file_id == entry.file_id, record.c.kind == "case", record.c.what == RATED)
    found = select(case_entry).where(
        entry.organisation_id == hub,
        entry.state == "open",
        entry.rating == those.rated,
        or_(~rated, entry.next_due_at.is_(None)),
        ~has_one,
        open_to(reader, entry.file_id),
        kept(entry.file_id),
    )
    return select(*case_columns(found.cte("no_decider_on")))
