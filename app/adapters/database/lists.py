"""Rows of the list tables. Row-level security shows and lets change the acting organisation's rows only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Result, Select, func, literal, select, text
from sqlalchemy.sql.selectable import CompoundSelect

from app.adapters.database import waiting
from app.adapters.database.files_due import cases_held, files_due, told_of
from app.adapters.database.fixed import fixed
from app.adapters.database.for_reader import open_to
from app.adapters.database.insert_all import columns_of, given
from app.adapters.database.keyset import page_by
from app.adapters.database.listed_cases import cases_listed, cases_with_board
from app.adapters.database.listed_requests import counted, listed, values_of
from app.adapters.database.tables import lists as t
from app.adapters.database.waiting_lines import groups_of
from app.domain.errors import Stale
from app.domain.kept import SHOWN as SHOWN_KEPT
from app.domain.kept import HeldCase, KeptTooLong
from app.domain.lists import COUNTED, BoardFilter, CaseEntry, CaseFilter, InboxEntry, Page
from app.domain.research import ResearchRequest
from app.domain.waiting import NotTheirs, OfNight, Undecided, Waiting

SHOWN = ("state", "rating", "due_at", "claimed_by", "answered_at", "paused_at")
"""What a list shows of a request that may change."""
DELIVER_INBOX = fixed(text("SELECT deliver_inbox(cast(:given AS jsonb))"))
UPDATE_INBOX = fixed(text("SELECT update_inbox(cast(:given AS jsonb))"))
DELIVER_CASE = fixed(text("SELECT deliver_case(cast(:given AS jsonb))"))
TIMED_BY = text("""
    SELECT case_id FROM research_request WHERE file_id IN (
        SELECT file_id FROM inbox_entry
        WHERE organisation_id = :organisation AND answered_at IS NULL AND state <> 'withdrawn'
    )
    UNION SELECT file_id FROM case_entry WHERE organisation_id = :organisation AND state = 'open' ORDER BY 1
