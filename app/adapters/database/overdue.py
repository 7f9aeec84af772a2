"""Finding requests that have just become overdue, and noting in the same statement that this has been seen."""

from __future__ import annotations

from sqlalchemy import bindparam, select, text, update

from app.adapters.database.tables.files import OVERDUE, erasure, research_request

_past = (
    select(research_request.c.file_id)
    .where(
        text(OVERDUE),
        research_request.c.due_at <= bindparam("now"),
        research_request.c.file_id.not_in(select(erasure.c.file_id)),
    )
    .order_by(research_request.c.due_at, research_request.c.file_id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
)
TAKE_OVERDUE = (
    update(research_request)
    .where(research_request.c.file_id.in_(_past))
    .values(chased_for=research_request.c.due_at)
    .returning(research_request)
)
