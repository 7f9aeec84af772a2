"""What each role may do with each table, kept by hand: a right more is a change in two places."""

from __future__ import annotations

import psycopg
import pytest

from tests.services.exchange import Exchange, run_sql
from tests.services.played import answered

_APP = {
    "SELECT": """
        alembic_version clock_setting entry_approval erasure identity identity_provider identity_provider_domain log
        log_detail log_leaf log_node membership organisation organisation_key partnership passkey person policy_release
        proposed_release tenant_key change invitation_answer agreement agreement_side evidence
        group_mapping
    """,
    "INSERT SELECT": """
        case_file case_subject covering entry_advice stand_in field_box file file_event key_grant log_checkpoint
        log_stop log_summary review_due search_default signature slip last_done
    """,
    "INSERT SELECT UPDATE": """
        case_entry duty_night inbox_entry log_check record research_request
    """,
    "DELETE INSERT SELECT": """
        mail_kept passkey_offer reasoned_opening sign_in_attempt subject_link subject_tag web_session
    """,
    "DELETE INSERT SELECT UPDATE": "asking_draft job mail_hour rate_window",
}
_ADMIN = {
    "SELECT": "alembic_version entry_advice log_detail log_leaf log_node passkey_offer signature",
    "INSERT SELECT": """
        change clock_setting entry_approval identity identity_provider identity_provider_domain invitation_answer log
        log_checkpoint
        log_summary membership organisation organisation_key partnership passkey person policy_release proposed_release
        tenant_key agreement agreement_side evidence group_mapping
    """,
    "INSERT": "job",
    "DELETE INSERT SELECT": "log_stop",
}
RIGHTS = {
    role: {table: rights for rights, tables in lists.items() for table in tables.split()}
    for role, lists in (("prx_app", _APP), ("prx_admin", _ADMIN))
}
BELIEVED = (
    *("organisation", "partnership", "identity_provider", "identity_provider_domain"),
    *("clock_setting", "agreement", "agreement_side", "evidence"),
)
"""Tables whose rows are believed by what was signed of them, which they carry."""
COLUMNS = {
    "prx_app": {
        *(("case_file", column) for column in ("version", "counted_from", "due_at")),
        ("covering", "ended_at"),
        ("stand_in", "ended_at"),
        ("file", "authz_rev"),
        *(("change", column) for column in ("settled_at", "outcome")),
        *(("membership", column) for column in ("suspended_at", "suspended_by")),
        ("review_due", "looked_at"),
        *(("search_default", column) for column in ("systems", "identifiers", "version", "kept_by", "kept_at")),
        ("web_session", "last_seen_at"),
        ("web_session", "revoked_at"),
        ("last_done", "at"),
    },
    "prx_admin": {
        *((table, "named") for table in BELIEVED),
        ("agreement_side", "signed_at"),
        ("agreement_side", "ended_at"),
        ("clock_setting", "ended_at"),
        *(("invitation_answer", column) for column in ("settled_at", "outcome")),
        ("identity_provider", "algorithms"),
        ("identity_provider", "groups_claim"),
        ("group_mapping", "ended_at"),
        ("group_mapping", "named"),
        ("identity_provider", "strong"),
        ("identity_provider", "retired_at"),
        *(("change", column) for column in ("announced_at", "settled_at", "outcome")),
        *(("membership", column) for column in ("ended_at", "suspended_at", "suspended_by")),
        ("passkey", "ended_at"),
        *(("organisation", column) for column in ("name", "controller", "service", "telephone", "in_law")),
        ("organisation", "retired_at"),
        *(("partnership", column) for column in ("agreement", "joined_at", "ended_at")),
        ("organisation_key", "private_wrapped"),
        ("organisation_key", "revoked_at"),
        ("tenant_key", "wrapped"),
    },
}
"""Rows that are locked need the right to change some column: it is the one whose change the lock is about."""

WRITTEN = {
    "change": "id what organisation_id about_id body before digest proposed_by proposed_at closes_at",
    "invitation_answer": "change_id answer by_id at account_id proof",
}
"""What the application writes of a new row where it may not write all of it: not how it ended."""
BY_TABLE = """
    SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM information_schema.role_table_grants
    WHERE grantee IN (%s, 'PUBLIC') AND table_schema = 'public' GROUP BY 1
"""
BY_COLUMN = """
    SELECT DISTINCT column_grants.table_name, column_name FROM information_schema.role_column_grants AS column_grants
    WHERE grantee IN (%s, 'PUBLIC') AND privilege_type = 'UPDATE' AND table_schema = 'public'
    AND NOT EXISTS (
        SELECT FROM information_schema.role_table_grants AS table_grants
        WHERE table_grants.grantee = column_grants.grantee AND table_grants.privilege_type = 'UPDATE'
        AND table_grants.table_schema = 'public' AND table_grants.table_name = column_grants.table_name
    )
"""
NEW_BY_COLUMN = """
    SELECT table_name, column_name FROM information_schema.role_column_grants AS column_grants
    WHERE grantee IN (%s, 'PUBLIC') AND privilege_type = 'INSERT' AND table_schema = 'public'
    AND NOT EXISTS (
        SELECT FROM information_schema.role_table_grants AS table_grants
        WHERE table_grants.grantee = column_grants.grantee AND table_grants.privilege_type = 'INSERT'
        AND table_grants.table_schema = 'public' AND table_grants.table_name = column_grants.table_name
    )
"""
AS_THE_OWNER = """
    SELECT proname, has_function_privilege('prx_app', oid, 'EXECUTE'), has_function_privilege('public', oid, 'EXECUTE')
    FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND proname <> 'prx_now' ORDER BY proname
"""
"""`prx_now` is the tests' own here, which shows what the owner set (tests/clock.py)."""


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_has_the_rights_it_uses_and_no_others(exchange: Exchange, role: str) -> None:
    assert dict(exchange.rows(BY_TABLE, role)) == RIGHTS[role]
    assert set(exchange.rows(BY_COLUMN, role)) == COLUMNS[role]
    new = {(table, column) for table, columns in WRITTEN.items() for column in columns.split()}
    assert set(exchange.rows(NEW_BY_COLUMN, role)) == (new if role == "prx_app" else set())


