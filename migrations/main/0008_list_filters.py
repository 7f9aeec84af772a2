"""Indexes for the filters of inbox and board: what a filter finds, in the order of the list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FILTERS = {"rating": "rating", "counterpart": "counterpart_id", "mine": "claimed_by"}
LISTS = {"open": ("due_at", "answered_at is null"), "answered": ("answered_at", "answered_at is not null")}


def upgrade() -> None:
    for state, (moment, where) in LISTS.items():
        for name, column in FILTERS.items():
            columns = ["organisation_id", "side", column, moment, "file_id"]
            op.create_index(f"ix_inbox_entry_{state}_{name}", "inbox_entry", columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    for state in LISTS:
        for name in FILTERS:
            op.drop_index(f"ix_inbox_entry_{state}_{name}", "inbox_entry")
