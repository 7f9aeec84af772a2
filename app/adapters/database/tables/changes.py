"""Changes of who may, what was signed of them, and the passkeys they are signed with."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.adapters.database.tables.metadata import Moment, metadata

# Written by the application, and believed by nobody: what applies a change makes its digest anew from this row.
change = Table(
    "change",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("what", Text, nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("about_id", Uuid, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("before", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("proposed_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("announced_at", Moment, nullable=True),
    Column("settled_at", Moment, nullable=True),
    Column("outcome", Text, nullable=True),
    CheckConstraint("(settled_at is null) = (outcome is null)", name="settled"),
    CheckConstraint("outcome in ('applied', 'withdrawn', 'overtaken', 'refused')", name="outcome"),
    UniqueConstraint("digest"),
    Index("ix_change_open", "organisation_id", "proposed_at", postgresql_where=text("settled_at is null")),
    Index("ix_change_about", "about_id", postgresql_where=text("settled_at is not null")),
    Index("ix_change_settled", "organisation_id", "settled_at", postgresql_where=text("settled_at is not null")),
)

signature = Table(
    "signature",
    metadata,
    Column("change_id", Uuid, ForeignKey("change.id"), nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("passkey_id", Uuid, ForeignKey("passkey.id"), nullable=False),
    Column("assertion", JSONB, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("change_id", "person_id"),
)

# Only the administering role writes one: what the change says of entries of the policy, and from when that holds.
entry_approval = Table(
    "entry_approval",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("change_id", Uuid, ForeignKey("change.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("entry_id", Uuid, nullable=False),
    Column("place", BigInteger, Identity(always=True), nullable=False),
    UniqueConstraint("change_id"),
    UniqueConstraint("place"),
    Index(None, "organisation_id", "place"),
)

entry_advice = Table(
    "entry_advice",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("digests", ARRAY(Text), nullable=False),
    Column("against", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("by_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "organisation_id", "at"),
)

# What became of an invitation. Only the administering role says how accepting it ended, and it verifies the proof.
invitation_answer = Table(
    "invitation_answer",
    metadata,
    Column("change_id", Uuid, ForeignKey("change.id"), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("by_id", Uuid, ForeignKey("person.id"), nullable=True),
    Column("at", Moment, nullable=False),
    Column("account_id", Uuid, ForeignKey("identity.id"), nullable=True),
    Column("proof", LargeBinary, nullable=True),
    Column("settled_at", Moment, nullable=True),
    Column("outcome", Text, nullable=True),
    CheckConstraint("answer in ('accepted', 'declined', 'withdrawn')", name="answer"),
    CheckConstraint("(answer = 'accepted') = (proof is not null and account_id is not null)", name="proven"),
    CheckConstraint("(settled_at is null) = (outcome is null)", name="settled"),
    CheckConstraint("outcome is null or (answer = 'accepted' and outcome in ('joined', 'refused'))", name="outcome"),
    Index("ix_invitation_answer_waiting", "at", postgresql_where=text("answer = 'accepted' and settled_at is null")),
)

passkey_offer = Table(
    "passkey_offer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("offered_at", Moment, nullable=False),
    UniqueConstraint("credential_id"),
    Index(None, "person_id"),
)

# Only the administering role writes one. It signs for the organisation whose administrators registered it.
passkey = Table(
    "passkey",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("entry_id", Uuid, nullable=False),
    Column("ended_at", Moment, nullable=True),
    UniqueConstraint("organisation_id", "credential_id"),
    Index(None, "person_id"),
)
