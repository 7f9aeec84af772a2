"""The list tables, the only ones with row-level security: a row belongs to one organisation and names nobody."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, Uuid, text

from app.adapters.database.tables.metadata import Moment, metadata


def _filtered(name: str, column: str) -> tuple[Index, Index]:
    """What a filter finds, in the order of the list: without it a page walks past all that the filter leaves out."""
    start = ("organisation_id", "side", column)
    waiting, done = text("answered_at is null and state <> 'withdrawn'"), text("answered_at is not null")
    return (
        Index(f"ix_inbox_entry_open_{name}", *start, "due_at", "file_id", postgresql_where=waiting),
        Index(f"ix_inbox_entry_answered_{name}", *start, "answered_at", "file_id", postgresql_where=done),
    )


inbox_entry = Table(
    "inbox_entry",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("file_id", Uuid, nullable=False),
    Column("side", Text, nullable=False),
    Column("counterpart_id", Uuid, nullable=False),
    Column("case_id", Uuid, nullable=True),
    Column("reference", Text, nullable=False),
    Column("rating", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("claimed_by", Uuid, nullable=True),
    Column("answered_at", Moment, nullable=True),
    Column("paused_at", Moment, nullable=True),
    PrimaryKeyConstraint("organisation_id", "file_id"),
    CheckConstraint("side in ('answering', 'asking')", name="side"),
    Index(
        "ix_inbox_entry_open",
        "organisation_id",
        "side",
        "due_at",
        "file_id",
        postgresql_where=text("answered_at is null and state <> 'withdrawn'"),
    ),
    Index(
        "ix_inbox_entry_answered",
        "organisation_id",
        "side",
        "answered_at",
        "file_id",
        postgresql_where=text("answered_at is not null"),
    ),
    Index(
        "ix_inbox_entry_withdrawn",
        "organisation_id",
        "side",
        "due_at",
        "file_id",
        postgresql_where=text("state = 'withdrawn'"),
    ),
    Index("ix_inbox_entry_state", "organisation_id", "side", "state", "due_at", "file_id"),
    Index("ix_inbox_entry_case", "organisation_id", "case_id"),
    *_filtered("rating", "rating"),
    *_filtered("counterpart", "counterpart_id"),
    *_filtered("mine", "claimed_by"),
)

case_entry = Table(
    "case_entry",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("file_id", Uuid, nullable=False),
    Column("reference", Text, nullable=False),
    Column("rating", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("subjects", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("next_due_at", Moment, nullable=True),
    Column("started_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("held_at", Moment, nullable=True),
    Column("due_at", Moment, nullable=True),
    Column("next_paused_at", Moment, nullable=True),
    Column("board_about", Text, nullable=True),
    Column("board_since", Moment, nullable=True),
    Column("board_due_at", Moment, nullable=True),
    PrimaryKeyConstraint("organisation_id", "file_id"),
    Index(None, "organisation_id", "state", "started_at", "file_id"),
    Index("ix_case_entry_rated", "organisation_id", "state", "rating", "started_at", "file_id"),
    Index("ix_case_entry_closed", "organisation_id", "closed_at", "file_id"),
    Index(
        "ix_case_entry_board",
        "organisation_id",
        "board_due_at",
        "file_id",
        postgresql_where=text("board_due_at is not null"),
    ),
    Index("ix_case_entry_held", "organisation_id", "held_at", "file_id", postgresql_where=text("held_at is not null")),
)
