"""Slips: a few codes of a return or an outcome, sealed in one size for the hub's figures."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from app.adapters.database.tables.metadata import metadata

slip = Table(
    "slip",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hub_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("about", Text, nullable=False),
    Column("file_id", Uuid, ForeignKey("file.id"), nullable=False),
    Column("record_id", Uuid, ForeignKey("record.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("record_id", "version"),
    CheckConstraint("about in ('return', 'case')", name="about"),
    Index(None, "hub_id"),
    Index(None, "file_id"),
)
