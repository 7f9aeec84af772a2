"""Changes of who may, their signatures and passkeys, answers, what owners approve, and proposed policy releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "change",
    "passkey_offer",
    "passkey",
    "signature",
    "entry_approval",
    "entry_advice",
    "invitation_answer",
    "proposed_release",
)


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("(settled_at is null) = (outcome is null)", name=op.f("ck_change_settled")),
        sa.CheckConstraint(
            "outcome in ('applied', 'withdrawn', 'overtaken', 'refused')", name=op.f("ck_change_outcome")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_change_organisation_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_change_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("digest", name=op.f("uq_change_digest")),
    )
    op.create_index(
        "ix_change_open",
        "change",
        ["organisation_id", "proposed_at"],
        unique=False,
        postgresql_where=sa.text("settled_at is null"),
    )
    op.create_index("ix_change_about", "change", ["about_id"], postgresql_where=sa.text("settled_at is not null"))
    op.create_index(
        "ix_change_settled",
        "change",
        ["organisation_id", "settled_at"],
        unique=False,
        postgresql_where=sa.text("settled_at is not null"),
    )
    op.create_table(
        "passkey_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_offer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_offer")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_offer_credential_id")),
    )
    op.create_index(op.f("ix_passkey_offer_person_id"), "passkey_offer", ["person_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_passkey_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("organisation_id", "credential_id", name=op.f("uq_passkey_organisation_id_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("passkey_id", sa.Uuid(), nullable=False),
        sa.Column("assertion", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_signature_change_id")),
        sa.ForeignKeyConstraint(["passkey_id"], ["passkey.id"], name=op.f("fk_signature_passkey_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id")),
        sa.PrimaryKeyConstraint("change_id", "person_id", name=op.f("pk_signature")),
    )
    op.create_table(
        "entry_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_entry_approval_change_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_entry_approval_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_approval")),
        sa.UniqueConstraint("change_id", name=op.f("uq_entry_approval_change_id")),
        sa.UniqueConstraint("place", name=op.f("uq_entry_approval_place")),
    )
    op.create_index(op.f("ix_entry_approval_organisation_id_place"), "entry_approval", ["organisation_id", "place"])
    op.create_table(
        "entry_advice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("digests", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("against", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_entry_advice_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_entry_advice_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_advice")),
    )
    op.create_index(op.f("ix_entry_advice_organisation_id_at"), "entry_advice", ["organisation_id", "at"])
    op.create_table(
        "invitation_answer",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("proof", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("answer in ('accepted', 'declined', 'withdrawn')", name=op.f("ck_invitation_answer_answer")),
        sa.CheckConstraint(
            "(answer = 'accepted') = (proof is not null and account_id is not null)",
            name=op.f("ck_invitation_answer_proven"),
        ),
        sa.CheckConstraint("(settled_at is null) = (outcome is null)", name=op.f("ck_invitation_answer_settled")),
        sa.CheckConstraint(
            "outcome is null or (answer = 'accepted' and outcome in ('joined', 'refused'))",
            name=op.f("ck_invitation_answer_outcome"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["identity.id"], name=op.f("fk_invitation_answer_account_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_invitation_answer_by_id")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_invitation_answer_change_id")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_invitation_answer")),
    )
    op.create_index(
        "ix_invitation_answer_waiting",
        "invitation_answer",
        ["at"],
        unique=False,
        postgresql_where=sa.text("answer = 'accepted' and settled_at is null"),
    )
    op.create_table(
        "proposed_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposed_release_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_release")),
    )
    op.create_index(op.f("ix_proposed_release_proposed_at"), "proposed_release", ["proposed_at"], unique=False)
    given_by = sa.ForeignKey("change.id", name=op.f("fk_membership_change_id"))
    op.add_column("membership", sa.Column("change_id", sa.Uuid(), given_by, nullable=True))


def downgrade() -> None:
    op.drop_column("membership", "change_id")
    for table in reversed(TABLES):
        op.drop_table(table)
