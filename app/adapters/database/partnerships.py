"""Rows that say whom a hub may ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable, RowMapping, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.adapters.database.agreements import SqlAgreementRows
from app.adapters.database.believed import is_believed
from app.adapters.database.evidence import SqlEvidenceRows
from app.adapters.database.fixed import fixed
from app.adapters.database.tables.files import research_request
from app.adapters.database.tables.log import partnership as t
from app.domain.log_entry import Log
from app.domain.partnerships import Partnership
from app.domain.ports_partnerships import AgreementRows, EvidenceRows
from app.domain.research import OPEN_STATES

STANDS = t.c.ended_at.is_(None)

AGREEMENTS = fixed(select(t).where(t.c.hub_id == bindparam("hub")))


class SqlPartnershipRows:
    """Reads and writes through one connection. The app role reads alone, and what is not believed is not there."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self.agreements: AgreementRows = SqlAgreementRows(connection)
        self.evidence: EvidenceRows = SqlEvidenceRows(connection)

    def add(self, log: Log, agreement: str | None, at: datetime) -> None:
        """Let a hub ask a partner, both those of a log; one that had ended stands again."""
        hub, partner = log.whose
        said = {"agreement": agreement, "joined_at": at, "ended_at": None}
        values = {"hub_id": hub, "partner_id": partner, "log_id": log.id, **said}
        self._db.execute(insert(t).values(values).on_conflict_do_update(constraint=t.primary_key, set_=said))

    def name_agreement(self, hub: UUID, partner: UUID, agreement: str | None) -> bool:
        """Let their disclosures carry this reference from now on; whether they work together now."""
        pair = update(t).where(t.c.hub_id == hub, t.c.partner_id == partner, STANDS)
        return self._db.execute(pair.values(agreement=agreement)).rowcount == 1

    def end(self, hub: UUID, partner: UUID, at: datetime) -> bool:
        """Whether there was one to end."""
        pair = update(t).where(t.c.hub_id == hub, t.c.partner_id == partner, STANDS)
        return self._db.execute(pair.values(ended_at=at)).rowcount == 1

    def partnership(self, hub: UUID, partner: UUID) -> Partnership | None:
        """The one of this pair, whether or not it stands; None where there never was one."""
        pair = select(t).where(t.c.hub_id == hub, t.c.partner_id == partner)
        return next((_partnership(row) for row in self._believed(pair)), None)

    def of_partner(self, partner: UUID) -> Mapping[UUID, Partnership]:
        """Each there is or was between a partner and a hub, by the hub."""
        theirs = select(t).where(t.c.partner_id == partner)
        return {row["hub_id"]: _partnership(row) for row in self._believed(theirs)}

    def partners_of(self, hub: UUID) -> frozenset[UUID]:
        """Whom a hub may ask."""
        theirs = select(t).where(t.c.hub_id == hub, STANDS)
        return frozenset(row["partner_id"] for row in self._believed(theirs))

    def with_whom(self, organisation: UUID) -> frozenset[UUID]:
        """All that an organisation asks or answers now, at either end."""
        theirs = or_(t.c.hub_id == organisation, t.c.partner_id == organisation)
        pairs = [(row["hub_id"], row["partner_id"]) for row in self._believed(select(t).where(theirs, STANDS))]
        return frozenset(one for pair in pairs for one in pair if one != organisation)

    def agreements_of(self, hub: UUID) -> Mapping[UUID, str | None]:
        """The reference of the agreement with each it may ask, or might: None where none is recorded."""
        return {row["partner_id"]: row["agreement"] for row in self._believed(AGREEMENTS, {"hub": hub})}

    def waiting(self, hub: UUID, partner: UUID) -> tuple[UUID, ...]:
        """The requests of a hub that a partner has not answered."""
        one = research_request.c
        query = select(one.file_id).where(
            one.hub_id == hub, one.partner_id == partner, one.state.in_(OPEN_STATES), one.answered_at.is_(None)
        )
        return tuple(self._db.execute(query.order_by(one.file_id)).scalars())

    def standing(self, hub: UUID, partner: UUID) -> tuple[tuple[UUID, UUID], ...]:
        """The requests of a hub to a partner that are not withdrawn, each with its case before it."""
        one = research_request.c
        query = select(one.case_id, one.file_id).where(
            one.hub_id == hub, one.partner_id == partner, one.state != "withdrawn"
        )
        rows = self._db.execute(query.order_by(one.case_id, one.file_id))
        return tuple((row.case_id, row.file_id) for row in rows)

    def _believed(self, query: Executable, given: Mapping[str, Any] | None = None) -> Iterator[RowMapping]:
        """Those of these rows that say what their entry signed: of no other does anybody learn that it is there."""
        return (row for row in self._db.execute(query, given).mappings() if is_believed(self._db, t, row))


def _partnership(row: RowMapping) -> Partnership:
    return Partnership(row["hub_id"], row["partner_id"], row["agreement"], row["joined_at"], row["ended_at"])
