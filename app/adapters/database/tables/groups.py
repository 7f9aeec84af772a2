"""Groups of organisations' own sign-ins that let people in."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid, text

from app.adapters.database.tables.metadata import Moment, metadata
from app.adapters.database.tables.named import said_once

group_mapping = Table(
    "group_mapping",
    metadata,
    Column("id", Uuid, ForeignKey("change.id"), primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("provider_id", Uuid, ForeignKey("identity_provider.id"), nullable=False),
    Column("mapped_group", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    said_once(),
    Index(
        "uq_group_mapping_current",
        "organisation_id",
        "provider_id",
        "mapped_group",
        "role",
        unique=True,
        postgresql_where=text("ended_at is null"),
    ),
    Index(None, "provider_id"),
)
