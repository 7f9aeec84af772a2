"""What organisations say of their time."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from app.adapters.database.tables.metadata import Moment, metadata
from app.adapters.database.tables.named import said_once

# A row never changes but to be ended: what an organisation said before is still there, with who entered it.
clock_setting = Table(
    "clock_setting",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=True),
    Column("said", JSONB, nullable=False),
    Column("set_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("rung_by", Uuid, ForeignKey("person.id"), nullable=True),
    Column("rung_at", Moment, nullable=True),
    Column("ended_at", Moment, nullable=True),
    said_once(),
    CheckConstraint("kind in ('hours', 'closed', 'cover', 'duty', 'profile')", name="kind"),
    CheckConstraint("(day is not null) = (kind in ('hours', 'closed'))", name="dated"),
    CheckConstraint("day between '0001-01-02' and '9999-12-30'", name="day"),
    CheckConstraint("(rung_by is null) = (rung_at is null)", name="rung"),
    CheckConstraint("rung_by is null or kind in ('cover', 'duty')", name="rung_number"),
    CheckConstraint("rung_by <> set_by", name="rung_by_another"),
    Index(
        "uq_clock_setting_current",
        "organisation_id",
        "kind",
        "day",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=text("ended_at is null"),
    ),
)
