"""The next version of the exchange, a proxy that knows which servers may be asked, and people who keep asking."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from tests.operating.served import PATIENCE, Served, copy_version

LOOKS = 0.05
"""Seconds that somebody looks at a page: servers that start beside them need the machine too."""
ADDED = '''"""One more column of what every page reads, which only the next version uses."""

from alembic import op

revision = "{number}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE web_session ADD COLUMN made_up text")


def downgrade() -> None:
    op.execute("ALTER TABLE web_session DROP COLUMN made_up")
'''


def next_version(folder: Path) -> Path:
    """The exchange as its next version would be: in a tree of its own, with one more revision that only adds."""
    copy_version(folder)
    revisions = folder / "migrations" / "main"
    newest = max(path.name[:4] for path in revisions.glob("0*.py"))
    number = f"{int(newest) + 1:04}"
    (revisions / f"{number}_added.py").write_text(ADDED.format(number=number, before=newest), encoding="utf-8")
    return folder


def migrate(tree: Path, url: str) -> None:
    """Bring a main database to the newest schema of a version, by that version's own code."""
    code = f"from app.adapters.database.migrate import upgrade; upgrade({url!r})"
    subprocess.run([sys.executable, "-c", code], cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, check=True)


class Proxy:
    """Asks its servers in turn. One that is taken out is asked nothing more, and is free once it has answered."""

    def __init__(self, *servers: Served) -> None:
        self._servers = list(servers)
        self._asked = dict.fromkeys((one.address for one in servers), 0)
        self._changed = threading.Condition()
        self._turn = count()

    def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
        """The status and text of an answer."""
        with self._changed:
            server = self._servers[next(self._turn) % len(self._servers)].address
            self._asked[server] += 1
        try:
            return _get(server, path, headers)
        finally:
            with self._changed:
                self._asked[server] -= 1
                self._changed.notify_all()

    def take_out(self, server: Served) -> None:
        """Ask it nothing more, and wait until it has answered."""
        with self._changed:
            self._servers.remove(server)
            assert self._changed.wait_for(lambda: not self._asked[server.address], PATIENCE)

    def put_in(self, server: Served) -> None:
        """Ask it too."""
        with self._changed:
            self._asked[server.address] = 0
            self._servers.append(server)


def _get(address: str, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


class Asked:
    """What each request came to, in order; `lost` are those without the page, with what was said instead."""

    def __init__(self) -> None:
        self.answered = 0
        self.lost: list[str] = []
        self._changed = threading.Condition()

    def note(self, status: int, said: str) -> None:
        """One more."""
        with self._changed:
            if status == 200:
                self.answered += 1
            else:
                self.lost.append(f"{status}: {said[-1500:]}")
            self._changed.notify_all()

    def more(self, number: int) -> None:
        """Wait until that many more were answered, or one was lost."""
        with self._changed:
            enough = self.answered + number
            assert self._changed.wait_for(lambda: self.lost or self.answered >= enough, PATIENCE)


@contextmanager
def people_asking(proxy: Proxy, path: str, headers: Mapping[str, str], people: int) -> Iterator[Asked]:
    """People who ask for a page again and again meanwhile."""
    asked, done = Asked(), threading.Event()

    def ask() -> None:
        while not done.wait(LOOKS):
            try:
                asked.note(*proxy.get(path, headers))
            except OSError as failure:
                asked.note(0, repr(failure))

    threads = [threading.Thread(target=ask) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        done.set()
        for thread in threads:
            thread.join()