""")
ACT_AS = fixed(text("SELECT set_config('app.organisation', :organisation, true)"))


class SqlListRows:
    """Reads and writes through one connection, as one organisation."""

    def __init__(self, connection: Connection, organisation: UUID | None) -> None:
        self._db = connection
        self._organisation = organisation

    def deliver_inbox(self, entries: Sequence[InboxEntry]) -> None:
        """Put requests in the lists of the organisations that the entries name."""
        self._db.execute(DELIVER_INBOX, given([columns_of(one) for one in entries]))

    def update_inbox(self, requests: Sequence[ResearchRequest]) -> None:
        """Show the new states of requests in both sides' lists. Raises Stale when one is not where it should be."""
        rows = [
            {"organisation_id": side, "file_id": one.file_id, **{name: getattr(one, name) for name in SHOWN}}
            for one in requests
            for side in (one.partner_id, one.hub_id)
        ]
        if self._db.execute(UPDATE_INBOX, given(rows)).scalar_one() != len(rows):
            raise Stale("This request is no longer in the list it should be in. Open it again from your inbox.")

    def deliver_case(self, entry: CaseEntry) -> None:
        """Put a case in its organisation's list, or replace how it is shown there."""
        self._db.execute(DELIVER_CASE, given(columns_of(entry)))

    def inbox(self, side: str, chosen: BoardFilter, page: Page, reader: UUID) -> tuple[InboxEntry, ...]:
        """One page (and one row more, when there is more) of the acting organisation's requests.

        Open ones by due time, the soonest first; answered ones by time of answering and withdrawn ones by due time, the
        latest first. Left out are those whose request or case the reader has stepped back from.
        """
        rows = [InboxEntry(**row._mapping) for row in self._own(listed(side, chosen, page), values_of(chosen, reader))]
        return tuple(reversed(rows) if page.before else rows)

    def count_inbox(self, side: str, chosen: BoardFilter, reader: UUID) -> int | None:
        """How many there are on all pages; None where there are more than are counted."""
        return _bounded(self._own(counted(side, chosen), values_of(chosen, reader)).scalar_one())

    def cases(self, chosen: CaseFilter, page: Page, reader: UUID) -> tuple[CaseEntry, ...]:
        """One page (and one row more, when there is more) of the acting organisation's cases, the latest first.

        Left out are those the reader has stepped back from.
        """
        table, query = t.case_entry, cases_listed(chosen, reader)
        query = page_by(query, page, table.c.started_at, table.c.file_id, falling=True)
        rows = [CaseEntry(**row._mapping) for row in self._own(query)]
        return tuple(reversed(rows) if page.before else rows)

    def count_cases(self, chosen: CaseFilter, reader: UUID) -> int | None:
        """How many there are on all pages; None where there are more than are counted."""
        return self._count(cases_listed(chosen, reader))

    def with_board(self, page: Page, reader: UUID) -> tuple[CaseEntry, ...]:
        """One page (and one row more) of the cases of which something is with the strategic board, the soonest first.

        Left out are those the reader has stepped back from.
        """
        table = t.case_entry.c
        query = page_by(cases_with_board(reader), page, table.board_due_at, table.file_id, falling=False)
        rows = [CaseEntry(**row._mapping) for row in self._own(query)]
        return tuple(reversed(rows) if page.before else rows)

    def count_with_board(self, reader: UUID) -> int | None:
        """How many there are on all pages; None where there are more than are counted."""
        return self._count(cases_with_board(reader))

    def with_reference(self, reference: str, reader: UUID) -> CaseEntry | InboxEntry | None:
        """The acting organisation's case or request of this reference, unless the reader has stepped back from it."""
        case, request = t.case_entry, t.inbox_entry
        cases = select(case).where(case.c.reference == reference, open_to(reader, case.c.file_id))
        for row in self._own(cases):
            return CaseEntry(**row._mapping)
        requests = select(request).where(
            request.c.reference == reference, open_to(reader, request.c.file_id, request.c.case_id)
        )
        for row in self._own(requests):
            return InboxEntry(**row._mapping)
        return None

    def waiting_at_partner(
        self, partner: UUID, reader: UUID, now: datetime, *, covers: Collection[UUID], approves: NotTheirs | None
    ) -> Mapping[str, tuple[tuple[Waiting, ...], int]]:
        """What waits for somebody who answers, by group; `approves` is None for who approves nothing. One statement."""
        return groups_of(self._own(waiting.at_partner(partner, reader, now, covers=covers, approves=approves)))

    def to_approve(self, partner: UUID, reader: UUID, but: NotTheirs) -> Mapping[str, tuple[tuple[Waiting, ...], int]]:
        """What waits for approval of somebody there, as the group it is. One statement."""
        return groups_of(self._own(waiting.to_approve(partner, reader, but)))

    def waiting_at_hub(
        self,
        hub: UUID,
        reader: UUID,
        now: datetime,
        *,
        unseen: Mapping[str, int],
        unlearnt: frozenset[str],
        decides: bool,
        covers: Collection[UUID],
        raises: Mapping[str, int],
        night: OfNight,
        undecided: Undecided | None,
    ) -> Mapping[str, tuple[tuple[Waiting, ...], int]]:
        """What waits for somebody on cases, by group; decisions for who decides alone. One statement.

        `unseen` is after how many minutes, by rating, a partner that has not seen a change is rung; of partners of the
        kinds that are `unlearnt` nothing tells that they ask back; `raises` is after how many steps of each profile's
        ladder a request is to be raised with the strategic board; `night` is what of one is theirs;
        `undecided` are the cases that wait for any of those who decide, with nobody of them on.
        """
        query = waiting.at_hub(
            *(hub, reader, now), unseen=unseen, unlearnt=unlearnt, decides=decides, covers=covers, raises=raises,
            night=night, undecided=undecided,
        )  # fmt: skip
        return groups_of(self._own(query))

    def kept_too_long(
        self, hub: UUID, reader: UUID, now: datetime, kept: Mapping[str, Sequence[str]]
    ) -> tuple[Sequence[KeptTooLong], int | None]:
        """The files of a hub's closed cases in which something is past its period, those past longest first; how many.

        `kept` are the fields that are kept for each period. None where there are more than are counted.
        """
        due = files_due(hub, reader, now, kept)
        rows = [KeptTooLong(**row._mapping) for row in self._own(told_of(due, now, kept))]
        return rows, self._count(due)

    def held(self, hub: UUID, reader: UUID) -> tuple[Sequence[HeldCase], int | None]:
        """The cases of a hub that are held, those held for the longest first; how many, as above."""
        found = cases_held(hub, reader)
        return [HeldCase(**row._mapping) for row in self._own(found.limit(SHOWN_KEPT))], self._count(found)

    def inbox_of(self, organisation: UUID, file_ids: Sequence[UUID]) -> Mapping[UUID, InboxEntry]:
        """How an organisation's list shows some requests: for verifying, never for a page."""
        query = select(t.inbox_entry).where(
            t.inbox_entry.c.organisation_id == organisation, t.inbox_entry.c.file_id.in_(file_ids)
        )
        with self._acting_as(organisation):
            return {row.file_id: InboxEntry(**row._mapping) for row in self._db.execute(query)}

    def case_of(self, organisation: UUID, case_id: UUID) -> CaseEntry | None:
        """How a hub's list shows a case: for verifying, never for a page."""
        query = select(t.case_entry).where(
            t.case_entry.c.organisation_id == organisation, t.case_entry.c.file_id == case_id
        )
        with self._acting_as(organisation):
            row = self._db.execute(query).one_or_none()
        return CaseEntry(**row._mapping) if row else None

    def _count(self, query: Select[Any]) -> int | None:
        """How many rows there are, read up to a bound."""
        some = query.with_only_columns(literal(1)).limit(COUNTED + 1).subquery()
        return _bounded(self._own(select(func.count()).select_from(some)).scalar_one())

    def cases_timed_by(self, organisation: UUID) -> tuple[UUID, ...]:
        """The cases in which something may be due in an organisation's hours: what it has to answer, or to decide."""
        with self._acting_as(organisation):
            return tuple(self._db.execute(TIMED_BY, {"organisation": organisation}).scalars())

    def _own(self, query: Select[Any] | CompoundSelect[Any], given: Mapping[str, Any] | None = None) -> Result[Any]:
        """Read as the acting organisation. Said here, before each reading: most work never looks at a list."""
        self._act_as(self._organisation)
        return self._db.execute(query, given)

    @contextmanager
    def _acting_as(self, organisation: UUID) -> Iterator[None]:
        """Read another's rows. What is written to another's list is written by functions of the database."""
        self._act_as(organisation)
        yield
        self._act_as(self._organisation)

    def _act_as(self, organisation: UUID | None) -> None:
        self._db.execute(ACT_AS, {"organisation": str(organisation or "")})


def _bounded(found: int) -> int | None:
    return found if found <= COUNTED else None
