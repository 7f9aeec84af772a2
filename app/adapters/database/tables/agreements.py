"""Sharing agreements and what is to be there before a hub goes live. The documents themselves lie elsewhere."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from app.adapters.database.tables.metadata import Moment, metadata
from app.adapters.database.tables.named import said_once

# Only the administering role writes these.
agreement = Table(
    "agreement",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hub_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("reference", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("review_at", Date, nullable=False),
    Column("ends", Date, nullable=True),
    Column("recorded_at", Moment, nullable=False),
    said_once(),
    CheckConstraint("document ~ '^[0-9a-f]{64}$'", name="document"),
    UniqueConstraint("hub_id", "reference", "version"),
)

agreement_side = Table(
    "agreement_side",
    metadata,
    Column("agreement_id", Uuid, ForeignKey("agreement.id"), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("signed_at", Moment, nullable=True),
    Column("ended_at", Moment, nullable=True),
    said_once(),
    PrimaryKeyConstraint("agreement_id", "organisation_id"),
    Index(None, "organisation_id"),
)

# What a hub's people say of what is to be there before it goes live. Of an item the newest row counts.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("again_at", Date, nullable=False),
    Column("said_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("said_at", Moment, nullable=False),
    said_once(),
    Index(None, "organisation_id", "item", "said_at"),
)
