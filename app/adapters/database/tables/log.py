"""The disclosure logs: whose they are, leaves and complete nodes, checkpoints, and the erasable detail."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ForeignKey,
    Identity,
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
from app.adapters.database.tables.named import said_again

log = Table(
    "log",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("label", Text, nullable=False),
    Column("hub_id", Uuid, ForeignKey("organisation.id"), nullable=True),
    Column("other_id", Uuid, ForeignKey("organisation.id"), nullable=True),
    Column("started_at", Moment, nullable=False),
    UniqueConstraint("label"),
    UniqueConstraint("hub_id", "other_id", postgresql_nulls_not_distinct=True),
    Index(None, "other_id"),
)

partnership = Table(
    "partnership",
    metadata,
    Column("hub_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("partner_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("log_id", Integer, ForeignKey("log.id"), nullable=False),
    Column("agreement", Text, nullable=True),
    Column("joined_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    *said_again(),
    PrimaryKeyConstraint("hub_id", "partner_id"),
)

log_stop = Table(
    "log_stop",
    metadata,
    Column("log_id", Integer, ForeignKey("log.id"), primary_key=True, autoincrement=False),
    Column("found_at", Moment, nullable=False),
    Column("says", Text, nullable=False),
)

CLOSES = "kind = 'entry_closed'"
ABOUT = """"substring"(encode(leaf, 'escape'::text), '"about":"([-0-9a-f]+)"'::text)"""
"""What a leaf that closes an entry is about: read off the leaf, since nothing beside it is bound to the tree."""

log_leaf = Table(
    "log_leaf",
    metadata,
    Column("log", Integer, nullable=False),
    Column("idx", BigInteger, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log", "idx"),
    UniqueConstraint("id"),
    Index("ix_log_leaf_origin", "log", "idx", postgresql_where=text("kind = 'origin_started'")),
    Index("ix_log_leaf_handovers", "log", "idx", postgresql_where=text("kind = 'log_key_replaced'")),
    Index("ix_log_leaf_closings", text(ABOUT), postgresql_where=text(CLOSES)),
)

log_node = Table(
    "log_node",
    metadata,
    Column("log", Integer, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("idx", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log", "level", "idx"),
)

log_checkpoint = Table(
    "log_checkpoint",
    metadata,
    Column("log", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
    PrimaryKeyConstraint("origin", "size"),
    Index("ix_log_checkpoint_log_signed_at", "log", "signed_at"),
)

log_summary = Table(
    "log_summary",
    metadata,
    Column("origin", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    PrimaryKeyConstraint("origin", "size"),
)

log_detail = Table(
    "log_detail",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("log", Integer, nullable=False),
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
    UniqueConstraint("log", "idx"),
    Index(None, "tenant_id", "id"),
    Index(None, "tenant_id", "kind", "id"),
    Index(None, "tenant_id", "to_id", "id"),
    Index(None, "tenant_id", "from_id", "id"),
    Index(None, "tenant_id", "actor_id", "id"),
    Index(None, "file_id", "id"),
    Index(None, "tenant_id", "purpose", "id"),
)
