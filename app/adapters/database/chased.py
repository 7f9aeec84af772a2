"""Finding the request whose clock has something to do, and noting what its people were told: one index serves both."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, or_, select, text, update

from app.adapters.database.tables.files import CHASED, erasure, file, research_request
from app.domain.research import ResearchRequest

_erased = select(erasure.c.file_id).where(
    or_(erasure.c.file_id == research_request.c.file_id, erasure.c.file_id == research_request.c.case_id)
)
TAKE_DUE = (
    select(research_request)
    .join(file, file.c.id == research_request.c.file_id)
    .where(
        text(CHASED),
        research_request.c.next_at <= bindparam("now"),
        ~_erased.exists(),
    )
    .order_by(research_request.c.next_at, research_request.c.file_id)
    .limit(1)
    .with_for_update(of=research_request, key_share=True, skip_locked=True)
    .suffix_with("FOR SHARE OF file SKIP LOCKED")
)
NOTE_CHASED = (
    update(research_request)
    .where(research_request.c.file_id == bindparam("file"))
    .values(rung=bindparam("done"), next_at=bindparam("next"))
)

PUT_OFF = (
    update(research_request)
    .where(research_request.c.file_id == bindparam("file"), research_request.c.next_at <= bindparam("now"))
    .values(next_at=bindparam("until"))
)


def take_due(connection: Connection, now: datetime) -> ResearchRequest | None:
    """The request that has waited longest for its clock's next step; nobody else takes it meanwhile.

    What is erased, being erased, or changed by somebody now is left.
    """
    row = connection.execute(TAKE_DUE, {"now": now}).one_or_none()
    return ResearchRequest(**row._mapping) if row else None


def put_off(connection: Connection, file_id: UUID, now: datetime, until: datetime) -> None:
    """Have a request that could not be chased tried again later, unless somebody else has done it meanwhile."""
    connection.execute(PUT_OFF, {"file": file_id, "now": now, "until": until})


def note_chased(connection: Connection, request: ResearchRequest) -> None:
    """Note what its people have been told. Its version stays: nobody who has it open is in the way of this."""
    noted = {"file": request.file_id, "done": request.rung, "next": request.next_at}
    connection.execute(NOTE_CHASED, noted)
