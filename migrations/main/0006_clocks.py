"""What organisations say of their time, when a worker was last there to keep it, and which are twins of a rehearsal."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.adapters.database.tables.named import said_once

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("last_done", "clock_setting")
REHEARSAL = (Path(__file__).parent / "rehearsal.sql").read_text(encoding="utf-8")
FIRES = {
    "organisation": ("is_whole_twin", "stays_what_it_is"),
    "partnership": ("in_one_rehearsal",),
    "research_request": ("in_one_rehearsal",),
    "log": ("in_one_rehearsal",),
}


def upgrade() -> None:
    op.create_table(
        "last_done",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what in ('worker', 'backup')", name=op.f("ck_last_done_what")),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_last_done")),
        comment="When a worker was last at work, whichever it was, and when the last backup set was made.",
    )
    op.create_table(
        "clock_setting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung_by", sa.Uuid(), nullable=True),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        said_once(),
        sa.CheckConstraint(
            "kind in ('hours', 'closed', 'cover', 'duty', 'profile')", name=op.f("ck_clock_setting_kind")
        ),
        sa.CheckConstraint("(day is not null) = (kind in ('hours', 'closed'))", name=op.f("ck_clock_setting_dated")),
        sa.CheckConstraint("day between '0001-01-02' and '9999-12-30'", name=op.f("ck_clock_setting_day")),
        sa.CheckConstraint("(rung_by is null) = (rung_at is null)", name=op.f("ck_clock_setting_rung")),
        sa.CheckConstraint("rung_by is null or kind in ('cover', 'duty')", name=op.f("ck_clock_setting_rung_number")),
        sa.CheckConstraint("rung_by <> set_by", name=op.f("ck_clock_setting_rung_by_another")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_clock_setting_organisation_id")
        ),
        sa.ForeignKeyConstraint(["rung_by"], ["person.id"], name=op.f("fk_clock_setting_rung_by")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_clock_setting_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_setting")),
    )
    op.create_index(
        "uq_clock_setting_current",
        "clock_setting",
        ["organisation_id", "kind", "day"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    for column in ("rehearsal_of", "rehearsal_id"):
        of = sa.ForeignKey("organisation.id", name=op.f(f"fk_organisation_{column}"))
        op.add_column("organisation", sa.Column(column, sa.Uuid(), of, nullable=True))
    both = "(rehearsal_of is null) = (rehearsal_id is null)"
    op.create_check_constraint(op.f("ck_organisation_rehearsal"), "organisation", both)
    rehearses = sa.text("rehearsal_id = id and retired_at is null")
    op.create_index(
        "uq_organisation_rehearses", "organisation", ["rehearsal_of"], unique=True, postgresql_where=rehearses
    )
    op.execute(REHEARSAL)


def downgrade() -> None:
    for table, triggers in FIRES.items():
        for trigger in triggers:
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in ("files_rehearsed(uuid)", "is_whole_twin()", "in_one_rehearsal()"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index("uq_organisation_rehearses", "organisation")
    op.drop_constraint(op.f("ck_organisation_rehearsal"), "organisation")
    for column in ("rehearsal_id", "rehearsal_of"):
        op.drop_column("organisation", column)
    for table in reversed(TABLES):
        op.drop_table(table)
