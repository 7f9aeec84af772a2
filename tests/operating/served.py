"""The exchange served by gunicorn as an operator starts it, on a PostgreSQL of its own that a test may stop."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from app.adapters.database.migrate import upgrade, upgrade_keystore
from app.demonstration.database import OWNER, Cluster
from app.demonstration.ports import free_port
from tests.clock import show_its_own
from tests.conftest import Database, chosen_binaries
from tests.governance.commands import environment
from tests.services.exchange import Exchange, make_exchange

HERE, ROOT = "127.0.0.1", Path(__file__).resolve().parents[2]
TREE = ("app", "crypto", "migrations", "policies", "templates", "wsgi.py", "gunicorn.conf.py")
"""What a version of the exchange consists of, as it runs."""
PATIENCE = 120.0
"""Seconds that anything may take; a busy machine is no failure."""


@dataclass
class Served:
    """A server of the exchange: its address, its processes and what it wrote."""

    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def asked(self, path: str, timeout: float = PATIENCE / 2) -> tuple[int, str]:
        """The status and text of a page; 0 where nobody answered, and why."""
        try:
            answer = requests.get(f"{self.address}{path}", timeout=timeout)
        except requests.RequestException as failure:
            return 0, repr(failure)
        return answer.status_code, answer.text

    def ready(self) -> Mapping[str, Any]:
        """What `/health/ready` says; empty where nobody answered."""
        _, text = self.asked("/health/ready")
        return dict(json.loads(text)) if text.startswith("{") else {}

    def is_ready(self) -> bool:
        """Whether it says that it is."""
        return self.asked("/health/ready")[0] == 200

    def until(self, what: Callable[[], object]) -> None:
        """Wait for it. Fails with the server's last words."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if what():
                return
            time.sleep(0.1)
        raise AssertionError(f"it did not come to it; the server's last words:\n{self.said()[-3000:]}")

    def workers(self) -> list[int]:
        """The processes that serve."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def accepting(self) -> list[int]:
        """Those of them that have started: they wait for visitors. One that is loading may wait for a database."""
        listening = f" ino:{self._listening():x} "
        return [pid for pid in self.workers() if listening in polled(pid)]

    def _listening(self) -> int:
        """The inode of the socket at which visitors come, as proc(5) has it of sockets that listen (0A)."""
        port = int(self.address.rpartition(":")[2])
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return next((int(line[9]) for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"), 0)

    def said(self) -> str:
        """All that it wrote."""
        return self.log.read_text(errors="replace")


def polled(pid: int) -> str:
    """All that a process waits for by epoll(7), a line each, as /proc has it."""
    with suppress(FileNotFoundError, ProcessLookupError):
        shown = (one.read_text() for one in Path(f"/proc/{pid}/fdinfo").iterdir())
        return "".join(line for one in shown for line in one.splitlines(keepends=True) if line.startswith("tfd:"))
    return ""


@contextmanager
def serving(exchange: Exchange, folder: Path, tree: Path = ROOT, /, **settings: str) -> Iterator[Served]:
    """A server of the version in `tree` as an operator starts it, ended at the end. It need not be ready yet."""
    with served_with({**environment(exchange.settings), **settings}, folder, tree) as server:
        yield server


@contextmanager
def served_with(settings: Mapping[str, str], folder: Path, tree: Path = ROOT) -> Iterator[Served]:
    """The same, by these settings."""
    port = free_port(HERE)
    log = folder / f"served-{port}.log"
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PRX_", "FLASK_"))}
    told = {**known, "PRX_SERVING": "1x1x4", "PYTHONWARNINGS": "ignore", **settings}
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"{HERE}:{port}"],
            cwd=tree, env=told, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield Served(f"http://{HERE}:{port}", log, process)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def copy_version(folder: Path) -> None:
    """The exchange as it is, in a tree of its own that may be changed."""
    for name in TREE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)


@contextmanager
def exchange_now(folder: Path, **settings: str) -> Iterator[tuple[Cluster, Exchange]]:
    """An exchange at this very moment, as programs of their own have no other, on a server of its own."""
    with Cluster(binaries=chosen_binaries(), fsync=False, settings={"max_connections": "60"} | settings) as cluster:
        for name, migrate in (("main", upgrade), ("keys", upgrade_keystore)):
            cluster.create_database(name)
            migrate(cluster.url(name, OWNER))
        main, keys = (Database(name, cluster.url(name), cluster.url(name, OWNER)) for name in ("main", "keys"))
        exchange = make_exchange(main, keys, folder, datetime.now(UTC))
        show_its_own(main.owner_url)
        yield cluster, exchange
        exchange.close()
