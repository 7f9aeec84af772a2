"""What people of cases are found again by. Random numbers to whoever has no key: not even whose or of which kind."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Uuid

from app.adapters.database.tables.metadata import metadata

subject_tag = Table(
    "subject_tag",
    metadata,
    Column("tag", BigInteger, nullable=False),
    Column("subject_id", Uuid, ForeignKey("case_subject.subject_id"), nullable=False),
    PrimaryKeyConstraint("tag", "subject_id"),
    Index(None, "subject_id"),
)

# Follows what is said in cases of whom somebody is: the statement, not this, is what verifying compares.
subject_link = Table(
    "subject_link",
    metadata,
    Column("subject_id", Uuid, ForeignKey("case_subject.subject_id"), nullable=False),
    Column("other_id", Uuid, ForeignKey("case_subject.subject_id"), nullable=False),
    Column("record_id", Uuid, ForeignKey("record.id"), nullable=False),
    PrimaryKeyConstraint("subject_id", "other_id"),
    Index(None, "other_id"),
    Index(None, "record_id"),
)
