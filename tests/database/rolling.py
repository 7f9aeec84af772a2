"""Two servers of real processes behind a proxy that knows which of them may be asked, and people who keep asking."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREE = ("app", "crypto", "migrations", "policies", "templates", "wsgi.py", "gunicorn.conf.py")
"""What a version of the exchange consists of, as it runs."""
READY_WITHIN = 300.0
"""Seconds, on a busy machine."""
ADDED = '''"""One more column, which only the next version uses."""

from alembic import op

revision = "{number}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE job ADD COLUMN made_up text")


def downgrade() -> None:
    op.execute("ALTER TABLE job DROP COLUMN made_up")
'''


def next_version(folder: Path) -> Path:
    """The exchange as its next version would be: in a tree of its own, with one more revision that only adds."""
    for name in TREE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    revisions = folder / "migrations" / "main"
    newest = max(path.name[:4] for path in revisions.glob("0*.py"))
    number = f"{int(newest) + 1:04}"
    (revisions / f"{number}_added.py").write_text(ADDED.format(number=number, before=newest), encoding="utf-8")
    return folder


def migrate(tree: Path, url: str) -> None:
    """Bring a main database to the newest schema of a version."""
    code = f"from app.adapters.database.migrate import upgrade; upgrade({url!r})"
    subprocess.run([sys.executable, "-c", code], cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, check=True)


class Server:
    """One server of some version, on a port of its own."""

    def __init__(self, tree: Path, environment: Mapping[str, str], log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.tree = tree
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        outer = {name: value for name, value in os.environ.items() if not name.startswith(("PRX_", "FLASK_"))}
        inner = {"PYTHONPATH": str(tree), "PYTHONWARNINGS": "ignore", "PRX_SERVING": "2x1x4"}
        self._said = log.open("ab")
        self._process = subprocess.Popen(
            command, cwd=tree, env={**outer, **environment, **inner}, stdout=self._said, stderr=self._said
        )
        deadline = time.monotonic() + READY_WITHIN
        while self._ready() != 200:
            assert self._process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)

    def _ready(self) -> int:
        try:
            return get(self.port, "/health/ready", {})
        except OSError:
            return 0

    def stop(self) -> None:
        """As a service manager stops it: it finishes what it has begun."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)
        self._said.close()


class Proxy:
    """Asks the servers in turn. One that is taken out is asked nothing more, and is free once it has answered."""

    def __init__(self, *servers: Server) -> None:
        self._servers = list(servers)
        self._asked = dict.fromkeys(servers, 0)
        self._changed = threading.Condition()
        self._turn = count()

    def get(self, path: str, headers: Mapping[str, str]) -> int:
        """The status of an answer."""
        with self._changed:
            server = self._servers[next(self._turn) % len(self._servers)]
            self._asked[server] += 1
        try:
            return get(server.port, path, headers)
        finally:
            with self._changed:
                self._asked[server] -= 1
                self._changed.notify_all()

    def take_out(self, server: Server) -> None:
        """Ask it nothing more, and wait until it has answered."""
        with self._changed:
            self._servers.remove(server)
            self._changed.wait_for(lambda: not self._asked[server])

    def put_in(self, server: Server) -> None:
        """Ask it too."""
        with self._changed:
            self._asked[server] = 0
            self._servers.append(server)


def get(port: int, path: str, headers: Mapping[str, str]) -> int:
    """One request on a connection of its own; the status of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@contextmanager
def people_asking(proxy: Proxy, path: str, headers: Mapping[str, str], people: int) -> Iterator[list[int | str]]:
    """People who ask for a page again and again meanwhile; what each request came to."""
    came_to: list[int | str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                came_to.append(proxy.get(path, headers))
            except OSError as failure:
                came_to.append(repr(failure))

    threads = [threading.Thread(target=ask) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield came_to
    finally:
        done.set()
        for thread in threads:
            thread.join()
