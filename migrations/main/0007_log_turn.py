"""The log's turn in one round trip: wait for its lock, then see where the log stands.

Two statements inside a volatile function: under READ COMMITTED each sees what was committed before it began, so the
second sees what the first waited for. One statement would not.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION log_turn(OUT size bigint, OUT last_at timestamptz, OUT hash bytea) RETURNS SETOF record
        LANGUAGE plpgsql VOLATILE AS $$
        #variable_conflict use_column
        BEGIN
            -- The commit waits for no disk, as others would wait with it; a flush follows.
            PERFORM pg_advisory_xact_lock(7236832112), set_config('synchronous_commit', 'off', true);
            RETURN QUERY
                WITH tail AS (
                    SELECT coalesce(max(idx) + 1, 0) AS size FROM log_leaf
                )
                SELECT tail.size, (SELECT at FROM log_leaf WHERE idx = tail.size - 1), node.hash
                FROM tail
                LEFT JOIN LATERAL generate_series(0, 62) AS level ON (tail.size >> level) & 1 = 1
                LEFT JOIN log_node AS node ON node.level = level.level AND node.idx = (tail.size >> level.level) - 1
                ORDER BY level.level DESC;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION log_turn()")
