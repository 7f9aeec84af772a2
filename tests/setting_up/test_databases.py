"""Roles, databases and schemas by the commands alone, on an operator's empty server with TLS and passwords."""

from __future__ import annotations

import pytest

from tests.governance.commands import flask
from tests.setting_up.conftest import SetUp
from tests.setting_up.operators_server import PASSWORDS, OperatorsServer

ROLES = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'prx%' ORDER BY 1"
MIGHTY = """SELECT rolname FROM pg_roles WHERE rolname LIKE 'prx%'
    AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"""
COPIES = [("prx_backup",)]
"""Who copies sees all rows and writes none (app/decisions/0082-a-backup-is-two-halves.md)."""


def printed(main: str, keystore: str) -> str:
    ran = flask(None, "setup", "database", "--main", main, "--keystore", keystore)
    assert (ran.code, ran.error) == (0, "")
    return ran.out


def test_what_is_printed_makes_roles_and_databases_and_may_be_run_again(server: OperatorsServer) -> None:
    text = printed("first", "first_keys")
    assert "PASSWORD" not in text
    first, again = server.psql(text), server.psql(text)
    assert first.returncode == again.returncode == 0
    assert server.ask(ROLES) == [(role,) for role in sorted(PASSWORDS)]
    assert server.ask(MIGHTY) == COPIES
    assert all(f"role {role}: there already" in again.stderr for role in PASSWORDS)
    assert "database first: there, of prx_owner, for prx_app, prx_admin" in again.stderr
    connects = "SELECT has_database_privilege({!r}, {!r}, 'CONNECT')"
    for role, may in {
        "prx_app": (True, True),
        "prx_admin": (True, False),
        "prx_destroyer": (False, True),
        "prx_backup": (True, True),
    }.items():
        found = tuple(server.ask(connects.format(role, one)) == [(True,)] for one in ("first", "first_keys"))
        assert found == may, role


def test_what_was_half_done_is_finished(server: OperatorsServer) -> None:
    text = printed("second", "second_keys")
    assert server.psql(text).returncode == 0
    server.drop_database("second_keys")
    server.psql("ALTER ROLE prx_app NOLOGIN CREATEDB")
    told = server.psql(text)
    assert told.returncode == 0, told.stderr
    assert server.ask(MIGHTY) == COPIES
    assert server.ask("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'prx_app'") == [(True,)]
    assert server.ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'second%'") == [(2,)]


def test_a_role_without_a_password_is_named(server: OperatorsServer) -> None:
    server.psql(printed("third", "third_keys"))
    server.set_passwords()
    assert "Without a password" not in server.psql(printed("third", "third_keys")).stdout
    server.psql("ALTER ROLE prx_admin PASSWORD NULL")
    assert "Without a password: prx_admin." in server.psql(printed("third", "third_keys")).stdout
    server.set_passwords()


def test_a_database_of_somebody_elses_is_refused(server: OperatorsServer) -> None:
    server.psql("CREATE DATABASE elsewhere")
    told = server.psql(printed("elsewhere", "fourth_keys"))
    assert told.returncode != 0
    assert "database elsewhere was there already: it belongs to postgres" in told.stderr


@pytest.mark.parametrize("name", ["Prx", "1prx", "prx-1", "x'; DROP DATABASE x", "", "x" * 64])
def test_a_name_that_would_need_quoting_is_refused(name: str) -> None:
    told = flask(None, "setup", "database", "--main", name)
    assert told.code == 2
    assert "small letters" in told.error
    assert told.out == ""


def test_the_key_store_is_a_database_of_its_own() -> None:
    assert flask(None, "setup", "database", "--main", "same", "--keystore", "same").code == 2


def test_migrating_again_says_what_is_there(migrated: SetUp) -> None:
    ran = flask(None, "setup", "migrate", extra=migrated.owners())
    assert ran.code == 0, ran.error
    assert [line.partition(" already")[1] for line in ran.out.splitlines()] == [" already"] * 2


def test_migrating_without_roles_says_what_makes_them(migrated: SetUp) -> None:
    ran = flask(None, "setup", "migrate", extra={})
    assert ran.code == 1
    assert "OWNER_DATABASE_URL: missing; the main database, as the role prx_owner" in ran.error
    server = migrated.server
    server.psql("CREATE DATABASE bare OWNER prx_owner")
    bare = {**migrated.owners(), "OWNER_DATABASE_URL": server.at("bare", "prx_app")}
    ran = flask(None, "setup", "migrate", extra=bare)
    assert ran.code == 1
    assert "this role does not own the database" in ran.error
    assert "give the address of prx_owner" in ran.error


def test_a_schema_of_a_newer_version_is_left_alone(migrated: SetUp) -> None:
    server = migrated.server
    server.psql(printed("newer", "newer_keys"))
    newer = SetUp(server, "newer", "newer_keys")
    assert flask(None, "setup", "migrate", extra=newer.owners()).code == 0
    server.psql("UPDATE alembic_version SET version_num = '9999'", "newer")
    ran = flask(None, "setup", "migrate", extra=newer.owners())
    assert ran.code == 1
    assert "has schema 9999, which is newer than this version of the exchange" in ran.error
