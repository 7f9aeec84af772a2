"""Finding a person again: tags that cases' people are looked up by, and who of them is one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("subject_tag", "subject_link")
FORGET = """
    CREATE FUNCTION forget_erased() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    BEGIN
        DELETE FROM subject_tag USING case_subject
            WHERE case_subject.file_id = NEW.file_id AND subject_tag.subject_id = case_subject.subject_id;
        DELETE FROM subject_link USING case_subject
            WHERE case_subject.file_id = NEW.file_id
            AND case_subject.subject_id IN (subject_link.subject_id, subject_link.other_id);
        RETURN NULL;
    END $$
"""
"""With a case's key goes what its people are found by: of an erased case nobody is found."""


def upgrade() -> None:
    op.create_table(
        "subject_tag",
        sa.Column("tag", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["case_subject.subject_id"], name=op.f("fk_subject_tag_subject_id")),
        sa.PrimaryKeyConstraint("tag", "subject_id", name=op.f("pk_subject_tag")),
    )
    op.create_index(op.f("ix_subject_tag_subject_id"), "subject_tag", ["subject_id"])
    op.create_table(
        "subject_link",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [of], name=op.f(f"fk_subject_link_{column}"))
            for column, of in (
                ("subject_id", "case_subject.subject_id"),
                ("other_id", "case_subject.subject_id"),
                ("record_id", "record.id"),
            )
        ),
        sa.PrimaryKeyConstraint("subject_id", "other_id", name=op.f("pk_subject_link")),
    )
    for column in ("other_id", "record_id"):
        op.create_index(op.f(f"ix_subject_link_{column}"), "subject_link", [column])
    op.execute(FORGET)
    op.execute("REVOKE ALL ON FUNCTION forget_erased() FROM PUBLIC")
    op.execute("CREATE TRIGGER forget_erased AFTER INSERT ON erasure FOR EACH ROW EXECUTE FUNCTION forget_erased()")
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, DELETE ON {table} TO prx_app")


def downgrade() -> None:
    op.execute("DROP TRIGGER forget_erased ON erasure")
    op.execute("DROP FUNCTION forget_erased()")
    for table in reversed(TABLES):
        op.drop_table(table)
