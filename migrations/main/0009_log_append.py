"""Appending to the log in one round trip: wait for its turn, see where it stands, place the leaves, climb the tree.

Whatever the client did between two statements, every other writer would wait for. Each statement of a volatile function
sees what was committed before it began (READ COMMITTED), so the second sees what the first has waited for.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(r"""
        CREATE FUNCTION log_append(given jsonb, asked_at timestamptz, OUT first_idx bigint, OUT placed_at timestamptz)
        LANGUAGE plpgsql VOLATILE AS $$
        DECLARE
            one record;
            leaf_idx bigint;
            time_member bytea;
            leaf_bytes bytea;
            node_level smallint;
            node_idx bigint;
            node_hash bytea;
        BEGIN
            -- The commit waits for no disk, as others would wait with it; a flush follows.
            PERFORM pg_advisory_xact_lock(7236832112), set_config('synchronous_commit', 'off', true);
            SELECT idx + 1, greatest(at, asked_at) INTO first_idx, placed_at FROM log_leaf ORDER BY idx DESC LIMIT 1;
            first_idx := coalesce(first_idx, 0);
            placed_at := coalesce(placed_at, asked_at);
            time_member := convert_to(
                to_char(placed_at AT TIME ZONE 'UTC', '"\"at\":\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'UTF8');
            leaf_idx := first_idx;
            FOR one IN
                SELECT * FROM jsonb_to_recordset(given)
                    AS leaf (id uuid, kind text, before bytea, after bytea, detail jsonb)
            LOOP
                leaf_bytes := one.before || time_member || one.after;
                INSERT INTO log_leaf (idx, id, kind, at, leaf)
                    VALUES (leaf_idx, one.id, one.kind, placed_at, leaf_bytes);
                -- RFC 6962 section 2.1: every node that this leaf completes. A neighbour that is missing is an error.
                node_level := 0;
                node_idx := leaf_idx;
                node_hash := sha256('\x00'::bytea || leaf_bytes);
                LOOP
                    INSERT INTO log_node (level, idx, hash) VALUES (node_level, node_idx, node_hash);
                    EXIT WHEN node_idx & 1 = 0;
                    SELECT sha256('\x01'::bytea || neighbour.hash || node_hash) INTO STRICT node_hash
                        FROM log_node AS neighbour WHERE level = node_level AND idx = node_idx - 1;
                    node_level := node_level + 1;
                    node_idx := node_idx >> 1;
                END LOOP;
                INSERT INTO log_detail
                    SELECT detail.*
                    FROM jsonb_build_object('id', one.id, 'kind', one.kind, 'idx', leaf_idx, 'at', placed_at) AS placed,
                        jsonb_populate_record(cast(NULL AS log_detail), one.detail || placed) AS detail
                    WHERE one.detail IS NOT NULL;
                leaf_idx := leaf_idx + 1;
            END LOOP;
        END $$
    """)
    op.execute("DROP FUNCTION log_turn()")


def downgrade() -> None:
    op.execute("DROP FUNCTION log_append(jsonb, timestamptz)")
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
