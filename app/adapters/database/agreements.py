"""Rows of sharing agreements, each with its sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, or_, select, update

from app.adapters.database.believed import is_believed
from app.adapters.database.identity_members import labelled
from app.adapters.database.tables.agreements import agreement as t
from app.adapters.database.tables.agreements import agreement_side as s
from app.domain.agreements import Agreement, AgreementSide

NAMES = [column.name for column in t.c if column.name != "named"]


class SqlAgreementRows:
    """Reads and writes through one connection. The app role reads alone, and what is not believed is not there."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, agreement: Agreement) -> None:
        """Keep one with its sides, as they stand."""
        self._db.execute(insert(t).values({name: getattr(agreement, name) for name in NAMES}))
        sides = [
            {"agreement_id": agreement.id, **{name: getattr(one, name) for name in ("organisation_id", "signed_at")}}
            for one in agreement.sides
        ]
        self._db.execute(insert(s), sides)

    def agreement(self, agreement_id: UUID) -> Agreement | None:
        """One, with its sides."""
        return next(iter(self._read(t.c.id == agreement_id)), None)

    def of(self, organisation: UUID) -> Sequence[Agreement]:
        """All in which an organisation has a side, by reference, the last recorded first."""
        return self._read(t.c.id.in_(select(s.c.agreement_id).where(s.c.organisation_id == organisation)))

    def looked_at_by(self, day: date) -> Sequence[Agreement]:
        """All that are to be reviewed or end by a day."""
        return self._read(or_(t.c.review_at <= day, t.c.ends <= day))

    def sign(self, agreement_id: UUID, organisation: UUID, at: datetime) -> None:
        """One side has signed it."""
        self._db.execute(update(s).where(*_side(agreement_id, organisation)).values(signed_at=at))

    def end(self, agreement_id: UUID, organisation: UUID, at: datetime) -> None:
        """It holds for one side no more."""
        self._db.execute(update(s).where(*_side(agreement_id, organisation)).values(ended_at=at))

    def _read(self, which: ColumnElement[bool]) -> Sequence[Agreement]:
        """In one statement: the first pages of those who look after them count what waits."""
        both = select(*labelled(t), *labelled(s)).join(s, s.c.agreement_id == t.c.id)
        order = (t.c.reference, t.c.recorded_at.desc(), t.c.id, s.c.organisation_id)
        rows, sides = dict[UUID, RowMapping](), defaultdict[UUID, list[AgreementSide]](list)
        for row in self._db.execute(both.where(which).order_by(*order)).mappings():
            if is_believed(self._db, t, row, "agreement_"):
                rows.setdefault(row["agreement_id"], row)
                sides[row["agreement_id"]].append(self._side(row))
        return [
            Agreement(**{name: row[f"agreement_{name}"] for name in NAMES}, sides=tuple(sides[id_]))
            for id_, row in rows.items()
        ]

    def _side(self, row: RowMapping) -> AgreementSide:
        """One that nobody believes has signed nothing."""
        signed = row["agreement_side_signed_at"] if is_believed(self._db, s, row, "agreement_side_") else None
        return AgreementSide(row["agreement_side_organisation_id"], signed, row["agreement_side_ended_at"])


def _side(agreement_id: UUID, organisation: UUID) -> tuple[ColumnElement[bool], ...]:
    return s.c.agreement_id == agreement_id, s.c.organisation_id == organisation
