"""What waits for a hub's people with somebody outside: partners to ring, and the strategic board, as statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, and_, case, literal, literal_column, null, select

from app.adapters.database.for_reader import is_on, open_to
from app.adapters.database.tables.files import research_request
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.metadata import Moment
from app.adapters.database.waiting_challenged import CHALLENGED
from app.adapters.database.waiting_lines import kept, line_of, requests_in
from app.domain import waiting as w

WITHDRAWN: ColumnElement[str] = literal_column("'withdrawn'")
"""Said outright, as the indexes of these and of the others say it."""
UNSEEN = and_(
    research_request.c.changed_at.is_not(None),
    research_request.c.seen_at.is_(None),
    research_request.c.state != WITHDRAWN,
)

UNATTENDED = and_(
    research_request.c.closed_until.is_not(None),
    *(research_request.c[moment].is_(None) for moment in ("opened_at", "rung_at", "changed_at", "answered_at")),
)
"""What lies where nobody was when it was sent, unopened, and nobody was rung."""


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


def at_partners(
    sent: CTE, now: datetime, raises: Mapping[str, int], *, decides: bool
) -> Mapping[str, Sequence[Select[Any]]]:
    """Of requests that were sent, by group: those that lie where nobody is; for who decides, what is late and to raise.

    `raises` says for each profile after how many steps of its ladder. Their rows are read once for all groups.
    """
    one = research_request.c
    groups = {w.CLOSED_THERE: UNATTENDED}
    if decides:
        groups[w.CHALLENGE_LATE] = and_(CHALLENGED, one.challenge_due_at < now)
    if decides and raises:
        groups[w.TO_RAISE] = _to_raise(raises)
    marked = select(sent, *(group.label(what) for what, group in groups.items()))
    rows = marked.join(research_request, one.file_id == sent.c.file_id).cte("rows")
    return {what: [requests_in(rows.c, literal(True)).where(rows.c[what])] for what in groups}


def _to_raise(after: Mapping[str, int]) -> ColumnElement[bool]:
    """Unanswered past so many steps of its profile's ladder, at which the board is told, and not raised with it."""
    one = research_request.c
    last = case({profile: literal(steps) for profile, steps in after.items()}, value=one.profile)
    return and_(one.answered_at.is_(None), one.board_at.is_(None), one.rung >= last)
