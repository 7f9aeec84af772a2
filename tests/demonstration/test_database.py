"""The launcher: it starts, forgets nothing it should keep, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine, text

from app.demonstration.database import APP, OWNER, Cluster, ClusterError
from app.demonstration.processes import alive, children_of
from app.demonstration.programs import PostgreSQLMissingError, find_folder, usable_programs
from tests.conftest import chosen_binaries


def connect(cluster: Cluster, role: str, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.folder), user=role, dbname=database, autocommit=True)


def test_starts_serves_both_roles_and_leaves_nothing_behind() -> None:
    with Cluster(binaries=chosen_binaries(), fsync=False) as cluster:
        folder, process = cluster.folder, cluster.process_id
        cluster.create_database("exchange")
        owner = create_engine(cluster.url("exchange", OWNER))
        with owner.begin() as connection:
            connection.execute(text("CREATE TABLE note (words text)"))
            connection.execute(text(f"GRANT SELECT ON note TO {APP}"))
        app = create_engine(cluster.url("exchange"))
        with app.connect() as connection:
            assert connection.execute(text("SELECT count(*), current_user FROM note")).one() == (0, APP)
        owner.dispose()
        app.dispose()
    assert process is not None
    assert not folder.exists()
    assert not alive(process)


def test_the_application_role_owns_nothing_and_cannot_make_tables(cluster: Cluster) -> None:
    cluster.create_database("plain_role")
    with connect(cluster, APP, "plain_role") as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (words text)")
        flags = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(flags).fetchone() == (False, False, False, False)
    cluster.drop_database("plain_role")


def test_is_never_on_the_network(cluster: Cluster) -> None:
    with connect(cluster, "postgres", "postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert cluster.folder.stat().st_mode & 0o777 == 0o700


def test_a_kill_keeps_what_was_flushed_and_loses_what_was_not() -> None:
    """The contrast shows that `kill` is a power cut: with an ordinary stop both rows would be there."""
    slow = {"wal_writer_delay": "10s", "checkpoint_timeout": "1h"}
    with Cluster(binaries=chosen_binaries(), settings=slow) as cluster:
        cluster.create_database("exchange")
        with connect(cluster, "postgres", "exchange") as connection:
            connection.execute("CREATE TABLE note (words text)")
            connection.execute("INSERT INTO note VALUES ('flushed')")
            connection.execute("SET synchronous_commit = off")
            connection.execute("INSERT INTO note VALUES ('not flushed')")
            assert cluster.process_id is not None
            children = children_of(cluster.process_id)
            cluster.kill()
        assert children
        assert not any(map(alive, children))
        cluster.start()
        with connect(cluster, "postgres", "exchange") as connection:
            assert connection.execute("SELECT words FROM note").fetchall() == [("flushed",)]


def test_settings_and_fsync_reach_the_server() -> None:
    with Cluster(binaries=chosen_binaries(), fsync=False, settings={"wal_writer_delay": "9s"}) as cluster:
        with connect(cluster, "postgres", "postgres") as connection:
            shown = [
                connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()
                for name in (
                    "fsync",
                    "wal_writer_delay",
                    "TimeZone",
                    "server_encoding",
                )
            ]
        assert shown == [("off",), ("9s",), ("UTC",), ("UTF8",)]


def test_a_server_that_cannot_start_says_what_it_wrote() -> None:
    with (
        pytest.raises(ClusterError, match="no_such_setting"),
        Cluster(binaries=chosen_binaries(), fsync=False, settings={"no_such_setting": "1"}),
    ):
        pass


def test_without_postgresql_the_message_names_the_ways_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", "/nowhere")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    with pytest.raises(PostgreSQLMissingError, match=r"PG_BIN.*DATABASE_URL"):
        find_folder()


def test_pg_bin_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("initdb", "postgres"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    assert find_folder() == tmp_path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminated_owner_takes_its_server_along(number: signal.Signals) -> None:
    program = textwrap.dedent("""
        import time
        from app.demonstration.database import Cluster
        with Cluster(fsync=False) as cluster:
            print(cluster.folder, cluster.process_id, flush=True)
            time.sleep(60)
    """)
    owner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    folder, process = owner.stdout.readline().split()
    owner.send_signal(number)
    assert owner.wait(20) == 128 + number
    owner.stdout.close()
    assert not Path(folder).exists()
    assert not alive(int(process))


def test_a_forked_child_that_ends_leaves_the_server_running(cluster: Cluster) -> None:
    child = os.fork()
    if child == 0:
        cluster.stop()
        os._exit(0)
    os.waitpid(child, 0)
    time.sleep(0.05)
    with connect(cluster, "postgres", "postgres") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_programs_out_of_reach_are_copied_to_where_they_run(tmp_path: Path) -> None:
    """Root's own checkout, which `nobody` cannot enter, must do too."""
    real = find_folder()
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    (hidden / "packages").symlink_to(real.parents[2])
    with tempfile.TemporaryDirectory(dir="/tmp") as room:
        Path(room).chmod(0o755)
        programs = usable_programs(hidden / "packages" / real.relative_to(real.parents[2]), Path(room))
        for name in ("initdb", "postgres", "pg_dump"):
            run = subprocess.run([programs.path(name), "--version"], cwd="/", check=False, **programs.run_as)
            assert run.returncode == 0
    assert hidden.stat().st_mode & 0o777 == 0o700
