"""What waits for a hub's people with somebody outside: partners to ring, and the strategic board, as statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, literal, literal_column, null, select

from app.adapters.database.for_reader import is_on, open_to
from app.adapters.database.tables.files import research_request
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.metadata import Moment
from app.adapters.database.waiting_lines import kept, line_of

WITHDRAWN: ColumnElement[str] = literal_column("'withdrawn'")
"""Said outright, as the indexes of these and of the others say it."""
UNSEEN = and_(
    research_request.c.changed_at.is_not(None),
    research_request.c.seen_at.is_(None),
    research_request.c.state != WITHDRAWN,
)


def to_ring(
    hub: UUID,
    reader: UUID,
    now: datetime,
    unseen: Mapping[str, int],
    on: Callable[[ColumnElement[Any]], ColumnElement[bool]],
) -> Select[Any]:
    """Requests of which the partner has not seen in time what changed, nor heard by telephone; `on` whose cases."""
    request = research_request.c
    latest = {rating: literal(now - timedelta(minutes=minutes), Moment) for rating, minutes in unseen.items()}
    late = request.changed_at <= case(latest, value=request.rating)
    line = line_of(
        request.file_id, request.case_id, request.partner_id, request.reference, request.rating, request.changed_at,
        literal(True), null(),
    )  # fmt: skip
    return select(*line).where(
        request.hub_id == hub,
        UNSEEN,
        request.rung_at.is_(None),
        late,
        on(request.case_id),
        open_to(reader, request.file_id, request.case_id),
        kept(request.file_id, request.case_id),
    )


def board_late(hub: UUID, reader: UUID, now: datetime) -> Select[Any]:
    """Cases of which something is with the strategic board and its answer is overdue, closed ones too."""
    entry = case_entry.c
    line = line_of(
        entry.file_id, entry.file_id, null(), entry.reference, entry.rating, entry.board_due_at, literal(True), null()
    )
    return select(*line).where(
        entry.organisation_id == hub,
        entry.board_due_at < now,
        is_on(reader, entry.file_id),
        open_to(reader, entry.file_id),
        kept(entry.file_id),
    )


def unattended(requests: Select[Any]) -> Select[Any]:
    """Of these, joined to their rows: what lies where nobody was when it was sent, unopened, and nobody was rung."""
    one = research_request.c
    untouched = [column.is_(None) for column in (one.opened_at, one.rung_at, one.changed_at, one.answered_at)]
    return requests.where(one.closed_until.is_not(None), *untouched)


def to_raise(requests: Select[Any], after: Mapping[str, int]) -> Select[Any]:
    """Of these, joined to their rows: unanswered past the step at which the board is told, and not raised with it."""
    one = research_request.c
    last = case({profile: literal(steps) for profile, steps in after.items()}, value=one.profile)
    return requests.where(one.answered_at.is_(None), one.board_at.is_(None), one.rung >= last)
