"""What the application's role may do, row-level security on the lists, and a log that refuses to be changed.

The application logs in as `prx_app`, which owns nothing and may change only what the exchange changes: not who takes
part, who somebody is, where they sign in, the policy, or any key. Those are `prx_admin`'s, which only commands log in
as. A first sign-in makes a person through `meet_person`. Both read the logs, and append by `log_append` alone; the
trigger also stops the owner's accidents. A determined owner can drop it: the signed checkpoints outside the database
catch that.
"""

from __future__ import annotations

from alembic import op

from app.adapters.database import backup, served, standby
from app.adapters.database.tightening import ONLY_TIGHTENS, ONLY_WITHDRAWS, PROPOSES, TURNED, UNTURNED

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MAY = {
    "alembic_version": "SELECT",
    **dict.fromkeys(("agreement", "agreement_side", "evidence"), "SELECT"),
    "asking_draft": "SELECT, INSERT, UPDATE, DELETE",
    "case_entry": "SELECT, INSERT, UPDATE",
    "case_file": "SELECT, INSERT, UPDATE (version, counted_from, due_at)",
    "duty_night": "SELECT, INSERT, UPDATE",
    "case_subject": "SELECT, INSERT",
    "change": f"SELECT, {PROPOSES}, UPDATE (settled_at, outcome)",
    "clock_setting": "SELECT",
    "stand_in": "SELECT, INSERT, UPDATE (ended_at)",
    "covering": "SELECT, INSERT, UPDATE (ended_at)",
    "entry_advice": "SELECT, INSERT",
    "entry_approval": "SELECT",
    "erasure": "SELECT",
    "field_box": "SELECT, INSERT",
    "file_event": "SELECT, INSERT",
    "file": "SELECT, INSERT, UPDATE (authz_rev)",
    "identity": "SELECT",
    "identity_provider": "SELECT",
    "identity_provider_domain": "SELECT",
    "inbox_entry": "SELECT, INSERT, UPDATE",
    "invitation_answer": "SELECT, INSERT (change_id, answer, by_id, at, account_id, proof)",
    "job": "SELECT, INSERT, UPDATE, DELETE",
    "key_grant": "SELECT, INSERT",
    "log": "SELECT",
    "log_check": "SELECT, INSERT, UPDATE",
    "log_checkpoint": "SELECT, INSERT",
    **dict.fromkeys(("log_detail", "log_leaf", "log_node"), "SELECT"),
    "log_stop": "SELECT, INSERT",
    "log_summary": "SELECT, INSERT",
    "mail_hour": "SELECT, INSERT, UPDATE, DELETE",
    "mail_kept": "SELECT, INSERT, DELETE",
    "membership": "SELECT, UPDATE (suspended_at, suspended_by)",
    "organisation": "SELECT",
    "organisation_key": "SELECT",
    "partnership": "SELECT",
    "passkey": "SELECT",
    "passkey_offer": "SELECT, INSERT, DELETE",
    "person": "SELECT",
    "policy_release": "SELECT",
    "proposed_release": "SELECT",
    "rate_window": "SELECT, INSERT, UPDATE, DELETE",
    "reasoned_opening": "SELECT, INSERT, DELETE",
    "record": "SELECT, INSERT, UPDATE",
    "research_request": "SELECT, INSERT, UPDATE",
    "review_due": "SELECT, INSERT, UPDATE (looked_at)",
    "search_default": "SELECT, INSERT, UPDATE (systems, identifiers, version, kept_by, kept_at)",
    "sign_in_attempt": "SELECT, INSERT, DELETE",
    "signature": "SELECT, INSERT",
    "slip": "SELECT, INSERT",
    "tenant_key": "SELECT",
    "web_session": "SELECT, INSERT, UPDATE (last_seen_at, revoked_at), DELETE",
    "last_done": "SELECT, INSERT, UPDATE (at)",
}
"""By table. A row that is locked as well (FOR SHARE) needs the right to change some column."""
MAY_ADMINISTER = {
    **dict.fromkeys(("agreement", "evidence"), "SELECT, INSERT, UPDATE (named)"),
    "agreement_side": "SELECT, INSERT, UPDATE (signed_at, ended_at, named)",
    "alembic_version": "SELECT",
    "change": "SELECT, INSERT, UPDATE (announced_at, settled_at, outcome)",
    "clock_setting": "SELECT, INSERT, UPDATE (ended_at, named)",
    "entry_advice": "SELECT",
    "entry_approval": "SELECT, INSERT",
    "identity": "SELECT, INSERT",
    "identity_provider": "SELECT, INSERT, UPDATE (algorithms, strong, retired_at, named)",
    "identity_provider_domain": "SELECT, INSERT, UPDATE (named)",
    "invitation_answer": "SELECT, INSERT, UPDATE (settled_at, outcome)",
    "job": "INSERT",
    "log": "SELECT, INSERT",
    "log_checkpoint": "SELECT, INSERT",
    **dict.fromkeys(("log_detail", "log_leaf", "log_node"), "SELECT"),
    "log_stop": "SELECT, INSERT, DELETE",
    "log_summary": "SELECT, INSERT",
    "membership": "SELECT, INSERT, UPDATE (ended_at, suspended_at, suspended_by)",
    "organisation": "SELECT, INSERT, UPDATE (name, controller, service, telephone, in_law, retired_at, named)",
    "organisation_key": "SELECT, INSERT, UPDATE (private_wrapped, revoked_at)",
    "partnership": "SELECT, INSERT, UPDATE (agreement, joined_at, ended_at, named)",
    "passkey": "SELECT, INSERT, UPDATE (ended_at)",
    "passkey_offer": "SELECT",
    "person": "SELECT, INSERT",
    "policy_release": "SELECT, INSERT",
    "proposed_release": "SELECT, INSERT",
    "signature": "SELECT",
    "tenant_key": "SELECT, INSERT, UPDATE (wrapped)",
}
"""By table, for the role of administrators' commands. No case, no record and no session is theirs to read."""
RIGHTS = {"prx_app": MAY, "prx_admin": MAY_ADMINISTER}
MEET_PERSON = """
    CREATE FUNCTION meet_person(
        provider_met uuid, subject_met text, name_met text, email_met text, nameless text, met_at timestamptz,
        OUT met person)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        FOR turn IN 1..2 LOOP
            SELECT person.* INTO met FROM identity JOIN person ON person.id = identity.person_id
                WHERE identity.provider_id = provider_met AND identity.subject = subject_met;
            IF FOUND THEN
                name_met := coalesce(name_met, met.display_name);
                email_met := coalesce(email_met, met.email);
                IF (name_met, email_met) IS DISTINCT FROM (met.display_name, met.email) THEN
                    UPDATE person SET display_name = name_met, email = email_met WHERE id = met.id RETURNING * INTO met;
                END IF;
                RETURN;
            END IF;
            -- Of two first sign-ins with one account the later waits, and then finds the person.
            PERFORM pg_advisory_xact_lock(3, hashtext(provider_met::text || subject_met));
        END LOOP;
        INSERT INTO person (id, display_name, email, created_at)
            VALUES (gen_random_uuid(), coalesce(name_met, nameless), email_met, met_at) RETURNING * INTO met;
        INSERT INTO identity (id, provider_id, subject, person_id, created_at)
            VALUES (gen_random_uuid(), provider_met, subject_met, met.id, met_at);
    END $$
"""
"""The only way of the application's role to a new person or account: both together, so that it maps no account to
somebody who is there. Of whoever has the account the name and mailbox follow what their own sign-in says of them now.
"""
STAYS_ENDED = """
    CREATE FUNCTION {table}_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column} THEN
            RAISE EXCEPTION '{says}';
        END IF;
        {seal}
        RETURN NEW;
    END $$
"""
TAKES_ITS_SEAL = "IF NEW.{column} IS NOT NULL THEN NEW.bound := ''; END IF;"
"""Whoever ends such a row takes its seal away with it, so that clearing the time again revives nothing."""
MEET = "FUNCTION meet_person(uuid, text, text, text, text, timestamptz)"
APPEND = "FUNCTION log_append(jsonb, timestamptz, integer)"
SEALED = "FUNCTION sealed_under(uuid)"
ERASE, KEPT = "FUNCTION erase_file(uuid)", "FUNCTION file_kept(uuid)"
DELIVER = tuple(f"FUNCTION {name}(jsonb)" for name in ("deliver_inbox", "update_inbox", "deliver_case"))
RUN = {MEET: "prx_app", APPEND: "prx_app, prx_admin", SEALED: "prx_app, prx_admin"}
RUN |= dict.fromkeys(DELIVER, "prx_app") | {ERASE: "prx_admin", KEPT: "prx_app, prx_admin"}
ENDS = {
    "web_session": ("revoked_at", "a session that has ended stays ended", TAKES_ITS_SEAL),
    "membership": ("ended_at", "a membership that has ended stays ended: approve it anew", ONLY_TIGHTENS),
    "change": ("settled_at", "a change that has ended stays so: propose it anew", ONLY_WITHDRAWS),
    "passkey": ("ended_at", "a passkey that was ended stays so: register another", ""),
    "stand_in": ("ended_at", "a stand-in whose time was ended stays ended: name one anew", TAKES_ITS_SEAL),
    "covering": ("ended_at", "a cover that was ended stays ended: name one anew", TAKES_ITS_SEAL),
    "clock_setting": ("ended_at", "what was ended stays ended: enter it anew", ""),
    "organisation_key": ("revoked_at", "a key that was replaced stays so: rotate again", ""),
    "agreement_side": ("ended_at", "an agreement that a side has ended stays so: record a version", ""),
}
"""Rows that stay ended: by which column, what whoever would revive one is told, and what becomes of its seal."""
READABLE = """
    DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'
        LOOP
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK '
                '(%I BETWEEN ''0001-01-02 00:00+00'' AND ''9999-12-30 00:00+00'')',
                one.table_name, 'ck_' || one.table_name || '_' || one.column_name || '_readable', one.column_name);
        END LOOP;
    END $$
"""
"""Every time is one that the exchange can read: an infinite one, written into a list, would end every page of it."""
UNREADABLE = r"""
    DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT conrelid::regclass AS of_table, conname FROM pg_constraint WHERE conname LIKE '%\_readable'
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.of_table, one.conname);
        END LOOP;
    END $$
"""
LISTS, LOG = ("inbox_entry", "case_entry"), ("log_leaf", "log_node")


