"""Drafts of asking: one a case, replaced while it is a draft, gone once it is sent."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Uuid

from app.adapters.database.tables.metadata import Moment, metadata

asking_draft = Table(
    "asking_draft",
    metadata,
    Column("file_id", Uuid, ForeignKey("file.id"), primary_key=True),
    Column("mark", Uuid, nullable=False),
    Column("saved_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    comment="Asking that is not sent yet: whom, about whom and what is sealed under the case's key.",
)
