"""Which cases a list of a hub holds, of those that are open to whoever reads it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.adapters.database.for_reader import is_on, open_to
from app.adapters.database.tables import lists as t
from app.domain.lists import CaseFilter


def cases_listed(chosen: CaseFilter, reader: UUID) -> Select[Any]:
    """Those of a state, as they are filtered."""
    table = t.case_entry
    wanted = [table.c.state == chosen.state] if chosen.state is not None else []
    wanted += [table.c.file_id.in_(chosen.among)] if chosen.among is not None else []
    wanted += [table.c.rating == chosen.rating] if chosen.rating is not None else []
    wanted += [is_on(chosen.on_case, table.c.file_id)] if chosen.on_case is not None else []
    if chosen.in_place_of:
        wanted += [or_(*(is_on(one, table.c.file_id) for one in chosen.in_place_of)), ~is_on(reader, table.c.file_id)]
    return select(table).where(open_to(reader, table.c.file_id), *wanted)


def cases_with_board(reader: UUID) -> Select[Any]:
    """Those of which something is with the strategic board."""
    table = t.case_entry
    return select(table).where(table.c.board_due_at.is_not(None), open_to(reader, table.c.file_id))
