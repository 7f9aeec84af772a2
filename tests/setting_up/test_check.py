"""`flask setup check`: whatever keeps an installation from working is named, all of it at once, each with its fix."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import RefusesToStart
from app.factory import create_app
from app.settings import from_environment
from app.wiring import close_runtime
from tests.governance.commands import ROOT
from tests.messages.servers import Authority
from tests.migrations.newer import TAKES_AWAY
from tests.setting_up.conftest import Environment, SetUp, checked, only

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")


def test_a_fit_installation_is_said_to_be_fit_and_starts(sound: Environment) -> None:
    ran = checked(sound)
    assert (ran.code, ran.error) == (0, ""), ran.out
    assert ran.out.startswith("Fit to serve")
    app = create_app(from_environment(sound))
    assert app.test_client().get("/health/ready").status_code == 200
    close_runtime(app.extensions["runtime"])


def test_a_stopped_log_keeps_nothing_from_starting_and_is_named(sound: Environment, migrated: SetUp) -> None:
    stop = "INSERT INTO log_stop SELECT id, now(), 'cut' FROM log ORDER BY id LIMIT 1"
    assert migrated.server.psql(stop, migrated.main).returncode == 0
    label = migrated.server.psql(
        "COPY (SELECT label FROM log ORDER BY id LIMIT 1) TO STDOUT", migrated.main
    ).stdout.strip()
    try:
        ran = checked(sound)
    finally:
        migrated.server.psql("SET session_replication_role = replica; DELETE FROM log_stop", migrated.main)
    assert (ran.code, ran.out.startswith("Fit to serve")) == (0, True), ran.out
    assert f"Somebody is needed: nothing is shown or sent of {label}." in ran.out


def test_everything_is_named_at_once(sound: Environment, migrated: SetUp, tmp_path: Path) -> None:
    ran = checked(
        sound,
        DATABASE_URL=migrated.server.at(migrated.main, password="not-kanarienvogel"),
        KEYSTORE_URL="nonsense",
        PRX_SECRET="",
        PRX_KEYS=f"file:{tmp_path / 'nowhere'}",
        PRX_CHECKPOINTS="/dev/null",
        PRX_SMTP="127.0.0.1:1",
        PRX_PUBLIC_ADDRESS="exchange.madeup.example",
    )
    assert ran.code == 1
    assert "7 problems." in ran.error, ran.out
    for where in (
        "DATABASE_URL",
        "KEYSTORE_URL",
        "PRX_SECRET",
        "PRX_KEYS",
        "PRX_CHECKPOINTS",
        "PRX_SMTP",
        "PRX_PUBLIC",
    ):
        assert any(where in line.partition(". ")[2] for line in ran.out.splitlines()), where


Address = Callable[[SetUp, Path], str]
DATABASES: dict[str, tuple[Address, str, str]] = {
    "password": (lambda up, _: up.server.at(up.main, password="no"), "the password is not this role’s", "\\password"),
    "no_password": (lambda up, _: up.server.at(up.main, password=""), "the address has none", "write it into"),
    "port": (lambda up, _: up.server.at(up.main).replace(":5432/", ":1/"), "nothing listens", "right host and port"),
    "host": (
        lambda up, _: f"postgresql://prx_app@nowhere.invalid/{up.main}?sslmode=verify-full&sslrootcert=system",
        *("host", "host name"),
    ),
    "another_authority": (
        lambda up, folder: up.server.at(up.main, sslrootcert=str(Authority(folder).file)),
        *("signed by nobody who is trusted", "sslrootcert=FILE"),
    ),
    "no_authority": (
        lambda up, _: up.server.at(up.main, sslrootcert="/nowhere"),
        "trusted certificates",
        "sslrootcert",
    ),
    "another_name": (
        lambda up, _: up.server.at(up.main).replace("db.madeup.example", "other.madeup.example"),
        *("its certificate is another host’s", "the host name that the certificate has"),
    ),
    "no_tls_asked": (
        lambda up, _: f"postgresql://prx_app:x@{up.server.address}/{up.main}?sslmode=disable",
        *("neither with nor without encryption, or only so", "hostssl"),
    ),
    "socket": (lambda up, folder: f"postgresql://prx_app@/{up.main}?host={folder}", "no server", "start PostgreSQL"),
    "peer": (
        lambda up, _: f"postgresql://prx_app@/{up.main}?host={up.server.folder}",
        *("for its own user of the machine alone", "pg_ident.conf"),
    ),
    "database": (lambda up, _: up.server.at("nowhere"), "there is no such database", "flask setup database"),
    "not_for_it": (
        lambda up, _: up.server.at(up.main, "prx_destroyer"),
        *("may not connect to this database", "flask setup database"),
    ),
    "owner": (lambda up, _: up.server.at(up.main, "prx_owner"), "its role owns the database", "log in as prx_app"),
    "admin": (lambda up, _: up.server.at(up.main, "prx_admin"), "its role may administer", "log in as prx_app"),
    "no_schema": (lambda up, _: up.server.at("postgres"), "has no schema yet", "flask setup migrate"),
}


@pytest.mark.parametrize("one", DATABASES)
def test_what_is_wrong_with_the_database_is_named(
    sound: Environment, migrated: SetUp, tmp_path: Path, one: str
) -> None:
    address, cause, fix = DATABASES[one]
    told = only(checked(sound, DATABASE_URL=address(migrated, tmp_path)))
    assert told.startswith("1. DATABASE_URL: ")
    assert cause in told
    assert fix in told.partition("Fix: ")[2]


def test_a_server_without_tls_is_named(sound: Environment, migrated: SetUp) -> None:
    server = migrated.server
    server.psql("ALTER SYSTEM SET ssl = off")
    server.psql("SELECT pg_reload_conf()")
    try:
        assert "TLS is refused: the server has none" in checked(sound).out
    finally:
        server.psql("ALTER SYSTEM RESET ssl")
        server.psql("SELECT pg_reload_conf()")


@pytest.mark.parametrize(
    ("name", "role", "which", "says"),
    [
        ("KEYSTORE_URL", "prx_destroyer", "keystore", "may destroy the keys of files"),
        ("KEYSTORE_URL", "prx_owner", "keystore", "owns the database"),
        ("ADMIN_DATABASE_URL", "prx_app", "main", "log in as prx_admin"),
        ("ADMIN_DATABASE_URL", "prx_owner", "main", "owns the database"),
        ("DESTROYER_KEYSTORE_URL", "prx_app", "keystore", "log in as prx_destroyer"),
        ("OWNER_DATABASE_URL", "prx_admin", "main", "log in as prx_owner"),
    ],
)
def test_a_role_for_something_else_is_named(
    sound: Environment, migrated: SetUp, name: str, role: str, which: str, says: str
) -> None:
    told = only(checked(sound, **{name: migrated.server.at(getattr(migrated, which), role)}))
    assert told.startswith(f"1. {name}: ")
    assert says in told


@pytest.mark.parametrize(("has", "says"), [("9999", "newer than this version"), ("0001", "older than this version")])
def test_which_schema_is_newer_is_said(sound: Environment, migrated: SetUp, has: str, says: str) -> None:
    server, kept = migrated.server, migrated.server.ask("SELECT version_num FROM alembic_version", migrated.main)[0][0]
    ((serves,),) = server.ask("SELECT pg_get_functiondef('oldest_served()'::regprocedure)", migrated.main)
    server.psql(TAKES_AWAY.replace("9999", has), migrated.main)
    try:
        ran = checked(sound)
        assert f"1. DATABASE_URL: the main database has schema {has}, which is {says}" in ran.out
        with pytest.raises(RefusesToStart, match=says):
            create_app(from_environment(sound))
    finally:
        server.psql(f"{serves}; UPDATE alembic_version SET version_num = '{kept}'", migrated.main)


def test_a_start_names_the_cause_to_the_operator(sound: Environment, migrated: SetUp) -> None:
    wrong = {**sound, "DATABASE_URL": migrated.server.at(migrated.main, password="no")}
    with pytest.raises(RefusesToStart, match="the password is not this role’s") as refused:
        create_app(from_environment(wrong))
    assert "kanarienvogel" not in refused.value.message
    wrong = {**sound, "KEYSTORE_URL": migrated.server.at(migrated.keystore).replace(":5432/", ":1/")}
    with pytest.raises(RefusesToStart, match="nothing listens at this host and port"):
        create_app(from_environment(wrong))


@pytest.mark.parametrize("role", ["prx_destroyer", "prx_owner"])
def test_a_server_that_could_destroy_keys_does_not_start(sound: Environment, migrated: SetUp, role: str) -> None:
    wrong = {**sound, "KEYSTORE_URL": migrated.server.at(migrated.keystore, role)}
    with pytest.raises(RefusesToStart):
        create_app(from_environment(wrong))


def test_policy_files_need_not_be_those_in_force_and_have_to_be_readable(sound: Environment, tmp_path: Path) -> None:
    changed: Any = shutil.copytree(ROOT / "policies", tmp_path / "policies")
    roles = changed / "roles.toml"
    roles.write_text(roles.read_text().replace('label = "', 'label = "Made-up ', 1))
    assert checked(sound, PRX_POLICIES=str(changed)).code == 0, "a start takes what is in force, not a folder"
    nowhere = tmp_path / "nowhere"
    assert f"PRX_POLICIES: {nowhere}: " in only(checked(sound, PRX_POLICIES=str(nowhere)))
