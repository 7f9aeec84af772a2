"""Wrapped keys. `file_key` lives in the key store, a database of its own with short backups (crypto-shredding)."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.adapters.database.tables.metadata import Moment, metadata

tenant_key = Table(
    "tenant_key",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("organisation_id", "purpose", "version"),
    CheckConstraint("purpose in ('file', 'organisation', 'detail', 'figures', 'index')", name="purpose"),
)

organisation_key = Table(
    "organisation_key",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("public", JSONB, nullable=False),
    Column("private_wrapped", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
    Index(None, "organisation_id"),
)

keystore_metadata = MetaData(naming_convention=metadata.naming_convention)

file_key = Table(
    "file_key",
    keystore_metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("tenant_id", Uuid, nullable=False),
    Column("tenant_version", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("destroyed_at", Moment, nullable=True),
    CheckConstraint("(wrapped is null) = (destroyed_at is not null)", name="destroyed"),
)
