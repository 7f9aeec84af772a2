"""Organisations, people, identity providers, memberships, sessions, started sign-ins and rate windows."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.adapters.database.tables.metadata import Moment, metadata
from app.adapters.database.tables.named import said_again, said_once

organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("controller", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("telephone", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("retired_at", Moment, nullable=True),
    Column("in_law", ARRAY(Text), nullable=True),
    Column("rehearsal_of", Uuid, ForeignKey("organisation.id"), nullable=True),
    Column("rehearsal_id", Uuid, ForeignKey("organisation.id"), nullable=True),
    *said_again(),
    UniqueConstraint("name"),
    CheckConstraint("(rehearsal_of is null) = (rehearsal_id is null)", name="rehearsal"),
    Index(
        "uq_organisation_rehearses",
        "rehearsal_of",
        unique=True,
        postgresql_where=text("rehearsal_id = id and retired_at is null"),
    ),
)

person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("email", Text, nullable=True),
    Column("created_at", Moment, nullable=False),
)

identity_provider = Table(
    "identity_provider",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("client_authentication", Text, nullable=False),
    Column("algorithms", ARRAY(Text), nullable=False),
    Column("strong", ARRAY(Text), nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("groups_claim", Text, nullable=True),
    Column("help_telephone", Text, nullable=True),
    Column("development", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("retired_at", Moment, nullable=True),
    *said_again(),
    UniqueConstraint("key"),
    CheckConstraint(r"key ~ '^[a-z0-9-]{1,40}$'", name="key"),
    CheckConstraint(
        "client_authentication in ('client_secret_basic', 'client_secret_post')", name="client_authentication"
    ),
    CheckConstraint("cardinality(algorithms) > 0", name="algorithms"),
)

identity_provider_domain = Table(
    "identity_provider_domain",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("provider_id", Uuid, ForeignKey("identity_provider.id"), nullable=False),
    said_once(),
    CheckConstraint("domain = lower(domain)", name="lower"),
)

identity = Table(
    "identity",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("provider_id", Uuid, ForeignKey("identity_provider.id"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("provider_id", "subject"),
    Index(None, "person_id"),
)

BY_GROUP = "num_nulls(mapping_id, mapped_group, said_at, account_id) = case when entry_id is null then 0 else 4 end"
membership = Table(
    "membership",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("approved_by", Uuid, ForeignKey("person.id"), nullable=True),
    Column("approved_at", Moment, nullable=True),
    Column("mapped_group", Text, nullable=True),
    Column("suspended_at", Moment, nullable=True),
    Column("suspended_by", Uuid, ForeignKey("person.id"), nullable=True),
    Column("ended_at", Moment, nullable=True),
    Column("change_id", Uuid, ForeignKey("change.id"), nullable=True),
    Column("entry_id", Uuid, nullable=True),
    Column("mapping_id", Uuid, ForeignKey("group_mapping.id"), nullable=True),
    Column("account_id", Uuid, ForeignKey("identity.id"), nullable=True),
    Column("said_at", Moment, nullable=True),
    Column("left_group", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("(approved_by is null) = (approved_at is null)", name="approved"),
    CheckConstraint("(suspended_by is null) = (suspended_at is null)", name="suspended"),
    CheckConstraint("approved_by <> person_id", name="approved_by_another"),
    CheckConstraint(BY_GROUP, name="by_group"),
    Index("ix_membership_mapping_id", "mapping_id", postgresql_where=text("mapping_id is not null")),
    Index(
        "uq_membership_current",
        "person_id",
        "organisation_id",
        "role",
        unique=True,
        postgresql_where=text("ended_at is null"),
    ),
    Index(None, "organisation_id", "role"),
)

# Who stands in for an approver. `bound` seals a row under a key that no database holds, and goes when it is ended.
stand_in = Table(
    "stand_in",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("membership_id", Uuid, ForeignKey("membership.id"), nullable=False),
    Column("for_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("stand_in_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("named_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("bound", LargeBinary, nullable=False),
    CheckConstraint("for_id <> stand_in_id", name="another"),
    CheckConstraint("from_at < until_at", name="period"),
    Index("ix_stand_in_stand_in", "stand_in_id", postgresql_where=text("ended_at is null")),
    Index(None, "organisation_id"),
)

# Who covers a colleague who is away. `bound` seals a row as a stand-in's, and goes when it is ended.
covering = Table(
    "covering",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("for_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("cover_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("named_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("named_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("bound", LargeBinary, nullable=False),
    CheckConstraint("for_id <> cover_id", name="another"),
    CheckConstraint("from_at < until_at", name="period"),
    Index("ix_covering_for", "for_id", postgresql_where=text("ended_at is null")),
    Index("ix_covering_cover", "cover_id", postgresql_where=text("ended_at is null")),
    Index(None, "organisation_id", "from_at", postgresql_where=text("ended_at is null")),
)

# How somebody usually searches; without a person, how their organisation does. It says nothing of anybody else.
search_default = Table(
    "search_default",
    metadata,
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=True),
    Column("systems", ARRAY(Text), nullable=False),
    Column("identifiers", ARRAY(Text), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kept_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("kept_at", Moment, nullable=False),
    UniqueConstraint("organisation_id", "person_id", postgresql_nulls_not_distinct=True),
)

# A session is found by the keyed hash of its token, and `bound` seals its row under a key that no database holds:
# neither a copy of this table nor a row written into it signs anybody in.
web_session = Table(
    "web_session",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("membership_id", Uuid, ForeignKey("membership.id"), nullable=True),
    Column("provider_id", Uuid, ForeignKey("identity_provider.id"), nullable=False),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sid", Text, nullable=True),
    Column("groups", ARRAY(Text), nullable=False),
    Column("signed_in_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("strong_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
    Column("bound", LargeBinary, nullable=False),
    UniqueConstraint("token_hash"),
    Index(None, "signed_in_at"),
    Index("ix_web_session_person", "person_id", postgresql_where=text("revoked_at is null")),
    Index("ix_web_session_sid", "provider_id", "sid", postgresql_where=text("revoked_at is null")),
    Index("ix_web_session_subject", "provider_id", "subject", postgresql_where=text("revoked_at is null")),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("provider_id", Uuid, ForeignKey("identity_provider.id"), nullable=False),
    Column("state_hash", LargeBinary, nullable=False),
    Column("browser_hash", LargeBinary, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("next_path", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("bound", LargeBinary, nullable=False),
    UniqueConstraint("state_hash"),
    Index(None, "browser_hash"),
    Index(None, "expires_at"),
)

rate_window = Table(
    "rate_window",
    metadata,
    Column("key", Text, nullable=False),
    Column("window_start", Moment, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("key", "window_start"),
    Index(None, "window_start"),
)