def upgrade() -> None:
    op.execute(MEET_PERSON)
    for table, (column, says, seal) in ENDS.items():
        ends = f"{table}_stays_ended"
        op.execute(STAYS_ENDED.format(table=table, column=column, says=says, seal=seal.format(column=column)))
        op.execute(f"CREATE TRIGGER stays_ended BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {ends}()")
    for role, tables in RIGHTS.items():
        for table, rights in tables.items():
            op.execute(f"GRANT {rights} ON {table} TO {role}")
    for function, roles in RUN.items():
        op.execute(f"REVOKE ALL ON {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON {function} TO {roles}")
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
    op.execute(READABLE)
    for statement in backup.READS_ALL:
        op.execute(statement)
    for statement in (served.FUNCTION.format(revision=revision), standby.FUNCTION, standby.CLOSED, *TURNED):
        op.execute(statement)
    op.execute("GRANT EXECUTE ON FUNCTION standby() TO prx_app, prx_admin")


def downgrade() -> None:
    op.execute("DROP FUNCTION standby()")
    op.execute("DROP FUNCTION oldest_served()")
    for statement in (*UNTURNED, *backup.READS_NOTHING):
        op.execute(statement)
    op.execute(UNREADABLE)
    for table in LOG:
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    for table in LISTS:
        op.execute(f"DROP POLICY own_rows ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for function in (APPEND, SEALED, ERASE, KEPT, *DELIVER):
        op.execute(f"REVOKE ALL ON {function} FROM {RUN[function]}")
    op.execute(f"DROP {MEET}")
    for table in ENDS:
        op.execute(f"DROP TRIGGER stays_ended ON {table}")
        op.execute(f"DROP FUNCTION {table}_stays_ended()")
    for role, tables in RIGHTS.items():
        for table in tables:
            op.execute(f"REVOKE ALL ON {table} FROM {role}")
