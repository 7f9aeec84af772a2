"""A worker that dies never ends the server: what is away is waited for, what is out of step is tried again.

What cannot mend itself ends it with the cause, and a reload is tried out before anything stops.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from app.demonstration.database import Cluster
from app.serving import reload
from tests.migrations.newer import TAKES_AWAY
from tests.operating.served import Served, polled, serving
from tests.services.exchange import POLICIES, Exchange

pytestmark = pytest.mark.slow
Both = tuple[Cluster, Exchange]
PAGE = "/account/sign-in"
UNIT = Path("app/installing/units/prx-web.service")
DEAF = "import signal, time; signal.signal(signal.SIGHUP, signal.SIG_IGN); print(flush=True); time.sleep(60)"
ONE, TWO = "1x1x4", "1x2x4"


def killed(server: Served, pid: int) -> None:
    """End a worker as the kernel would, and wait until the server has noticed."""
    os.kill(pid, signal.SIGKILL)
    server.until(lambda: pid not in server.workers())


def test_killed_workers_are_back_and_nobody_waits_for_long(stoppable: Both, tmp_path: Path) -> None:
    with serving(stoppable[1], tmp_path, PRX_SERVING=TWO) as server:
        server.until(server.is_ready)
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        server.until(server.is_ready)
        assert server.asked(PAGE)[0] == 200


def test_a_worker_that_dies_while_the_database_is_away_ends_nothing(stoppable: Both, tmp_path: Path) -> None:
    cluster, exchange = stoppable
    with serving(exchange, tmp_path, PRX_SERVING=ONE) as server:
        server.until(server.is_ready)
        [worker] = server.workers()
        cluster.kill()
        try:
            assert server.asked(PAGE)[0] == 503
            killed(server, worker)
            server.until(lambda: server.asked(PAGE)[0] == 503)
            status, page = server.asked(PAGE)
            assert (status, "01632 960000" in page) == (503, True)
            assert server.asked("/health/live")[0] == 200
            assert not server.is_ready()
            assert server.process.poll() is None
        finally:
            exchange.close()
            cluster.start()
        server.until(server.is_ready)
        assert server.asked(PAGE)[0] == 200
        assert "database does not answer" in server.said()


def test_a_server_started_before_its_database_waits_for_it(stoppable: Both, tmp_path: Path) -> None:
    cluster, exchange = stoppable
    exchange.close()
    cluster.kill()
    try:
        with serving(exchange, tmp_path) as server:
            server.until(lambda: server.asked(PAGE)[0] == 503)
            cluster.start()
            server.until(server.is_ready)
            assert server.asked(PAGE)[0] == 200
    finally:
        cluster.start()


def test_a_worker_that_waits_for_its_database_is_not_taken_to_accept_visitors(stoppable: Both, tmp_path: Path) -> None:
    cluster, exchange = stoppable
    exchange.close()
    assert cluster.process_id is not None
    os.kill(cluster.process_id, signal.SIGSTOP)  # it takes connections, and says nothing on them
    try:
        with serving(exchange, tmp_path, PRX_SERVING=ONE) as server:
            server.until(lambda: any(polled(pid) for pid in server.workers()) and server.accepting() == [])
            os.kill(cluster.process_id, signal.SIGCONT)
            server.until(lambda: server.accepting() == server.workers() != [])
            assert server.asked(PAGE)[0] == 200
    finally:
        os.kill(cluster.process_id, signal.SIGCONT)


def test_a_worker_that_dies_on_a_newer_schema_leaves_the_others_serving(stoppable: Both, tmp_path: Path) -> None:
    _, exchange = stoppable
    with serving(exchange, tmp_path, PRX_SERVING=TWO) as server:
        server.until(lambda: len(server.accepting()) == 2)  # a first one out of step would end the server
        stays, goes = server.workers()
        [(known,)] = exchange.rows("SELECT version_num FROM alembic_version")
        exchange.rows(TAKES_AWAY)
        try:
            killed(server, goes)
            server.until(lambda: "is newer than this version knows" in server.said())
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline:
                status, why = server.asked(PAGE)
                assert status == 200, why
            assert server.process.poll() is None
            assert stays in server.workers()
        finally:
            exchange.rows("UPDATE alembic_version SET version_num = %s", known)
        said = len(server.said())
        killed(server, stays)  # whoever is left has started by now, or will
        server.until(server.is_ready)
        assert "Traceback" not in server.said()[said:]


def test_a_reload_that_would_not_start_stops_nothing(stoppable: Both, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("engine", "__pycache__", "*.py"))
    roles = folder / "roles.toml"
    as_recorded = roles.read_text()
    runtime = tmp_path / "run"
    runtime.mkdir()
    told = {"PRX_SERVING": ONE, "PRX_POLICIES": str(folder), "RUNTIME_DIRECTORY": str(runtime)}
    with serving(stoppable[1], tmp_path, **told) as server:
        server.until(server.is_ready)
        before = server.workers()
        roles.write_text(as_recorded + "nonsense")
        refused = asked_to_reload(server, runtime)
        assert (refused.returncode, "nothing was stopped" in refused.stderr) == (1, True)
        server.until(partial(_refused, server, 1))
        assert server.workers() == before
        assert server.asked(PAGE)[0] == 200
        roles.write_text(as_recorded)
        assert (asked := asked_to_reload(server, runtime)).returncode == 0, asked.stderr
        server.until(lambda: server.workers() and not set(server.workers()) & set(before))
        server.until(server.is_ready)


def asked_to_reload(server: Served, runtime: Path) -> subprocess.CompletedProcess[str]:
    """As the unit does it for whoever types `systemctl reload`."""
    [line] = [one for one in UNIT.read_text().splitlines() if one.startswith("ExecReload=")]
    program, *arguments = line.removeprefix("ExecReload=").replace("$MAINPID", str(server.process.pid)).split(" ")
    assert program.endswith("/bin/python")
    environment = {"RUNTIME_DIRECTORY": str(runtime), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_server_that_says_nothing_has_not_reloaded(tmp_path: Path) -> None:
    """It hangs, or is none; and outside a unit nobody is asked."""
    answer = tmp_path / "reloaded"
    answer.write_text("yes")  # of the time before
    with subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE) as deaf:
        assert deaf.stdout is not None
        deaf.stdout.readline()
        assert "did not say" in (reload.reload(deaf.pid, answer, 0.3) or "")
        deaf.kill()
    assert reload.main(["nonsense"]) == 1


def _refused(server: Served, times: int) -> bool:
    return server.said().count("Not reloaded") == times


@pytest.mark.parametrize(
    "setting, says",
    [("PRX_SECRET", "PRX_SECRET: too short"), ("PRX_POLICIES", "refuses to start"), ("GUNICORN_CMD_ARGS", "preload")],
)
def test_what_cannot_mend_itself_ends_the_server_with_its_cause(
    stoppable: Both, tmp_path: Path, setting: str, says: str
) -> None:
    wrong = {"PRX_SECRET": "short", "PRX_POLICIES": "/nowhere", "GUNICORN_CMD_ARGS": "--preload"}
    with serving(stoppable[1], tmp_path, **{setting: wrong[setting]}) as server:
        server.until(lambda: server.process.poll() is not None)
        assert server.process.returncode != 0
        assert says in server.said()
        assert "Traceback" not in server.said()


def test_a_first_worker_out_of_step_ends_the_start(stoppable: Both, tmp_path: Path) -> None:
    _, exchange = stoppable
    exchange.rows("UPDATE alembic_version SET version_num = '0001'")
    try:
        with serving(exchange, tmp_path) as server:
            server.until(lambda: server.process.poll() is not None)
            assert server.process.returncode == 3
            assert "flask setup migrate" in server.said()
    finally:
        exchange.rows("UPDATE alembic_version SET version_num = %s", (Path("migrations") / "HEAD").read_text().strip())
