"""Rows of the list tables. Row-level security shows and lets change the acting organisation's rows only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Result,
    Select,
    Update,
    Uuid,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from app.adapters.database.tables import lists as t
from app.adapters.database.tables.metadata import Moment
from app.domain.errors import Stale
from app.domain.lists import BoardFilter, CaseEntry, InboxEntry, Page
from app.domain.research import ResearchRequest

ACT_AS = text("SELECT set_config('app.organisation', :organisation, true)")


class SqlListRows:
    """Reads and writes through one connection, as one organisation."""

    def __init__(self, connection: Connection, organisation: UUID | None) -> None:
        self._db = connection
        self._organisation = organisation

    def deliver_inbox(self, organisation: UUID, entry: InboxEntry) -> None:
        """Put a request in an organisation's list."""
        with self._deliver_to(organisation):
            self._db.execute(insert(t.inbox_entry).values(**asdict(entry)))

    def update_inbox(self, organisation: UUID, request: ResearchRequest) -> None:
        """Show a request's new state in an organisation's list."""
        changes = {name: getattr(request, name) for name in ("state", "rating", "due_at", "claimed_by", "answered_at")}
        with self._deliver_to(organisation):
            self._change(
                update(t.inbox_entry)
                .where(t.inbox_entry.c.organisation_id == organisation, t.inbox_entry.c.file_id == request.file_id)
                .values(**changes)
            )

    def deliver_case(self, organisation: UUID, entry: CaseEntry) -> None:
        """Put a case in an organisation's list, or replace how it is shown there."""
        values = asdict(entry)
        with self._deliver_to(organisation):
            self._db.execute(
                upsert(t.case_entry)
                .values(**values)
                .on_conflict_do_update(index_elements=["organisation_id", "file_id"], set_=values)
            )

    def inbox(self, side: str, chosen: BoardFilter, page: Page) -> tuple[InboxEntry, ...]:
        """One page (and one row more, when there is more) of the acting organisation's requests.

        Open ones by due time, the soonest first; answered ones by time of answering, the latest first.
        """
        table = t.inbox_entry
        query = select(table).where(table.c.side == side)
        for column, value in (
            (table.c.rating, chosen.rating),
            (table.c.counterpart_id, chosen.counterpart),
            (table.c.claimed_by, chosen.claimed_by),
        ):
            if value is not None:
                query = query.where(column == value)
        if chosen.answered:
            query = query.where(table.c.answered_at.is_not(None))
            query = _page(query, page, table.c.answered_at, table.c.file_id, falling=True)
        else:
            query = query.where(table.c.answered_at.is_(None))
            query = _page(query, page, table.c.due_at, table.c.file_id, falling=False)
        rows = [InboxEntry(**row._mapping) for row in self._own(query)]
        return tuple(reversed(rows) if page.before else rows)

    def cases(self, state: str, page: Page) -> tuple[CaseEntry, ...]:
        """One page (and one row more, when there is more) of the acting organisation's cases, the latest first."""
        table = t.case_entry
        query = _page(
            select(table).where(table.c.state == state), page, table.c.started_at, table.c.file_id, falling=True
        )
        rows = [CaseEntry(**row._mapping) for row in self._own(query)]
        return tuple(reversed(rows) if page.before else rows)

    def _own(self, query: Select[Any]) -> Result[Any]:
        """Read as the acting organisation. Said here, before each reading: most work never looks at a list."""
        self._act_as(self._organisation)
        return self._db.execute(query)

    @contextmanager
    def _deliver_to(self, organisation: UUID) -> Iterator[None]:
        """The one place where `app.organisation` is switched, to write another's row in the same transaction."""
        self._act_as(organisation)
        yield
        self._act_as(self._organisation)

    def _act_as(self, organisation: UUID | None) -> None:
        self._db.execute(ACT_AS, {"organisation": str(organisation or "")})

    def _change(self, statement: Update) -> None:
        if self._db.execute(statement).rowcount != 1:
            raise Stale("This request is no longer in the list it should be in. Open it again from your inbox.")


def _page(
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
