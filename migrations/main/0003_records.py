"""Sealed records: boxes, key grants, acts with a reason, slips, drafts of asking."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "record",
    "field_box",
    "key_grant",
    "reasoned_opening",
    "slip",
    "asking_draft",
)


def upgrade() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_person_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("protection", sa.Text(), nullable=False),
        sa.Column("policy_release", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('case', 'request', 'return')", name=op.f("ck_record_kind")),
        sa.CheckConstraint("protection in ('none', 'protected', 'unknown')", name=op.f("ck_record_protection")),
        sa.CheckConstraint("state in ('draft', 'released', 'superseded')", name=op.f("ck_record_state")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_record_approved_by")),
        sa.ForeignKeyConstraint(["author_id"], ["organisation.id"], name=op.f("fk_record_author_id")),
        sa.ForeignKeyConstraint(["author_person_id"], ["person.id"], name=op.f("fk_record_author_person_id")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_record_file_id")),
        sa.ForeignKeyConstraint(["policy_release"], ["policy_release.number"], name=op.f("fk_record_policy_release")),
        sa.ForeignKeyConstraint(["subject_id"], ["case_subject.subject_id"], name=op.f("fk_record_subject_id")),
        sa.ForeignKeyConstraint(["supersedes"], ["record.id"], name=op.f("fk_record_supersedes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_file_id_kind_state"), "record", ["file_id", "kind", "state"], unique=False)
    op.create_index(
        "uq_record_one_draft",
        "record",
        ["file_id", "subject_id", "author_person_id"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_index(
        "uq_record_one_chain",
        "record",
        ["file_id", "subject_id", sa.literal_column("coalesce(what, '')"), "version"],
        unique=True,
        postgresql_where=sa.text("kind = 'case'"),
    )
    op.create_table(
        "field_box",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("rendition", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("rendition in ('gist', 'masked', 'full')", name=op.f("ck_field_box_rendition")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_field_box_record_id")),
        sa.PrimaryKeyConstraint("record_id", "field", "rendition", "version", name=op.f("pk_field_box")),
    )
    op.create_table(
        "key_grant",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("policy_release", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_key_grant_organisation_id")),
        sa.ForeignKeyConstraint(
            ["policy_release"], ["policy_release.number"], name=op.f("fk_key_grant_policy_release")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_key_grant_record_id")),
        sa.PrimaryKeyConstraint("record_id", "organisation_id", "kid", name=op.f("pk_key_grant")),
    )
    op.create_table(
        "reasoned_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reasoned_opening_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_reasoned_opening_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reasoned_opening")),
        comment="An act that needed a reason, good for five minutes; "
        "the reason is sealed under the organisation's log key.",
    )
    op.create_index(op.f("ix_reasoned_opening_expires_at"), "reasoned_opening", ["expires_at"], unique=False)
    op.create_table(
        "slip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("about in ('return', 'case')", name=op.f("ck_slip_about")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_slip_file_id")),
        sa.ForeignKeyConstraint(["hub_id"], ["organisation.id"], name=op.f("fk_slip_hub_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_slip_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.UniqueConstraint("record_id", "version", name=op.f("uq_slip_record_id_version")),
    )
    op.create_index(op.f("ix_slip_file_id"), "slip", ["file_id"], unique=False)
    op.create_index(op.f("ix_slip_hub_id"), "slip", ["hub_id"], unique=False)
    op.create_table(
        "asking_draft",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Uuid(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_asking_draft_file_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_asking_draft_saved_by")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_asking_draft")),
        comment="Asking that is not sent yet: whom, about whom and what is sealed under the case's key.",
    )

    _keep_what_was_released()


def downgrade() -> None:
    op.execute("DROP FUNCTION take_back_grants(uuid, uuid)")
    op.execute("DROP FUNCTION take_back_about(uuid, uuid, uuid)")
    op.execute("DROP FUNCTION drop_draft(uuid)")
    op.execute("DROP TRIGGER released_stays ON record")
    op.execute("DROP FUNCTION refuse_saving_again()")
    for table in reversed(TABLES):
        op.drop_table(table)


def _keep_what_was_released() -> None:
    """The application's role takes boxes and grants from drafts alone, and saves no record again that has left one."""
    op.execute("""
        CREATE FUNCTION drop_draft(draft uuid) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            -- Of two who release it at once the later finds it gone, drops nothing, and is told so by its version.
            PERFORM FROM record WHERE id = draft AND state = 'draft' FOR UPDATE;
            IF FOUND THEN
                DELETE FROM field_box WHERE record_id = draft;
                DELETE FROM key_grant WHERE record_id = draft;
            END IF;
        END $$
    """)
    op.execute("REVOKE ALL ON FUNCTION drop_draft(uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION drop_draft(uuid) TO prx_app")
    op.execute("""
        CREATE FUNCTION take_back_grants(withdrawn uuid, partner uuid) RETURNS TABLE (record_id uuid, digest text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            RETURN QUERY DELETE FROM key_grant USING record, research_request
                WHERE record.id = key_grant.record_id AND record.file_id = withdrawn AND record.kind = 'request'
                AND research_request.file_id = withdrawn AND research_request.state = 'withdrawn'
                AND research_request.partner_id = partner AND key_grant.organisation_id = partner
                RETURNING key_grant.record_id, 'sha256:' || encode(sha256(key_grant.sealed), 'hex');
        END $$
    """)
    op.execute("REVOKE ALL ON FUNCTION take_back_grants(uuid, uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION take_back_grants(uuid, uuid) TO prx_app")
    op.execute("""
        CREATE FUNCTION take_back_about(asked uuid, somebody uuid, partner uuid)
        RETURNS TABLE (record_id uuid, digest text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            RETURN QUERY DELETE FROM key_grant USING record, research_request
                WHERE record.id = key_grant.record_id AND record.file_id = asked AND record.kind = 'request'
                AND record.subject_id = somebody AND research_request.file_id = asked
                AND research_request.partner_id = partner AND key_grant.organisation_id = partner
                AND NOT EXISTS (SELECT FROM record AS standing WHERE standing.file_id = asked
                    AND standing.kind = 'request' AND standing.subject_id = somebody AND standing.state = 'released')
                RETURNING key_grant.record_id, 'sha256:' || encode(sha256(key_grant.sealed), 'hex');
        END $$
    """)
    op.execute("REVOKE ALL ON FUNCTION take_back_about(uuid, uuid, uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION take_back_about(uuid, uuid, uuid) TO prx_app")
    op.execute("""
        CREATE FUNCTION refuse_saving_again() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a record that was released is not saved again';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER released_stays BEFORE UPDATE ON record FOR EACH ROW
        WHEN (current_user = 'prx_app' AND OLD.state <> 'draft' AND (
            OLD.kind = 'case' OR NEW.state <> 'superseded'
            OR to_jsonb(NEW) - 'state' - 'version' <> to_jsonb(OLD) - 'state' - 'version'))
        EXECUTE FUNCTION refuse_saving_again()
    """)
