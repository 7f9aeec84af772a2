"""What the app role may do, row-level security on the lists, and a log that refuses to be changed.

The app logs in as `prx_app`, which owns nothing. On the log it may only read and append; the trigger also stops the
owner's accidents. A determined owner can drop it: the signed checkpoints outside the database catch that.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("log_leaf", "log_node", "log_checkpoint", "log_detail", "policy_release", "field_box", "key_grant")
CHANGEABLE = (
    "organisation",
    "person",
    "identity_provider",
    "identity_provider_domain",
    "identity",
    "membership",
    "web_session",
    "sign_in_attempt",
    "rate_window",
    "file",
    "case_file",
    "case_subject",
    "authorisation",
    "research_request",
    "assignment",
    "conflict",
    "record",
    "reasoned_opening",
    "tenant_key",
    "organisation_key",
    "inbox_entry",
    "case_entry",
    "job",
)
DELETABLE = ("field_box", "key_grant", "assignment", "reasoned_opening", "sign_in_attempt", "rate_window")
LISTS = ("inbox_entry", "case_entry")
LOG = ("log_leaf", "log_node")


def upgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(f"GRANT SELECT, INSERT ON {table} TO prx_app")
    for table in CHANGEABLE:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO prx_app")
    for table in DELETABLE:
        op.execute(f"GRANT DELETE ON {table} TO prx_app")
    op.execute("GRANT SELECT ON alembic_version TO prx_app")
    for table in LISTS:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_rows ON {table} USING "
            "(organisation_id = nullif(current_setting('app.organisation', true), '')::uuid)"
        )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the disclosure log is append-only'; END $$"
    )
    for table in LOG:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in LOG:
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    for table in LISTS:
        op.execute(f"DROP POLICY own_rows ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table in (*APPEND_ONLY, *CHANGEABLE, "alembic_version"):
        op.execute(f"REVOKE ALL ON {table} FROM prx_app")
