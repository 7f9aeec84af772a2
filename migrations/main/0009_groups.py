"""Groups of organisations' own sign-ins that let people in, and roles that come by one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GROUPS = (Path(__file__).parent / "groups.sql").read_text(encoding="utf-8")
JOIN, LEAVE = "join_by_group(uuid, uuid, timestamptz)", "leave_group(uuid, timestamptz)"
STAYS_ENDED = """
    CREATE FUNCTION group_mapping_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
            RAISE EXCEPTION 'a group that lets nobody in stays so: map it anew';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "group_mapping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("mapped_group", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("named", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "created_at BETWEEN '0001-01-02 00:00+00' AND '9999-12-30 00:00+00'",
            name=op.f("ck_group_mapping_created_at_readable"),
        ),
        sa.CheckConstraint(
            "ended_at BETWEEN '0001-01-02 00:00+00' AND '9999-12-30 00:00+00'",
            name=op.f("ck_group_mapping_ended_at_readable"),
        ),
        sa.ForeignKeyConstraint(["id"], ["change.id"], name=op.f("fk_group_mapping_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_group_mapping_organisation_id")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["identity_provider.id"], name=op.f("fk_group_mapping_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_mapping")),
    )
    op.create_index(
        "uq_group_mapping_current",
        "group_mapping",
        ["organisation_id", "provider_id", "mapped_group", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index(op.f("ix_group_mapping_provider_id"), "group_mapping", ["provider_id"])
    of = sa.ForeignKey("group_mapping.id", name=op.f("fk_membership_mapping_id"))
    op.add_column("membership", sa.Column("mapping_id", sa.Uuid(), of, nullable=True))
    account = sa.ForeignKey("identity.id", name=op.f("fk_membership_account_id"))
    op.add_column("membership", sa.Column("account_id", sa.Uuid(), account, nullable=True))
    op.add_column("membership", sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("membership", sa.Column("left_group", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_check_constraint(
        op.f("ck_membership_said_at_readable"),
        "membership",
        "said_at BETWEEN '0001-01-02 00:00+00' AND '9999-12-30 00:00+00'",
    )
    op.alter_column("membership", "entry_id", nullable=True)
    by_group = "num_nulls(mapping_id, mapped_group, said_at, account_id) = case when entry_id is null then 0 else 4 end"
    op.create_check_constraint(op.f("ck_membership_by_group"), "membership", by_group)
    op.create_index(
        "ix_membership_mapping_id", "membership", ["mapping_id"], postgresql_where=sa.text("mapping_id is not null")
    )
    op.execute(STAYS_ENDED)
    op.execute(
        "CREATE TRIGGER stays_ended BEFORE UPDATE ON group_mapping FOR EACH ROW "
        "EXECUTE FUNCTION group_mapping_stays_ended()"
    )
    op.execute(GROUPS)
    op.execute("GRANT SELECT ON group_mapping TO prx_app")
    op.execute("GRANT SELECT, INSERT, UPDATE (ended_at, named) ON group_mapping TO prx_admin")
    op.execute("GRANT UPDATE (groups_claim) ON identity_provider TO prx_admin")
    for function in (JOIN, LEAVE):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO prx_app")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (groups_claim) ON identity_provider FROM prx_admin")
    for function in (JOIN, LEAVE):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index("ix_membership_mapping_id", "membership")
    for name in ("by_group", "said_at_readable"):
        op.drop_constraint(op.f(f"ck_membership_{name}"), "membership")
    op.alter_column("membership", "entry_id", nullable=False)
    for column in ("left_group", "said_at", "account_id", "mapping_id"):
        op.drop_column("membership", column)
    op.drop_table("group_mapping")
    op.execute("DROP FUNCTION group_mapping_stays_ended()")
