"""Jobs, enqueued in the caller's transaction, the policy releases this installation has run on, and those proposed."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.adapters.database.tables.metadata import Moment, metadata

job = Table(
    "job",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("run_at", Moment, nullable=False),
    Column("first_due", Moment, nullable=False, server_default=text("now()")),
    Column("attempts", Integer, nullable=False),
    Column("finished_at", Moment, nullable=True),
    Column("failure", Text, nullable=True),
    Column("told", ARRAY(Uuid), nullable=False, server_default=text("'{}'")),
    Index("ix_job_waiting", "run_at", "id", postgresql_where=text("finished_at is null")),
    Index("ix_job_finished", "finished_at", postgresql_where=text("finished_at is not null")),
)

last_done = Table(
    "last_done",
    metadata,
    Column("what", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    CheckConstraint("what in ('worker', 'backup')", name="what"),
    comment="When a worker was last at work, whichever it was, and when the last backup set was made.",
)

mail_hour = Table(
    "mail_hour",
    metadata,
    Column("person_id", Uuid, ForeignKey("person.id"), primary_key=True),
    Column("hour", SmallInteger, nullable=False),
    Column("chosen_at", Moment, nullable=False),
    CheckConstraint("hour between 0 and 23", name="hour"),
    comment="Who wants one mail a day, and at which hour in London. Whoever is not here gets each at once.",
)

mail_kept = Table(
    "mail_kept",
    metadata,
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("job_id", Uuid, ForeignKey("job.id"), nullable=False),
    Column("kept_at", Moment, nullable=False),
    PrimaryKeyConstraint("person_id", "job_id"),
    Index(None, "job_id"),
    comment="Mails that wait for somebody's one mail of the day.",
)

# Only the administering role writes one. What of it comes into force is what was signed, by its digest.
proposed_release = Table(
    "proposed_release",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisation.id"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("begins_at", Moment, nullable=True),
    Column("proposed_at", Moment, nullable=False),
    Index(None, "proposed_at"),
)

policy_release = Table(
    "policy_release",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
