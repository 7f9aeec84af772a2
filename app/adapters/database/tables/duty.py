"""What the worker looks at while a hub is closed: one row a hub, however many cases it has."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Uuid

from app.adapters.database.tables.metadata import Moment, metadata

duty_night = Table(
    "duty_night",
    metadata,
    Column("hub_id", Uuid, ForeignKey("organisation.id"), primary_key=True),
    Column("next_at", Moment, nullable=False),
    Column("opens_at", Moment, nullable=True),
    Column("rings", Integer, nullable=False),
    Column("first_ring_at", Moment, nullable=True),
    Column("last_ring_at", Moment, nullable=True),
    Column("rung_at", Moment, nullable=True),
    Column("rung_by", Uuid, ForeignKey("person.id"), nullable=True),
    Column("rung_call", Uuid, nullable=True),
    Column("ends_at", Moment, nullable=True),
    Index(None, "next_at"),
    comment="When a hub's open red cases are looked at next, and how often its managers were told in this night.",
)
