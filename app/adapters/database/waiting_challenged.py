"""What waits because the hub has challenged an answer: for a partner's seniors, for who answers again, for the hub."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, literal_column, null, select

from app.adapters.database.for_reader import in_no_conflict
from app.adapters.database.tables.files import file_event, research_request
from app.adapters.database.tables.records import record
from app.adapters.database.waiting_lines import NOBODY, kept, line_of
from app.domain import waiting as w
from app.domain.events import TAKEN

CHALLENGED = and_(
    research_request.c.challenge.in_((literal_column("'waits'"), literal_column("'again'"))),
    research_request.c.state != literal_column("'withdrawn'"),
)
"""Said outright, as its indexes say it."""


def to_look_at_again(partner: UUID, reader: UUID, but: w.NotTheirs) -> Select[Any]:
    """Challenged answers for whoever approves: none that they wrote, nor that whoever they stand in for did."""
    one = research_request.c
    authors = [reader, *sorted(but.authors)]
    theirs = exists().where(
        record.c.file_id == one.file_id,
        record.c.kind == "return",
        record.c.state == "released",
        record.c.author_person_id.in_(authors),
    )
    found = _at_partner(partner, reader).where(one.challenge == "waits", ~theirs)
    if but.had:
        had = exists().where(
            file_event.c.file_id == one.file_id, file_event.c.about_id == reader, file_event.c.what.in_(TAKEN)
        )
        found = found.where(~had)
    return found


def to_answer_again(partner: UUID, reader: UUID, covers: Collection[UUID]) -> list[Select[Any]]:
    """What is to be answered again by who has it, whoever covers for them, or anybody where nobody has it."""
    one = research_request.c
    again = one.challenge == "again"
    found = [
        _at_partner(partner, reader).where(again, mine) for mine in (one.claimed_by == reader, one.claimed_by.is_(None))
    ]
    if covers:
        of_others = _at_partner(partner, reader, one.claimed_by).where(again, one.claimed_by.in_(sorted(covers)))
        found.append(of_others)
    return found


def _at_partner(partner: UUID, reader: UUID, whose: ColumnElement[Any] = NOBODY) -> Select[Any]:
    one = research_request.c
    line = line_of(
        one.file_id, null(), one.hub_id, one.reference, one.rating, one.challenge_due_at,
        func.coalesce(one.claimed_by == reader, literal(False)), whose,
    )  # fmt: skip
    return select(*line).where(
        one.partner_id == partner, CHALLENGED, in_no_conflict(reader, one.file_id, one.case_id), kept(one.file_id)
    )
