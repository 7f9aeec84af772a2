"""Rows of slips: ciphertext in, ciphertext out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.adapters.database.fixed import fixed
from app.adapters.database.insert_all import columns_of, insert_all
from app.adapters.database.tables.files import case_file
from app.adapters.database.tables.records import record
from app.adapters.database.tables.slips import slip
from app.domain.slips import Slip

COUNTED = case((slip.c.about == "case", slip.c.file_id), else_=slip.c.record_id)
"""What is counted once: a case, whichever of its outcomes is the newest, and each return that stands."""
STANDING = (
    select(slip)
    .join(record, record.c.id == slip.c.record_id)
    .where(slip.c.hub_id == bindparam("hub"), record.c.state == "released")
    .order_by(COUNTED, record.c.released_at.desc(), slip.c.version.desc())
    .ext(distinct_on(COUNTED))
)
OF_RECORDS = fixed(select(slip).where(slip.c.record_id == func.any(bindparam("records"))))
OF_CASES = select(slip).where(slip.c.about == "case")
CLOSED = (
    select(case_file.c.reference, case_file.c.file_id)
    .join(record, record.c.file_id == case_file.c.file_id)
    .where(record.c.kind == "case", record.c.codes["state"].astext == "closed")
)


class SqlSlipRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, slips: Sequence[Slip]) -> None:
        """Store new slips."""
        insert_all(self._db, slip, [columns_of(one) for one in slips])

    def of_records(self, records: Sequence[UUID]) -> tuple[Slip, ...]:
        """All slips about some records."""
        return tuple(Slip(**row._mapping) for row in self._db.execute(OF_RECORDS, {"records": list(records)}))

    def standing(self, hub: UUID) -> tuple[Slip, ...]:
        """Those of a hub that count: of each return that stands, and of each case the newest outcome's."""
        return tuple(Slip(**row._mapping) for row in self._db.execute(STANDING, {"hub": hub}))

    def of_cases(self) -> tuple[Slip, ...]:
        """All slips about cases."""
        return tuple(Slip(**row._mapping) for row in self._db.execute(OF_CASES))

    def closed_without(self) -> tuple[str, ...]:
        """The references of closed cases that no slip is about."""
        held = select(slip.c.file_id).where(slip.c.about == "case")
        rows = self._db.execute(CLOSED.where(case_file.c.file_id.not_in(held)).order_by(case_file.c.reference))
        return tuple(row.reference for row in rows)
