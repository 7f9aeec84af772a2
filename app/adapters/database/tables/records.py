"""Sealed records: boxes are ciphertext, grants hold the keys to them, and neither opens outside the gate."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.adapters.database.tables.metadata import Moment, metadata

record = Table(
    "record",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("file_id", Uuid, ForeignKey("file.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject_id", Uuid, ForeignKey("case_subject.subject_id"), nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("author_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("author_person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("approved_by", Uuid, ForeignKey("person.id"), nullable=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("protection", Text, nullable=False),
    Column("policy_release", Integer, ForeignKey("policy_release.number"), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("released_at", Moment, nullable=True),
    Column("supersedes", Uuid, ForeignKey("record.id"), nullable=True),
    Column("what", Text, nullable=True),
    Column("codes", JSONB, nullable=False, server_default=text("'{}'")),
    Column("channel", Text, nullable=False),
    Column("happened_at", Moment, nullable=True),
    CheckConstraint("kind in ('case', 'request', 'return')", name="kind"),
    CheckConstraint("state in ('draft', 'released', 'superseded')", name="state"),
    CheckConstraint("protection in ('none', 'protected', 'unknown')", name="protection"),
    Index(None, "file_id", "kind", "state"),
    Index(
        "uq_record_one_draft",
        "file_id",
        "subject_id",
        "author_person_id",
        unique=True,
        postgresql_where=text("state = 'draft'"),
    ),
    Index(
        "uq_record_one_chain",
        "file_id",
        "subject_id",
        text("coalesce(what, '')"),
        "version",
        unique=True,
        postgresql_where=text("kind = 'case'"),
    ),
)

field_box = Table(
    "field_box",
    metadata,
    Column("record_id", Uuid, ForeignKey("record.id"), nullable=False),
    Column("field", Text, nullable=False),
    Column("rendition", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("box", LargeBinary, nullable=False),
    PrimaryKeyConstraint("record_id", "field", "rendition", "version"),
    CheckConstraint("rendition in ('gist', 'masked', 'full')", name="rendition"),
)

key_grant = Table(
    "key_grant",
    metadata,
    Column("record_id", Uuid, ForeignKey("record.id"), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("kid", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("policy_release", Integer, ForeignKey("policy_release.number"), nullable=False),
    Column("granted_at", Moment, nullable=False),
    PrimaryKeyConstraint("record_id", "organisation_id", "kid"),
)

reasoned_opening = Table(
    "reasoned_opening",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("record_id", Uuid, ForeignKey("record.id"), nullable=False),
    Column("action", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
    comment="An act that needed a reason, good for five minutes; "
    "the reason is sealed under the organisation's log key.",
)
