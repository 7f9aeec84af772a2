"""What waits when a hub closes: red cases to be handed over, and for a duty worker those handed to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, literal, literal_column, null, select

from app.adapters.database.for_reader import has_tonight, is_on, open_to
from app.adapters.database.tables.files import file_event
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.metadata import Moment
from app.adapters.database.tables.records import record
from app.adapters.database.waiting_lines import NOBODY, Kind, case_columns, kept, line_of
from app.domain import waiting as w
from app.domain.duty import ABOUT_DUTY, DONE_ON_DUTY
from app.domain.events import ACCEPTED, HANDED, LAPSED


def of_night(
    hub: UUID,
    reader: UUID,
    now: datetime,
    night: w.OfNight,
    covers: Collection[UUID],
    *,
    decides: bool,
) -> Mapping[str, Kind]:
    """The groups of a night: what a duty worker is to accept and has, what is to be handed over when the hub closes,
    and of what came back from one nothing is written down.
    """
    return {
        w.TO_ACCEPT: [handed(hub, reader, now, HANDED)] if night.tonight else [],
        w.TO_HAND_OVER: _to_hand_over(hub, reader, now, night.closes, covers, decides=decides) if night.closes else [],
        w.ON_DUTY: [handed(hub, reader, now, ACCEPTED)] if night.tonight else [],
        w.NOT_BACK: [not_back(hub, reader)] if night.works else [],
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


def not_back(hub: UUID, reader: UUID) -> Select[Any]:
    """The reader's open cases whose last night ended without a hand-back, while nothing is said of what was done."""
    entry, over, newer = case_entry.c, file_event.alias("over"), file_event.alias("newer_night")
    again = exists().where(
        newer.c.file_id == over.c.file_id, newer.c.what == literal_column("'handed_to_duty'"), newer.c.seq > over.c.seq
    )
    said = exists().where(
        record.c.file_id == over.c.file_id,
        record.c.kind == "case",
        record.c.what == DONE_ON_DUTY,
        record.c.saved_at > over.c.codes["given"].astext.cast(Moment),
    )
    ids = (entry.file_id, entry.file_id, null())
    line = line_of(*ids, entry.reference, entry.rating, over.c.at, literal(True), NOBODY)
    lapsed = select(*line).join(over, over.c.file_id == entry.file_id)
    return lapsed.where(
        entry.organisation_id == hub,
        entry.state == "open",
        over.c.what == LAPSED,
        is_on(reader, entry.file_id),
        ~again,
        ~said,
        open_to(reader, entry.file_id),
        kept(entry.file_id),
    )


def _to_hand_over(
    hub: UUID, reader: UUID, now: datetime, closes: tuple[datetime, str], covers: Collection[UUID], *, decides: bool
) -> Kind:
    """The hub's for who decides; else the reader's, and those of the colleagues they cover that they are not on."""
    if decides:
        return [to_hand_over(hub, reader, now, *closes)]
    own = to_hand_over(hub, reader, now, *closes).where(is_on(reader, case_entry.c.file_id))
    apart = [
        to_hand_over(hub, reader, now, *closes, whose=one).where(
            is_on(one, case_entry.c.file_id), ~is_on(reader, case_entry.c.file_id)
        )
        for one in sorted(covers)
    ]
    return [own, *apart]


def to_hand_over(
    hub: UUID, reader: UUID, now: datetime, closes: datetime, rating: str, whose: UUID | None = None
) -> Select[Any]:
    """Open cases rated so that no duty worker has accepted; `whose`, where the reader covers for a colleague."""
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
    of = (literal(True), NOBODY) if whose is None else (literal(False), literal(whose))
    line = line_of(*ids, entry.reference, entry.rating, due, *of)
    return select(*line).where(
        entry.organisation_id == hub,
        entry.state == "open",
        entry.rating == rating,
        ~taken,
        open_to(reader, entry.file_id),
        kept(entry.file_id),
    )
