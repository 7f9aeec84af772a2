"""Verifications of the whole log, done by a worker, and acts that somebody else must review."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from app.adapters.database.tables.metadata import Moment, metadata

log_check = Table(
    "log_check",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("asked_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("started_at", Moment, nullable=True),
    Column("noted_at", Moment, nullable=True),
    Column("done", BigInteger, nullable=False),
    Column("of", BigInteger, nullable=True),
    Column("finished_at", Moment, nullable=True),
    Column("result", JSONB, nullable=True),
    Index(None, "organisation_id", "asked_at"),
)

review_due = Table(
    "review_due",
    metadata,
    Column("entry_id", Uuid, primary_key=True),
    Column("tenant_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("acted_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("looked_at", Moment, nullable=True),
    Index(None, "tenant_id", "due_at"),
    Index("ix_review_due_waiting", "tenant_id", "due_at", postgresql_where=text("looked_at is null")),
)
