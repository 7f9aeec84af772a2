"""What holds a line to a database for longer than any page may is hung up on.

A database whose host is up and which says nothing, as its disk hangs or the second server it waits for is away, would
keep every page for as long as that lasts: neither the network nor the server's own limits end a wait for a commit.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any

import psycopg
import structlog
from sqlalchemy import Engine, event

LONGEST = 20.0
"""Seconds: longer than a lock is waited for, and shorter than a reverse proxy waits for a page."""
AGAIN = 5.0
"""Seconds for whoever comes within SILENT_FOR after that, so that a few who wait do not take every thread."""
SILENT_FOR = 60.0
LOOKS = 1.0
"""Seconds between two looks."""
_log = structlog.get_logger()


class Lines:
    """The lines to one database that are in use just now, and since when."""

    def __init__(self) -> None:
        self._used: dict[int, tuple[float, psycopg.Connection[Any]]] = {}
        self._lock = Lock()
        self._silent_at = float("-inf")

    def taken(self, driver: psycopg.Connection[Any], record: object, _proxy: object) -> None:
        """One comes out of the pool."""
        with self._lock:
            self._used[id(record)] = (time.monotonic(), driver)

    def given_back(self, _driver: object, record: object) -> None:
        """It is back, or given up."""
        with self._lock:
            self._used.pop(id(record), None)

    def hang_up(self) -> None:
        """Hang up on those that have been held for too long: whoever holds one hears that the server is lost."""
        now = time.monotonic()
        longest = min(AGAIN, LONGEST) if now - self._silent_at < SILENT_FOR else LONGEST
        with self._lock:
            for record, (since, driver) in [*self._used.items()]:
                if now - since > longest:
                    del self._used[record]
                    self._silent_at = now
                    _log.error("database_silent", duration_ms=round((now - since) * 1000))
                    _shut(driver)


def _shut(driver: psycopg.Connection[Any]) -> None:
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(driver.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)


def hang_up_on_silence(engine: Engine) -> None:
    """Look after the lines of an engine until it is disposed of: for whoever answers pages, whose acts are short."""
    lines, over = Lines(), Event()
    event.listen(engine, "checkout", lines.taken)
    event.listen(engine, "checkin", lines.given_back)
    event.listen(engine, "engine_disposed", lambda _: over.set())

    def look() -> None:
        while not over.wait(LOOKS):
            lines.hang_up()

    Thread(target=look, name="silence", daemon=True).start()
