"""One page of a list, cut where the page before it ended: no page is more work than the first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, literal, tuple_

from app.adapters.database.tables.metadata import Moment
from app.domain.lists import Page


def page_by(
    query: Select[Any], page: Page, moment: ColumnElement[datetime], file_id: ColumnElement[UUID], *, falling: bool
) -> Select[Any]:
    """Cut one page by keyset: after a key in the list's order, or before one (then the rows come reversed)."""
    key = tuple_(moment, file_id)
    backwards = page.before is not None
    if (edge := page.before or page.after) is not None:
        at, _, row = edge.partition("~")
        bound = tuple_(literal(datetime.fromisoformat(at), Moment), literal(UUID(row), Uuid))
        query = query.where(key < bound if falling != backwards else key > bound)
    order = (moment.desc(), file_id.desc()) if falling != backwards else (moment.asc(), file_id.asc())
    return query.order_by(*order).limit(page.size + 1)
