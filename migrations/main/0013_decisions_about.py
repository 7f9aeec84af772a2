"""Whom a decision is about: every adult of a case has wishes and capacity of their own.

What was recorded for a case with several adults does not say for which of them. It is kept as about the case, where it
counts for nobody, and is recorded again before the next request. Going down keeps the latest of each kind in a case.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("authorisation", sa.Column("subject_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE authorisation a SET subject_id = s.subject_id FROM case_subject s "
        "WHERE s.file_id = a.file_id AND s.kind = 'case'"
    )
    op.execute(
        "UPDATE authorisation a SET subject_id = s.subject_id FROM case_subject s "
        "WHERE s.file_id = a.file_id AND s.kind = 'adult' AND a.what IN ('wishes_recorded', 'capacity_recorded') "
        "AND 1 = (SELECT count(*) FROM case_subject o WHERE o.file_id = a.file_id AND o.kind = 'adult')"
    )
    op.alter_column("authorisation", "subject_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_authorisation_subject_id"), "authorisation", "case_subject", ["subject_id"], ["subject_id"]
    )
    op.drop_constraint(op.f("pk_authorisation"), "authorisation")
    op.create_primary_key(op.f("pk_authorisation"), "authorisation", ["file_id", "what", "subject_id"])


def downgrade() -> None:
    op.execute(
        "DELETE FROM authorisation a USING authorisation b WHERE b.file_id = a.file_id AND b.what = a.what "
        "AND (b.decided_at, b.subject_id) > (a.decided_at, a.subject_id)"
    )
    op.drop_constraint(op.f("pk_authorisation"), "authorisation")
    op.drop_column("authorisation", "subject_id")
    op.create_primary_key(op.f("pk_authorisation"), "authorisation", ["file_id", "what"])
