"""Files (the unit of keys and of crypto-shredding), cases, research requests and who works on them.

Nothing here says anything about a person: subjects are random ids, all free text is sealed in records.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
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

file = Table(
    "file",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("tenant_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("case_id", Uuid, ForeignKey("file.id"), nullable=True),
    Column("authz_rev", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("kind in ('case', 'request')", name="kind"),
    CheckConstraint("(kind = 'case') = (case_id is null)", name="case_of_request"),
    Index(None, "case_id"),
    Index(None, "created_at"),
)

case_file = Table(
    "case_file",
    metadata,
    Column("file_id", Uuid, ForeignKey("file.id"), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("started_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("counted_from", Moment, nullable=False),
    Column("due_at", Moment, nullable=True),
    UniqueConstraint("reference"),
)

case_subject = Table(
    "case_subject",
    metadata,
    Column("subject_id", Uuid, primary_key=True),
    Column("file_id", Uuid, ForeignKey("case_file.file_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    UniqueConstraint("file_id", "ordinal"),
    CheckConstraint("kind in ('child', 'unborn_child', 'adult', 'address', 'case')", name="kind"),
)

CHASED = "next_at is not null and answered_at is null and state <> 'withdrawn'"
"""Of a request: it waits for its answer, and its clock has something to do yet."""
BY_THE_CLOCK = "(by_id is null) = (what in ('reminded', 'rebased', 'duty_escalated', 'duty_lapsed'))"
UNSEEN = "changed_at is not null and seen_at is null and state <> 'withdrawn'"
"""Of a request: a fact in it has changed, and nobody of the partner has opened it since."""
CHALLENGED = "challenge in ('waits', 'again') and state <> 'withdrawn'"
"""Of a request: the hub has challenged its answer, and the partner has not settled that."""

research_request = Table(
    "research_request",
    metadata,
    Column("file_id", Uuid, ForeignKey("file.id"), primary_key=True),
    Column("case_id", Uuid, ForeignKey("case_file.file_id"), nullable=False),
    Column("hub_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("partner_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("reference", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("rating", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_by", Uuid, ForeignKey("person.id"), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("opened_at", Moment, nullable=True),
    Column("claimed_by", Uuid, ForeignKey("person.id"), nullable=True),
    Column("answered_at", Moment, nullable=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", Moment, nullable=True),
    Column("seen_at", Moment, nullable=True),
    Column("rung_at", Moment, nullable=True),
    Column("untold_at", Moment, nullable=True),
    Column("next_at", Moment, nullable=True),
    Column("rung", SmallInteger, nullable=False),
    Column("profile", Text, nullable=False),
    Column("paused_at", Moment, nullable=True),
    Column("unheard_at", Moment, nullable=True),
    Column("board_at", Moment, nullable=True),
    Column("closed_until", Moment, nullable=True),
    Column("challenge", Text, nullable=True),
    Column("challenge_due_at", Moment, nullable=True),
    UniqueConstraint("reference"),
    Index(None, "case_id"),
    Index("ix_research_request_chased", "next_at", "file_id", postgresql_where=text(CHASED)),
    Index("ix_research_request_unseen_partner", "partner_id", "file_id", postgresql_where=text(UNSEEN)),
    Index("ix_research_request_unseen_hub", "hub_id", "file_id", postgresql_where=text(UNSEEN)),
    Index("ix_research_request_challenged_partner", "partner_id", "file_id", postgresql_where=text(CHALLENGED)),
    Index("ix_research_request_challenged_hub", "hub_id", "file_id", postgresql_where=text(CHALLENGED)),
    CheckConstraint("challenge in ('waits', 'again', 'over')", name="challenge"),
    CheckConstraint(
        "state in ('sent', 'claimed', 'awaiting_approval', 'clarification', 'returned', 'withdrawn')", name="state"
    ),
)

file_event = Table(
    "file_event",
    metadata,
    Column("file_id", Uuid, ForeignKey("file.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("about_id", Uuid, ForeignKey("person.id"), nullable=True),
    Column("by_id", Uuid, ForeignKey("person.id"), nullable=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("codes", JSONB, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("file_id", "seq"),
    CheckConstraint(BY_THE_CLOCK, name="by_the_clock"),
    CheckConstraint("about_id is not null or by_id is null", name="about"),
    Index("uq_file_event_opened_once", "file_id", "by_id", unique=True, postgresql_where=text("what = 'opened'")),
    Index("ix_file_event_conflict", "about_id", "file_id", postgresql_where=text("what = 'conflict_declared'")),
    Index("ix_file_event_handed", "about_id", "file_id", postgresql_where=text("what = 'handed_to_duty'")),
    Index("ix_file_event_named", "file_id", "about_id", postgresql_where=text("what = 'named'")),
    Index("ix_file_event_assigned", "about_id", "file_id", postgresql_where=text("what = 'assigned'")),
    comment="Who did what on a file and when: sealed under the file's key, each naming the one before.",
)

erasure = Table(
    "erasure",
    metadata,
    Column("file_id", Uuid, ForeignKey("file.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    comment="Files whose key is destroyed, or about to be: nothing of them is opened or added to.",
)
