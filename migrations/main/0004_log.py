"""The disclosure log: leaves, nodes, checkpoints and the erasable detail, and the function that appends.

Appending is one round trip: wait for the log's turn, see where it stands, place the leaves, climb the tree. Whatever
the client did between two statements, every other writer would wait for. Each statement of a volatile function sees
what was committed before it began (READ COMMITTED), so the second sees what the first has waited for.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "log_checkpoint",
    "log_detail",
    "log_leaf",
    "log_node",
)


def upgrade() -> None:
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
    _append()


def downgrade() -> None:
    op.execute("DROP FUNCTION log_append(jsonb, timestamptz)")
    for table in reversed(TABLES):
        op.drop_table(table)


def _append() -> None:
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
                -- Who is logged in, and not whose rights the function runs with.
                IF one.kind IN ('administered', 'key_changed', 'policy_released', 'origin_started')
                    AND NOT pg_has_role(session_user, 'prx_admin', 'MEMBER') THEN
                    RAISE EXCEPTION 'only an administrator''s command records that kind of act'
                        USING ERRCODE = 'insufficient_privilege';
                END IF;
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
