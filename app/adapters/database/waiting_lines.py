"""How lines of what waits are put together: the columns of one, groups cut and counted, and what is read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, Uuid, case, exists, func, literal, null, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from app.adapters.database.tables.asking import asking_draft
from app.adapters.database.tables.files import erasure
from app.adapters.database.tables.metadata import Moment
from app.domain import waiting as w

NOBODY: ColumnElement[Any] = null()
Kind = Sequence[Select[Any]]
"""Statements that together find the lines of a group: each uses an index of its own."""


def groups_of(rows: Iterable[Row[Any]]) -> Mapping[str, tuple[tuple[w.Waiting, ...], int]]:
    """The lines of such a statement by group, the soonest due first, and how many of each were counted."""
    found: dict[str, tuple[tuple[w.Waiting, ...], int]] = {}
    for row in rows:
        line = {name: value for name, value in row._mapping.items() if name != "counted"}
        lines, _ = found.get(row.what, ((), 0))
        found[row.what] = (*lines, w.Waiting(**line)), row.counted
    return found


def requests_in(of: Any, mine: ColumnElement[Any], whose: ColumnElement[Any] = NOBODY) -> Select[Any]:
    """Requests as lines; `whose` they are, where the reader covers for them."""
    ids = of.file_id, of.case_id, of.counterpart_id
    due = case((of.paused_at.is_(None), of.due_at))  # of one whose time stands still, nothing says when it is due
    return select(*line_of(*ids, of.reference, of.rating, due, mine, whose))


def case_columns(of: Any) -> tuple[ColumnElement[Any], ...]:
    """Of cases."""
    column, mine = of.c, literal(True)
    ids = column.file_id, column.file_id, null()
    return line_of(*ids, column.reference, column.rating, column.started_at, mine, NOBODY)


def covered_columns(of: Any, whose: UUID) -> tuple[ColumnElement[Any], ...]:
    """Of cases of a colleague whom the reader covers: when the next partner is due."""
    column, mine = of.c, literal(False)
    ids = column.file_id, column.file_id, null()
    return line_of(*ids, column.reference, column.rating, column.next_due_at, mine, literal(whose))


def drafted_columns(of: Any) -> tuple[ColumnElement[Any], ...]:
    """A case with a draft of asking: since when it is as it is."""
    column = of.c
    return line_of(
        column.file_id,
        column.file_id,
        null(),
        column.reference,
        column.rating,
        asking_draft.c.saved_at,
        literal(True),
        NOBODY,
    )


def line_of(*columns: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """The columns of a line in their order, each of its type in every part of the statement."""
    kinds = {
        "file_id": Uuid(), "case_id": Uuid(), "counterpart_id": Uuid(), "reference": Text(), "rating": Text(),
        "due_at": Moment(), "mine": None, "for_id": Uuid(),
    }  # fmt: skip
    pairs = zip(kinds.items(), columns, strict=True)
    return tuple(
        func.coalesce(one, literal(False)).label(name) if kind is None else one.cast(kind).label(name)
        for (name, kind), one in pairs
    )


def kept(*file_ids: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether none of these files is erased: nothing can be done in one that is."""
    return ~exists().where(erasure.c.file_id.in_(file_ids))


def together(groups: Mapping[str, Kind]) -> CompoundSelect[Any]:
    """All groups in one statement: of each the lines due soonest, and how many there are, up to a bound."""
    return union_all(*(_cut(what, kind) for what, kind in groups.items() if kind))


def _cut(what: str, kind: Kind) -> Select[Any]:
    parts = [select(one.order_by("due_at", "file_id").limit(w.COUNTED + 1).subquery()) for one in kind]
    found = union_all(*parts).subquery()
    first = (
        select(literal(what).label("what"), found)
        .order_by(found.c.due_at, found.c.file_id)
        .limit(w.COUNTED + 1)
        .subquery()
    )
    shown = (
        select(first, func.count().over().label("counted"))
        .order_by(first.c.due_at, first.c.file_id)
        .limit(w.SHOWN)
        .subquery()
    )
    return select(shown)
