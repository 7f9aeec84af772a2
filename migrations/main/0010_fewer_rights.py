"""The app role may change only what the exchange changes: not who somebody is, where they sign in, or any key."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEVER_CHANGED = (
    "organisation",
    "person",
    "identity_provider",
    "identity_provider_domain",
    "identity",
    "membership",
    "sign_in_attempt",
    "file",
    "case_subject",
    "assignment",
    "conflict",
    "reasoned_opening",
    "tenant_key",
    "organisation_key",
)
"""After they were written. Some are taken away again, which is another right."""
ONE_COLUMN = {"file": "authz_rev", "membership": "ended_at"}
"""Rows that are locked as well (FOR SHARE), which PostgreSQL grants only with the right to change some column."""


COMMENT = "An act that needed a reason, good for five minutes; the reason is sealed under %s."
UNDER = ("the file's key", "the organisation's log key")


def upgrade() -> None:
    for table in NEVER_CHANGED:
        op.execute(f"REVOKE UPDATE ON {table} FROM prx_app")
    for table, column in ONE_COLUMN.items():
        op.execute(f"GRANT UPDATE ({column}) ON {table} TO prx_app")
    op.create_table_comment("reasoned_opening", COMMENT % UNDER[1], existing_comment=COMMENT % UNDER[0])


def downgrade() -> None:
    op.create_table_comment("reasoned_opening", COMMENT % UNDER[0], existing_comment=COMMENT % UNDER[1])
    for table, column in ONE_COLUMN.items():
        op.execute(f"REVOKE UPDATE ({column}) ON {table} FROM prx_app")
    for table in NEVER_CHANGED:
        op.execute(f"GRANT UPDATE ON {table} TO prx_app")
