"""Policy releases, keys, cases, requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "policy_release",
    "file",
    "organisation_key",
    "tenant_key",
    "case_file",
    "case_subject",
    "research_request",
    "file_event",
    "erasure",
)


def upgrade() -> None:
    op.create_table(
        "policy_release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_policy_release")),
    )
    op.create_table(
        "file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("authz_rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'case') = (case_id is null)", name=op.f("ck_file_case_of_request")),
        sa.CheckConstraint("kind in ('case', 'request')", name=op.f("ck_file_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["file.id"], name=op.f("fk_file_case_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["organisation.id"], name=op.f("fk_file_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_index(op.f("ix_file_case_id"), "file", ["case_id"], unique=False)
    op.create_index(op.f("ix_file_created_at"), "file", ["created_at"], unique=False)
    op.create_table(
        "organisation_key",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("public", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("private_wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_key_organisation_id")
        ),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_organisation_key")),
    )
    op.create_index(op.f("ix_organisation_key_organisation_id"), "organisation_key", ["organisation_id"], unique=False)
    op.create_table(
        "tenant_key",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose in ('file', 'organisation', 'detail', 'figures', 'index')", name=op.f("ck_tenant_key_purpose")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_tenant_key_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "purpose", "version", name=op.f("pk_tenant_key")),
    )
    op.create_table(
        "case_file",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_case_file_file_id")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_case_file_started_by")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_file_reference")),
    )
    op.create_table(
        "case_subject",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('child', 'unborn_child', 'adult', 'address', 'case')", name=op.f("ck_case_subject_kind")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["case_file.file_id"], name=op.f("fk_case_subject_file_id")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_case_subject")),
        sa.UniqueConstraint("file_id", "ordinal", name=op.f("uq_case_subject_file_id_ordinal")),
    )
    op.create_table(
        "research_request",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("untold_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung", sa.SmallInteger(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unheard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("board_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenge", sa.Text(), nullable=True),
        sa.Column("challenge_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("challenge in ('waits', 'again', 'over')", name=op.f("ck_research_request_challenge")),
        sa.CheckConstraint(
            "state in ('sent', 'claimed', 'awaiting_approval', 'clarification', 'returned', 'withdrawn')",
            name=op.f("ck_research_request_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.file_id"], name=op.f("fk_research_request_case_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["person.id"], name=op.f("fk_research_request_claimed_by")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_research_request_file_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["organisation.id"], name=op.f("fk_research_request_hub_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["organisation.id"], name=op.f("fk_research_request_partner_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_research_request_sent_by")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_research_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_research_request_reference")),
    )
    op.create_index(op.f("ix_research_request_case_id"), "research_request", ["case_id"], unique=False)
    op.create_index(
        "ix_research_request_chased",
        "research_request",
        ["next_at", "file_id"],
        postgresql_where=sa.text("next_at is not null and answered_at is null and state <> 'withdrawn'"),
    )
    for side in ("partner", "hub"):
        op.create_index(
            f"ix_research_request_unseen_{side}",
            "research_request",
            [f"{side}_id", "file_id"],
            postgresql_where=sa.text("changed_at is not null and seen_at is null and state <> 'withdrawn'"),
        )
        op.create_index(
            f"ix_research_request_challenged_{side}",
            "research_request",
            [f"{side}_id", "file_id"],
            postgresql_where=sa.text("challenge in ('waits', 'again') and state <> 'withdrawn'"),
        )
    op.create_table(
        "file_event",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(by_id is null) = (what in ('reminded', 'rebased', 'duty_escalated', 'duty_lapsed'))",
            name=op.f("ck_file_event_by_the_clock"),
        ),
        sa.CheckConstraint("about_id is not null or by_id is null", name=op.f("ck_file_event_about")),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_file_event_about_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_file_event_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_file_event_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_file_event_organisation_id")),
        sa.PrimaryKeyConstraint("file_id", "seq", name=op.f("pk_file_event")),
        comment="Who did what on a file and when: sealed under the file's key, each naming the one before.",
    )
    op.create_index(
        "uq_file_event_opened_once",
        "file_event",
        ["file_id", "by_id"],
        unique=True,
        postgresql_where=sa.text("what = 'opened'"),
    )
    for name, first, second, what in (
        ("conflict", "about_id", "file_id", "conflict_declared"),
        ("handed", "about_id", "file_id", "handed_to_duty"),
        ("named", "file_id", "about_id", "named"),
        ("assigned", "about_id", "file_id", "assigned"),
    ):
        where = sa.text(f"what = '{what}'")
        op.create_index(f"ix_file_event_{name}", "file_event", [first, second], postgresql_where=where)
    # A sample of 30,000 rows misses who is on few of a million cases; My work then is planned for another's work.
    op.execute("ALTER TABLE file_event ALTER COLUMN about_id SET STATISTICS 1000")
    # The chains' locks, in one order for everybody, and then, in a statement of its own, what was last added to each.
    op.execute("""
        CREATE FUNCTION file_event_tails(files uuid[]) RETURNS SETOF file_event LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(3, chain.key)
                FROM (SELECT DISTINCT hashtext(one::text) AS key FROM unnest(files) AS one ORDER BY 1) AS chain;
            RETURN QUERY SELECT DISTINCT ON (file_id) * FROM file_event
                WHERE file_id = any(files) ORDER BY file_id, seq DESC;
        END $$
    """)

    op.create_table(
        "erasure",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_erasure_file_id_file")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_erasure")),
        comment="Files whose key is destroyed, or about to be: nothing of them is opened or added to.",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION file_event_tails(uuid[])")
    for table in reversed(TABLES):
        op.drop_table(table)