@pytest.mark.parametrize("url", ["database", "keystore"])
def test_the_role_of_backups_reads_every_table_and_changes_none(exchange: Exchange, url: str) -> None:
    where = getattr(exchange, url).owner_url
    tables = {name for (name,) in run_sql(where, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert dict(run_sql(where, BY_TABLE, "prx_backup", role="postgres")) == dict.fromkeys(tables, "SELECT")
    run_sql(where, "CREATE TABLE made_later AS SELECT 1 AS one")
    assert run_sql(where, "SELECT one FROM made_later", role="prx_backup") == [(1,)]
    run_sql(where, "DROP TABLE made_later")
    for role in ("prx_app", "prx_admin", "prx_destroyer", "prx_owner"):
        assert run_sql(where, "SELECT rolbypassrls FROM pg_roles WHERE rolname = %s", role) == [(False,)]


def test_not_everybody_runs_a_function_with_its_owners_rights(exchange: Exchange) -> None:
    assert exchange.rows(AS_THE_OWNER) == [
        ("drop_draft", True, False),
        ("erase_file", False, False),
        ("file_kept", True, False),
        ("files_rehearsed", False, False),
        ("forget_erased", False, False),
        ("join_by_group", True, False),
        ("leave_group", True, False),
        ("log_append", True, False),
        ("meet_person", True, False),
        ("sealed_under", True, False),
        ("standby", True, False),
        ("take_back_about", True, False),
        ("take_back_grants", True, False),
    ]


def test_in_the_key_store_it_destroys_nothing(exchange: Exchange) -> None:
    found = dict(run_sql(exchange.keystore.owner_url, BY_TABLE, "prx_app"))
    assert found == {"alembic_version": "SELECT", "file_key": "SELECT"}  # and to insert, but no mark of destruction
    assert run_sql(exchange.keystore.owner_url, AS_THE_OWNER) == [
        ("destroy_file_key", False, False),
        ("forget_destroyed", False, False),
        ("rewrap_file_keys", False, False),
        ("standby", True, False),
    ]
    found = dict(run_sql(exchange.keystore.owner_url, BY_TABLE, "prx_destroyer"))
    assert found == {"alembic_version": "SELECT"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(exchange.keystore.app_url, "DELETE FROM file_key")
    for writes_over in ("UPDATE file_key SET wrapped = ''", "SELECT rewrap_file_keys('{}', '{}', '{}', 2)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(exchange.keystore.app_url, writes_over)


@pytest.mark.parametrize("edit", [
    "UPDATE record SET protection = 'none' WHERE kind = 'return'",
    "UPDATE record SET state = 'draft' WHERE kind = 'return'",
    "UPDATE record SET state = 'superseded' WHERE kind = 'case'",
    "DELETE FROM field_box",
    "DELETE FROM key_grant",
])  # fmt: skip
def test_what_was_released_is_not_saved_again_by_the_app(exchange: Exchange, edit: str) -> None:
    answered(exchange)
    with pytest.raises(psycopg.Error):
        run_sql(exchange.database.app_url, edit)


def test_what_was_released_cannot_be_dropped_as_a_draft(exchange: Exchange) -> None:
    sealed = "SELECT (SELECT count(*) FROM field_box), (SELECT count(*) FROM key_grant)"
    answered(exchange)
    before = exchange.rows(sealed)
    run_sql(exchange.database.app_url, "SELECT drop_draft(id) FROM record WHERE state <> 'draft'")
    assert exchange.rows(sealed) == before


def test_keys_are_taken_back_from_what_is_withdrawn_alone(exchange: Exchange) -> None:
    count = "SELECT count(*) FROM key_grant"
    played = answered(exchange)
    before = exchange.rows(count)
    taken = "SELECT * FROM take_back_grants(%s, %s)"
    partner = exchange.organisation("housing").id
    assert run_sql(exchange.database.app_url, taken, played.request.file_id, partner) == []
    about = "SELECT * FROM take_back_about(%s, %s, %s)"
    still_asked = (played.request.file_id, played.case.people[0], partner)
    assert run_sql(exchange.database.app_url, about, *still_asked) == []
    assert exchange.rows(count) == before
