"""The key store: file keys, wrapped. A database of its own, with short backups.

The application adds and reads keys. Destroying one ends a file for good, and is `prx_destroyer`'s alone, through one
function: the key goes, its row stays and says when, so that what was destroyed is told from what was lost. It also puts
a key wrapped anew in the place of the same key, when the tenant key above it is exchanged: the application may not, as
whoever writes over a wrapped key has destroyed it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.adapters.database import backup, served, standby

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ADDED = "file_id, tenant_id, tenant_version, wrapped, created_at"
DESTROYS, FORGETS = "FUNCTION destroy_file_key(uuid)", "FUNCTION forget_destroyed()"
REWRAPS = "FUNCTION rewrap_file_keys(uuid[], bytea[], bytea[], integer)"
DESTROY = """
    CREATE FUNCTION destroy_file_key(wanted uuid) RETURNS timestamptz
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        UPDATE file_key SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, clock_timestamp())
            WHERE file_id = wanted RETURNING destroyed_at
    $$
"""
"""Null where the key store has no such row."""
FORGET = """
    CREATE FUNCTION forget_destroyed() RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        CLUSTER file_key USING pk_file_key;
    END $$
"""
"""Writes the table anew, without the row versions that held destroyed keys: an update leaves them, and VACUUM, which
frees their place, need not overwrite it.
"""


REWRAP = """
    CREATE FUNCTION rewrap_file_keys(files uuid[], before bytea[], after bytea[], under integer) RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        WITH rewrapped AS (
            UPDATE file_key SET wrapped = given.after, tenant_version = under
                FROM unnest(files, before, after) AS given (file_id, before, after)
                WHERE file_key.file_id = given.file_id AND file_key.wrapped = given.before
                RETURNING 1)
        SELECT count(*) FROM rewrapped
    $$
"""
"""How many were still as they were read: one that was destroyed or rewrapped meanwhile stays as it is."""


def upgrade() -> None:
    op.create_table(
        "file_key",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(wrapped is null) = (destroyed_at is not null)", name=op.f("ck_file_key_destroyed")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file_key")),
    )
    op.execute(DESTROY)
    op.execute(FORGET)
    op.execute(REWRAP)
    op.execute(f"GRANT SELECT, INSERT ({ADDED}) ON file_key TO prx_app")
    for function in (DESTROYS, FORGETS, REWRAPS):
        op.execute(f"REVOKE ALL ON {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON {function} TO prx_destroyer")
    op.execute("GRANT SELECT ON alembic_version TO prx_app, prx_destroyer")
    for statement in backup.READS_ALL:
        op.execute(statement)
    op.execute(served.FUNCTION.format(revision=revision))
    op.execute(standby.FUNCTION)
    op.execute(standby.CLOSED)
    op.execute("GRANT EXECUTE ON FUNCTION standby() TO prx_app, prx_destroyer")


def downgrade() -> None:
    op.execute("DROP FUNCTION standby()")
    op.execute("DROP FUNCTION oldest_served()")
    for statement in backup.READS_NOTHING:
        op.execute(statement)
    for function in (REWRAPS, FORGETS, DESTROYS):
        op.execute(f"DROP {function}")
    op.drop_table("file_key")
