"""The disclosure log, the lists with row-level security, jobs, and what the app role may do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "case_entry",
    "inbox_entry",
    "job",
    "log_checkpoint",
    "log_detail",
    "log_leaf",
    "log_node",
)


def upgrade() -> None:
    op.create_table(
        "case_entry",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "file_id", name=op.f("pk_case_entry")),
    )
    op.create_index(
        op.f("ix_case_entry_organisation_id_state_started_at_file_id"),
        "case_entry",
        ["organisation_id", "state", "started_at", "file_id"],
        unique=False,
    )
    op.create_table(
        "inbox_entry",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("counterpart_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("side in ('answering', 'asking')", name=op.f("ck_inbox_entry_side")),
        sa.PrimaryKeyConstraint("organisation_id", "file_id", name=op.f("pk_inbox_entry")),
    )
    op.create_index(
        "ix_inbox_entry_answered",
        "inbox_entry",
        ["organisation_id", "side", "answered_at", "file_id"],
        unique=False,
        postgresql_where=sa.text("answered_at is not null"),
    )
    op.create_index(
        "ix_inbox_entry_open",
        "inbox_entry",
        ["organisation_id", "side", "due_at", "file_id"],
        unique=False,
        postgresql_where=sa.text("answered_at is null"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_waiting", "job", ["run_at", "id"], unique=False, postgresql_where=sa.text("finished_at is null")
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_log_checkpoint")),
    )
    op.create_table(
        "log_detail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("from_id", sa.Uuid(), nullable=True),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("policy_release", sa.Integer(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("fields", sa.Integer(), nullable=False),
        sa.Column("rules", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_under", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_detail")),
        sa.UniqueConstraint("idx", name=op.f("uq_log_detail_idx")),
    )
    op.create_index(op.f("ix_log_detail_file_id_idx"), "log_detail", ["file_id", "idx"], unique=False)
    op.create_index(
        op.f("ix_log_detail_tenant_id_actor_id_idx"), "log_detail", ["tenant_id", "actor_id", "idx"], unique=False
    )
    op.create_index(
        op.f("ix_log_detail_tenant_id_from_id_idx"), "log_detail", ["tenant_id", "from_id", "idx"], unique=False
    )
    op.create_index(op.f("ix_log_detail_tenant_id_idx"), "log_detail", ["tenant_id", "idx"], unique=False)
    op.create_index(op.f("ix_log_detail_tenant_id_kind_idx"), "log_detail", ["tenant_id", "kind", "idx"], unique=False)
    op.create_index(
        op.f("ix_log_detail_tenant_id_purpose_idx"), "log_detail", ["tenant_id", "purpose", "idx"], unique=False
    )
    op.create_index(
        op.f("ix_log_detail_tenant_id_to_id_idx"), "log_detail", ["tenant_id", "to_id", "idx"], unique=False
    )
    op.create_table(
        "log_leaf",
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("id", name=op.f("uq_log_leaf_id")),
    )
    op.create_index(
        "ix_log_leaf_origin", "log_leaf", ["idx"], unique=False, postgresql_where=sa.text("kind = 'origin_started'")
    )
    op.create_index("ix_log_leaf_at", "log_leaf", ["at", "idx"], unique=False)
    op.create_table(
        "log_node",
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name=op.f("pk_log_node")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
