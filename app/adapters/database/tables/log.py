"""The disclosure log: leaves and complete nodes (INSERT and SELECT only), checkpoints, and the erasable detail."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.adapters.database.tables.metadata import Moment, metadata

log_leaf = Table(
    "log_leaf",
    metadata,
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    Index("ix_log_leaf_at", "at", "idx"),
    Index("ix_log_leaf_origin", "idx", postgresql_where=text("kind = 'origin_started'")),
)

log_node = Table(
    "log_node",
    metadata,
    Column("level", SmallInteger, nullable=False),
    Column("idx", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "idx"),
)

log_checkpoint = Table(
    "log_checkpoint",
    metadata,
    Column("origin", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
    PrimaryKeyConstraint("origin", "size"),
)

log_detail = Table(
    "log_detail",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("idx", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("tenant_id", Uuid, nullable=True),
    Column("file_id", Uuid, nullable=True),
    Column("from_id", Uuid, nullable=True),
    Column("to_id", Uuid, nullable=True),
    Column("actor_id", Uuid, nullable=True),
    Column("role", Text, nullable=True),
    Column("purpose", Text, nullable=True),
    Column("legal_basis", Text, nullable=True),
    Column("policy_release", Integer, nullable=True),
    Column("level", Text, nullable=True),
    Column("fields", Integer, nullable=False),
    Column("rules", ARRAY(Text), nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("sealed_under", Text, nullable=False),
    UniqueConstraint("idx"),
    Index(None, "tenant_id", "idx"),
    Index(None, "tenant_id", "kind", "idx"),
    Index(None, "tenant_id", "to_id", "idx"),
    Index(None, "tenant_id", "from_id", "idx"),
    Index(None, "tenant_id", "actor_id", "idx"),
    Index(None, "file_id", "idx"),
    Index(None, "tenant_id", "purpose", "idx"),
)
