"""The disclosure logs: one for each hub and partner, their leaves, nodes and checkpoints, the erasable detail, and the
function that appends.

Appending is one round trip: wait for each log's turn, see where it stands, place the leaves, climb the tree. Whatever
the client did between two statements, every other writer would wait for. Each statement of a volatile function sees
what was committed before it began (READ COMMITTED), so those after the wait see what was waited for.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.adapters.database.tables.named import said_again, said_once

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    *("log", "partnership", "agreement", "agreement_side"),
    *("evidence", "log_stop", "log_checkpoint", "log_summary"),
    *("log_detail", "log_leaf", "log_node"),
)


def upgrade() -> None:
    log = op.create_table(
        "log",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=True),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hub_id"], ["organisation.id"], name=op.f("fk_log_hub_id_organisation")),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_log_other_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
        sa.UniqueConstraint("label", name=op.f("uq_log_label")),
        sa.UniqueConstraint(
            "hub_id", "other_id", name=op.f("uq_log_hub_id_other_id"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index(op.f("ix_log_other_id"), "log", ["other_id"], unique=False)
    op.create_table(
        "partnership",
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *said_again(),
        sa.ForeignKeyConstraint(["hub_id"], ["organisation.id"], name=op.f("fk_partnership_hub_id_organisation")),
        sa.ForeignKeyConstraint(["log_id"], ["log.id"], name=op.f("fk_partnership_log_id_log")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisation.id"], name=op.f("fk_partnership_partner_id_organisation")
        ),
        sa.PrimaryKeyConstraint("hub_id", "partner_id", name=op.f("pk_partnership")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("review_at", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        said_once(),
        sa.CheckConstraint("document ~ '^[0-9a-f]{64}$'", name=op.f("ck_agreement_document")),
        sa.ForeignKeyConstraint(["hub_id"], ["organisation.id"], name=op.f("fk_agreement_hub_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("hub_id", "reference", "version", name=op.f("uq_agreement_hub_id_reference_version")),
    )
    op.create_table(
        "agreement_side",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        said_once(),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_side_agreement_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreement_side_organisation_id")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "organisation_id", name=op.f("pk_agreement_side")),
    )
    op.create_index(op.f("ix_agreement_side_organisation_id"), "agreement_side", ["organisation_id"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("again_at", sa.Date(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        said_once(),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id")),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_evidence_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    said = ["organisation_id", "item", "said_at"]
    op.create_index(op.f("ix_evidence_organisation_id_item_said_at"), "evidence", said)
    op.create_table(
        "log_stop",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["log.id"], name=op.f("fk_log_stop_log_id_log")),
        sa.PrimaryKeyConstraint("log_id", name=op.f("pk_log_stop")),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_log_checkpoint")),
    )
    op.create_index("ix_log_checkpoint_log_signed_at", "log_checkpoint", ["log", "signed_at"], unique=False)
    op.create_table(
        "log_summary",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_log_summary")),
    )
    op.create_table(
        "log_detail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
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
        sa.UniqueConstraint("log", "idx", name=op.f("uq_log_detail_log_idx")),
    )
    op.create_index(op.f("ix_log_detail_file_id_id"), "log_detail", ["file_id", "id"], unique=False)
    op.create_index(op.f("ix_log_detail_tenant_id_id"), "log_detail", ["tenant_id", "id"], unique=False)
    for column in ("actor_id", "from_id", "kind", "purpose", "to_id"):
        name = op.f(f"ix_log_detail_tenant_id_{column}_id")
        op.create_index(name, "log_detail", ["tenant_id", column, "id"], unique=False)
    op.create_table(
        "log_leaf",
        sa.Column("log", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log", "idx", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("id", name=op.f("uq_log_leaf_id")),
    )
    started = sa.text("kind = 'origin_started'")
    op.create_index("ix_log_leaf_origin", "log_leaf", ["log", "idx"], unique=False, postgresql_where=started)
    replaced = sa.text("kind = 'log_key_replaced'")
    op.create_index("ix_log_leaf_handovers", "log_leaf", ["log", "idx"], unique=False, postgresql_where=replaced)
    about = sa.text(""""substring"(encode(leaf, 'escape'::text), '"about":"([-0-9a-f]+)"'::text)""")
    closes = sa.text("kind = 'entry_closed'")
    op.create_index("ix_log_leaf_closings", "log_leaf", [about], unique=False, postgresql_where=closes)
    op.create_table(
        "log_node",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log", "level", "idx", name=op.f("pk_log_node")),
    )
    op.execute(sa.insert(log).values(label=secrets.token_hex(8), hub_id=None, other_id=None, started_at=sa.func.now()))
    op.execute(NOW)
    op.execute(APPEND)
    op.execute(SEALED_UNDER)
    op.execute(ERASE)
    op.execute(KEPT)
    op.execute(TAKES_NOTHING)
    for table in ("record", "file_event", "asking_draft"):
        op.execute(
            f"CREATE TRIGGER takes_nothing_more AFTER INSERT OR UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION takes_nothing_more()"
        )


def downgrade() -> None:
    for table in ("record", "file_event", "asking_draft"):
        op.execute(f"DROP TRIGGER takes_nothing_more ON {table}")
    op.execute("DROP FUNCTION takes_nothing_more()")
    op.execute("DROP FUNCTION file_kept(uuid)")
    op.execute("DROP FUNCTION erase_file(uuid)")
    op.execute("DROP FUNCTION sealed_under(uuid)")
    op.execute("DROP FUNCTION log_append(jsonb, timestamptz, integer)")
    op.execute("DROP FUNCTION prx_now()")
    for table in reversed(TABLES):
        op.drop_table(table)


NOW = """
    CREATE FUNCTION prx_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.clock_timestamp()'
"""
"""The time the logs are dated by. Only its owner can replace it, and nothing but a test does. Without settings
of its own it is inlined where it is called.
"""

HERE = Path(__file__).parent
APPEND = (HERE / "log_append.sql").read_text(encoding="utf-8")
SEALED_UNDER = (HERE / "sealed_under.sql").read_text(encoding="utf-8")
"""What is sealed under a file's key, by table and key, with a digest of each row as it stands; never what it says."""
ERASE = (HERE / "erase_file.sql").read_text(encoding="utf-8")
KEPT = (HERE / "file_kept.sql").read_text(encoding="utf-8")
TAKES_NOTHING = """
    CREATE FUNCTION takes_nothing_more() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM erasure WHERE file_id = NEW.file_id) THEN
            RAISE EXCEPTION 'this file is erased: nothing is added to it';
        END IF;
        RETURN NULL;
    END $$
"""
"""Fires after the check of the foreign key, by its name, and so after waiting for whoever erases the file."""
