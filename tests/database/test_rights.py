"""What the app role may do with each table, kept by hand: a right more is a change in two places."""

from __future__ import annotations

import psycopg
import pytest

from tests.services.exchange import Exchange, run_sql

_TABLES = {
    "SELECT": "alembic_version",
    "INSERT SELECT": """
        case_subject conflict file identity identity_provider identity_provider_domain log_checkpoint log_detail
        log_leaf log_node membership organisation organisation_key person policy_release review_due tenant_key
        web_session
    """,
    "INSERT SELECT UPDATE": """
        authorisation case_entry case_file inbox_entry job log_check record research_request
    """,
    "DELETE INSERT SELECT": "assignment field_box key_grant reasoned_opening sign_in_attempt",
    "DELETE INSERT SELECT UPDATE": "rate_window",
}
RIGHTS = {table: rights for rights, tables in _TABLES.items() for table in tables.split()}
COLUMNS = {
    ("file", "authz_rev"),
    ("membership", "ended_at"),
    ("web_session", "last_seen_at"),
    ("web_session", "revoked_at"),
}
"""Rows that are locked need the right to change some column: it is the one whose change the lock is about."""

BY_TABLE = """
    SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM information_schema.role_table_grants
    WHERE grantee IN ('prx_app', 'PUBLIC') AND table_schema = 'public' GROUP BY 1
"""
BY_COLUMN = """
    SELECT DISTINCT column_grants.table_name, column_name FROM information_schema.role_column_grants AS column_grants
    WHERE grantee IN ('prx_app', 'PUBLIC') AND privilege_type = 'UPDATE' AND table_schema = 'public'
    AND NOT EXISTS (
        SELECT FROM information_schema.role_table_grants AS table_grants
        WHERE table_grants.grantee = column_grants.grantee AND table_grants.privilege_type = 'UPDATE'
        AND table_grants.table_schema = 'public' AND table_grants.table_name = column_grants.table_name
    )
"""


def test_the_app_has_the_rights_it_uses_and_no_others(exchange: Exchange) -> None:
    assert dict(exchange.rows(BY_TABLE)) == RIGHTS
    assert set(exchange.rows(BY_COLUMN)) == COLUMNS


def test_in_the_key_store_it_destroys_nothing(exchange: Exchange) -> None:
    found = dict(run_sql(exchange.keystore.owner_url, BY_TABLE))
    assert found == {"alembic_version": "SELECT", "file_key": "INSERT SELECT"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(exchange.keystore.app_url, "DELETE FROM file_key")
