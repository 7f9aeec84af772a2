"""A server process of its own for some applications, asked over HTTP, and the CPU that it and the database spend.

The kernel counts what each thread has run in nanoseconds (`schedstat`, Linux), so that one page can be measured: it
does not matter who else uses the machine, nor how long anybody waits for a disk.
"""

from __future__ import annotations

import http.client
import logging
import multiprocessing
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from gunicorn.app.base import BaseApplication
from sqlalchemy import Engine, event

from app.demonstration.database import Cluster
from app.demonstration.processes import children_of
from tests.web.exchange import HOST

STARTS_WITHIN: Final = 30.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page asked for: with a form it is posted. `cookies` as a browser sends them."""

    path: str
    cookies: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one visit cost: seconds of CPU, statements, and the bytes and status of the answer."""

    server: float
    database: float
    statements: int
    size: int
    status: int

    @property
    def seconds(self) -> float:
        """Server and database together."""
        return self.server + self.database


@dataclass(frozen=True, slots=True)
class Server:
    """The server; one visit at a time, and nobody else may use the cluster meanwhile."""

    connection: http.client.HTTPConnection
    process: int
    cluster: Cluster
    said: Any

    def visit(self, one: Visit) -> Spent:
        """Ask for a page, and say what it cost. Raises AssertionError when it is refused."""
        before = self._cpu(), self.said.value
        headers = {"Host": HOST, "Cookie": one.cookies}
        if one.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(one.form, doseq=True) if one.form else None
        self.connection.request("POST" if one.form else "GET", one.path, body, headers)
        answer = self.connection.getresponse()
        size = len(answer.read())
        if answer.status not in (200, 303):
            raise AssertionError(f"{one.path} answered {answer.status}")
        after = self._cpu()
        server, database = (now - then for now, then in zip(after, before[0], strict=True))
        return Spent(server, database, self.said.value - before[1], size, answer.status)

    def _cpu(self) -> tuple[float, float]:
        return _ran(self.process), sum(_ran(one) for one in children_of(self.cluster.process_id or 0))


@contextmanager
def served(app: Any, cluster: Cluster) -> Iterator[Server]:
    """Yield a server of this WSGI application, in a process with one worker; it is ended afterwards.

    The application must have no connection open: its processes would share it.
    """
    own = multiprocessing.get_context("fork")
    said, port = own.Value("Q", 0), own.Value("i", 0)
    master = own.Process(target=_serve, args=(app, said, port))
    master.start()
    try:
        until = time.monotonic() + STARTS_WITHIN
        while not port.value or not (workers := children_of(master.pid or 0)):
            if time.monotonic() > until or not master.is_alive():
                raise RuntimeError("The server did not start.")
            time.sleep(0.05)
        connection = http.client.HTTPConnection("127.0.0.1", port.value, timeout=60)
        yield Server(connection, workers[0], cluster, said)
        connection.close()
    finally:
        master.terminate()
        master.join()


def _serve(app: Any, said: Any, port: Any) -> None:
    """Gunicorn as the unit starts it, but for one worker and any free port; `said` counts what its worker says."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logging.disable(logging.WARNING)

    def note(_connection: Any, _cursor: Any, _statement: str, parameters: Any, *how: Any) -> None:
        said.value += len(parameters) if how[-1] else 1  # of many, each is one to the server

    def ready(worker: Any) -> None:
        event.listen(Engine, "before_cursor_execute", note)
        port.value = worker.sockets[0].getsockname()[1]

    def configure(gunicorn: Any) -> None:
        settings = {"bind": "127.0.0.1:0", "workers": 1, "worker_class": "gthread", "threads": 1, "keepalive": 600,
                    "preload_app": True, "loglevel": "error", "post_worker_init": ready,
                    "control_socket_disable": True}  # fmt: skip
        for name, value in settings.items():
            gunicorn.cfg.set(name, value)

    # Its interface is a class with two methods, of a package without types.
    type("Gunicorn", (BaseApplication,), {"load_config": configure, "load": lambda _gunicorn: app})().run()


def _ran(process: int) -> float:
    """The seconds that the threads of a process have run; none when it is gone."""
    found = 0
    for one in Path(f"/proc/{process}/task").glob("*/schedstat"):
        try:
            found += int(one.read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found / 1e9
