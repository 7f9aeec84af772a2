"""What waits when a hub closes: red cases to be handed over, and for a duty worker those handed to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, literal, literal_column, null, select

from app.adapters.database.for_reader import has_tonight, is_on, open_to
from app.adapters.database.tables.files import file_event
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.metadata import Moment
from app.adapters.database.waiting_lines import NOBODY, Kind, case_columns, kept, line_of
from app.domain import waiting as w
from app.domain.duty import ABOUT_DUTY
from app.domain.events import ACCEPTED, HANDED


def of_night(
    hub: UUID, reader: UUID, now: datetime, closes: tuple[datetime, str] | None, *, tonight: bool, decides: bool
) -> Mapping[str, Kind]:
    """The groups of a night: what a duty worker is to accept and has, and what is to be handed over when it closes."""
    return {
        w.TO_ACCEPT: [handed(hub, reader, now, HANDED)] if tonight else [],
        w.TO_HAND_OVER: [to_hand_over(hub, reader, now, *closes, decides=decides)] if closes else [],
        w.ON_DUTY: [handed(hub, reader, now, ACCEPTED)] if tonight else [],
    }


def has_accepted(reader: UUID, now: datetime, case_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a case is the reader’s until the morning."""
    return has_tonight(reader, case_id, now, ACCEPTED)


def handed(hub: UUID, reader: UUID, now: datetime, what: str) -> Select[Any]:
    """Cases that a duty worker is to accept, or has accepted: found from their own side."""
    mine = select(file_event.c.file_id).where(
        file_event.c.about_id == reader, file_event.c.what == literal_column("'handed_to_duty'")
    )
    entry = case_entry.c
    cases = select(case_entry).where(
        entry.organisation_id == hub,
        entry.file_id.in_(mine),
        has_tonight(reader, entry.file_id, now, what),
        open_to(reader, entry.file_id),
        kept(entry.file_id),
    )
    return select(*case_columns(cases.cte(what)))


def to_hand_over(
    hub: UUID, reader: UUID, now: datetime, closes: datetime, rating: str, *, decides: bool
) -> Select[Any]:
    """Open cases rated so that no duty worker has accepted: the reader's, or the hub's for who decides."""
    entry, accepted, newer = case_entry.c, file_event.alias("accepted"), file_event.alias("newer_still")
    since = exists().where(
        newer.c.file_id == accepted.c.file_id, newer.c.about_id == accepted.c.about_id, newer.c.seq > accepted.c.seq,
        newer.c.what.in_(ABOUT_DUTY),
    )  # fmt: skip
    taken = exists().where(
        accepted.c.file_id == entry.file_id,
        accepted.c.what == literal_column("'duty_accepted'"),
        accepted.c.codes["until"].astext > now.astimezone(UTC).isoformat(),
        ~since,
    )
    ids, due = (entry.file_id, entry.file_id, null()), literal(closes, Moment)
    line = line_of(*ids, entry.reference, entry.rating, due, literal(True), NOBODY)
    red = select(*line).where(
        entry.organisation_id == hub,
        entry.state == "open",
        entry.rating == rating,
        ~taken,
        open_to(reader, entry.file_id),
        kept(entry.file_id),
    )
    return red if decides else red.where(is_on(reader, entry.file_id))
