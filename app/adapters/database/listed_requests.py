"""Which requests a list holds, of those that are open to whoever reads it: a statement for each way of filtering.

Each is made once: to build it, and look it up by its parts, was a sixth of the processor's time for the inbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, literal_column, select

from app.adapters.database.fixed import fixed
from app.adapters.database.for_reader import is_on, open_to, stands
from app.adapters.database.keyset import page_by
from app.adapters.database.tables import lists as t
from app.domain.lists import COUNTED, BoardFilter, Page

WITHDRAWN: ColumnElement[str] = literal_column("'withdrawn'")
"""Said outright, so that a prepared statement may use the indexes of these and of the others."""
WAYS: Final = 256
"""Ways of filtering that are remembered."""
READER: Final = cast("UUID", bindparam("reader"))


class _Way(NamedTuple):
    """By what a list is filtered, but for the values that differ from reader to reader."""

    side: str
    by: tuple[str, ...]
    state: str | None
    unlearnt: frozenset[str]
    withdrawn: bool
    answered: bool


def listed(side: str, chosen: BoardFilter, page: Page) -> Select[Any]:
    """One page of a list and one row more; `values_of` says with what it is executed."""
    way = _way(side, chosen)
    return _first(way, page.size) if page == Page(size=page.size) else _paged(way, page)


def counted(side: str, chosen: BoardFilter) -> Select[Any]:
    """How many there are on all pages, counted up to a bound; executed with the same."""
    return _counted(_way(side, chosen))


def values_of(chosen: BoardFilter, reader: UUID) -> Mapping[str, Any]:
    """What stands for the values by which a list is filtered."""
    return {"reader": reader, **{name: value for name, value in _given(chosen).items() if value is not None}}


def _given(chosen: BoardFilter) -> dict[str, Any]:
    return {
        "rating": chosen.rating,
        "counterpart": chosen.counterpart,
        "claimed_by": chosen.claimed_by,
        "on_case": chosen.on_case,
    }


def _way(side: str, chosen: BoardFilter) -> _Way:
    by = tuple(name for name, value in _given(chosen).items() if value is not None)
    return _Way(side, by, chosen.state, chosen.unlearnt, chosen.withdrawn, chosen.answered)


@lru_cache(WAYS)
def _first(way: _Way, size: int) -> Select[Any]:
    return fixed(_paged(way, Page(size=size)))


@lru_cache(WAYS)
def _counted(way: _Way) -> Select[Any]:
    some = _wanted(way).with_only_columns(literal(1)).limit(COUNTED + 1).subquery()
    return fixed(select(func.count()).select_from(some))


def _paged(way: _Way, page: Page) -> Select[Any]:
    table = t.inbox_entry.c
    if way.withdrawn or not way.answered:
        return page_by(_wanted(way), page, table.due_at, table.file_id, falling=way.withdrawn)
    return page_by(_wanted(way), page, table.answered_at, table.file_id, falling=True)


def _wanted(way: _Way) -> Select[Any]:
    table = t.inbox_entry
    query = select(table).where(table.c.side == way.side, open_to(READER, table.c.file_id, table.c.case_id))
    for column, name in (
        (table.c.rating, "rating"),
        (table.c.counterpart_id, "counterpart"),
        (table.c.claimed_by, "claimed_by"),
    ):
        if name in way.by:
            query = query.where(column == bindparam(name))
    if "on_case" in way.by:
        query = query.where(is_on(cast("UUID", bindparam("on_case")), table.c.case_id))
    if way.state is not None:
        query = query.where(stands(table.c, way.state, way.unlearnt))
    if way.withdrawn:
        return query.where(table.c.state == WITHDRAWN)
    if way.answered:
        return query.where(table.c.answered_at.is_not(None))
    return query.where(table.c.answered_at.is_(None), table.c.state != WITHDRAWN)
