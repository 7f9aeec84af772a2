"""What the application's role may do, row-level security on the lists, and a log that refuses to be changed.

The application logs in as `prx_app`, which owns nothing and may change only what the exchange changes: not who
somebody is, where they sign in, or any key. On the log it may only read and append; the trigger also stops the owner's
accidents. A determined owner can drop it: the signed checkpoints outside the database catch that.
"""

from __future__ import annotations

from alembic import op

from app.adapters.database import standby

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MAY = {
    "alembic_version": "SELECT",
    "assignment": "SELECT, INSERT, DELETE",
    "authorisation": "SELECT, INSERT, UPDATE",
    "case_entry": "SELECT, INSERT, UPDATE",
    "case_file": "SELECT, INSERT, UPDATE",
    "case_subject": "SELECT, INSERT",
    "conflict": "SELECT, INSERT",
    "field_box": "SELECT, INSERT, DELETE",
    "file": "SELECT, INSERT, UPDATE (authz_rev)",
    "identity": "SELECT, INSERT",
    "identity_provider": "SELECT, INSERT",
    "identity_provider_domain": "SELECT, INSERT",
    "inbox_entry": "SELECT, INSERT, UPDATE",
    "job": "SELECT, INSERT, UPDATE",
    "key_grant": "SELECT, INSERT, DELETE",
    "log_check": "SELECT, INSERT, UPDATE",
    "log_checkpoint": "SELECT, INSERT",
    "log_detail": "SELECT, INSERT",
    "log_leaf": "SELECT, INSERT",
    "log_node": "SELECT, INSERT",
    "membership": "SELECT, INSERT, UPDATE (ended_at)",
    "organisation": "SELECT, INSERT",
    "organisation_key": "SELECT, INSERT",
    "person": "SELECT, INSERT",
    "policy_release": "SELECT, INSERT",
    "rate_window": "SELECT, INSERT, UPDATE, DELETE",
    "reasoned_opening": "SELECT, INSERT, DELETE",
    "record": "SELECT, INSERT, UPDATE",
    "research_request": "SELECT, INSERT, UPDATE",
    "review_due": "SELECT, INSERT",
    "sign_in_attempt": "SELECT, INSERT, DELETE",
    "tenant_key": "SELECT, INSERT",
    "web_session": "SELECT, INSERT, UPDATE",
}
"""By table. A row that is locked as well (FOR SHARE) needs the right to change some column."""
LISTS = ("inbox_entry", "case_entry")
LOG = ("log_leaf", "log_node")


def upgrade() -> None:
    for table, rights in MAY.items():
        op.execute(f"GRANT {rights} ON {table} TO prx_app")
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
    op.execute(standby.FUNCTION)
    op.execute(standby.GRANT)


def downgrade() -> None:
    op.execute("DROP FUNCTION standby()")
    for table in LOG:
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    for table in LISTS:
        op.execute(f"DROP POLICY own_rows ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table in MAY:
        op.execute(f"REVOKE ALL ON {table} FROM prx_app")
