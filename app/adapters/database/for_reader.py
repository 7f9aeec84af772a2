"""Which rows of lists somebody may be shown, and how they may be told that a request stands: parts of a query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select

from app.adapters.database.events import A_CONFLICT
from app.adapters.database.tables.files import file_event
from app.adapters.database.tables.identity import organisation
from app.domain.duty import ABOUT_DUTY
from app.domain.events import OPENED_TO_HUB
from app.domain.named import NAMED_NO_MORE
from app.domain.research import TELLING

_name, _opened, _theirs, _no_more = (
    file_event.alias(one).c for one in ("a_name", "opened_later", "their_name", "no_more")
)
"""Made once: to make them for each list was a third of a page's work."""
_IS_A_NAME = _name.what == literal_column("'named'")
_IS_THEIR_NAME = and_(_theirs.file_id == _name.file_id, _theirs.what == literal_column("'named'"))
_STILL_CLOSED = ~exists().where(
    _opened.file_id == _name.file_id, _opened.what == OPENED_TO_HUB, _opened.seq > _name.seq
)


def open_to(reader: UUID, *file_ids: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether somebody may know of these files: a look into two small indexes for each row.

    They have declared no conflict with any, and none is a case that is closed to named people of whom they are none.
    """
    return and_(in_no_conflict(reader, *file_ids), ~_closed_to(reader, file_ids))


def in_no_conflict(reader: UUID, *file_ids: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether somebody has declared no conflict with any of these files: for who reads of each in a log anyway."""
    declared = exists().where(A_CONFLICT, file_event.c.about_id == reader, file_event.c.file_id.in_(file_ids))
    return ~declared


def _closed_to(reader: UUID, file_ids: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    """Said outright, so that a prepared statement may use the index of names."""
    is_over = exists().where(
        _no_more.file_id == _theirs.file_id,
        _no_more.seq > _theirs.seq,
        or_(_no_more.what == OPENED_TO_HUB, and_(_no_more.what.in_(NAMED_NO_MORE), _no_more.about_id == reader)),
    )
    is_named = exists().where(_IS_THEIR_NAME, _theirs.about_id == reader, ~is_over)
    return exists().where(_IS_A_NAME, _name.file_id.in_(file_ids), _STILL_CLOSED, ~is_named)


def stands(request: Any, state: str, unlearnt: frozenset[str]) -> ColumnElement[bool]:
    """Whether somebody is told that a request is in a state who learns nothing of how partners of some kinds answer."""
    if not unlearnt:
        return cast("ColumnElement[bool]", request.state == state)
    theirs = is_of(request, unlearnt)
    if state in TELLING:
        return and_(request.state == state, ~theirs)
    shown = or_(request.state == state, and_(request.state.in_(TELLING), theirs))
    return shown if state == "claimed" else cast("ColumnElement[bool]", request.state == state)


def is_of(request: Any, kinds: frozenset[str]) -> ColumnElement[bool]:
    """Whether a request went to an organisation of one of these kinds."""
    those = select(organisation.c.id).where(organisation.c.kind.in_(sorted(kinds)))
    return cast("ColumnElement[bool]", request.counterpart_id.in_(those))


def has_tonight(person: UUID, case_id: ColumnElement[Any], now: datetime, what: str) -> ColumnElement[bool]:
    """Whether a case was handed (`handed_to_duty`) to somebody, or is accepted (`duty_accepted`), till the morning.

    As the newest event about them in it says; what is opened of it is for the gate.
    """
    newer = file_event.alias("newer")
    since = exists().where(
        newer.c.file_id == file_event.c.file_id,
        newer.c.about_id == person,
        newer.c.what.in_(ABOUT_DUTY),
        newer.c.seq > file_event.c.seq,
    )
    return exists().where(
        file_event.c.about_id == person,
        file_event.c.what == what,
        file_event.c.file_id == case_id,
        file_event.c.codes["until"].astext > now.astimezone(UTC).isoformat(),
        ~since,
    )


def is_on(person: UUID, case_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether somebody was put on a case, and has neither been taken off nor left since."""
    gone = file_event.alias("gone")
    since = exists().where(
        gone.c.file_id == file_event.c.file_id,
        gone.c.about_id == person,
        gone.c.what.in_(("taken_off", "freed")),
        gone.c.seq > file_event.c.seq,
    )
    return exists().where(
        file_event.c.about_id == person,
        file_event.c.what == literal_column("'assigned'"),
        file_event.c.file_id == case_id,
        ~since,
    )
