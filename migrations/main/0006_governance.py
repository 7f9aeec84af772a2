"""Verifications of the whole log, done by a worker, and acts that somebody else must review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("log_check", "review_due")


def upgrade() -> None:
    op.create_table(
        "log_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_log_check_asked_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_log_check_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_check")),
    )
    op.create_index(op.f("ix_log_check_organisation_id_asked_at"), "log_check", ["organisation_id", "asked_at"])
    op.create_table(
        "review_due",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("acted_by", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["acted_by"], ["person.id"], name=op.f("fk_review_due_acted_by")),
        sa.ForeignKeyConstraint(["tenant_id"], ["organisation.id"], name=op.f("fk_review_due_tenant_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_review_due")),
    )
    op.create_index(op.f("ix_review_due_tenant_id_due_at"), "review_due", ["tenant_id", "due_at"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON log_check TO prx_app")
    op.execute("GRANT SELECT, INSERT ON review_due TO prx_app")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
