"""Faults at every step of an act: each statement, commit and flush of either database can fail before or after it runs.

They are put below SQLAlchemy, where the driver is called, so that what is tested is what a failing server would meet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from psycopg.errors import DiskFull

from app.adapters.database import flush
from tests.services.exchange import Exchange

BEFORE, AFTER = "before", "after"
COMMIT, FLUSH = "COMMIT", "FLUSH"


@dataclass
class Steps:
    """Sees every step of the threads it watches, in order; `at` is asked before and after each one.

    `taken` holds the texts of the steps that were executed.
    """

    taken: list[str] = field(default_factory=list)
    at: Callable[[int, str, str, Any], None] | None = None
    thread: threading.Thread = field(default_factory=threading.current_thread)
    number: int = 0

    def run(self, text: str, connection: Any, act: Callable[[], Any]) -> Any:
        """Take one step."""
        if threading.current_thread() is not self.thread:
            return act()
        number, self.number = self.number, self.number + 1
        if self.at is not None:
            self.at(number, BEFORE, text, connection)
        found = act()
        self.taken.append(text)
        if self.at is not None:
            self.at(number, AFTER, text, connection)
        return found


@contextmanager
def watched(exchange: Exchange, *several: Steps) -> Iterator[None]:
    """Let these steps see what the exchange does to its databases, each in its own thread."""
    with pytest.MonkeyPatch.context() as patch:
        for engine in (exchange.engine, exchange.keystore_engine):
            for name in ("do_execute", "do_executemany", "do_execute_no_params"):
                patch.setattr(engine.dialect, name, _statement(getattr(engine.dialect, name), several))
            patch.setattr(engine.dialect, "do_commit", _commit(engine.dialect.do_commit, several))
        patch.setattr(flush, "flush_to_disk", _flush(flush.flush_to_disk, several))
        yield


def fail_at(number: int, when: str) -> Callable[[int, str, str, Any], None]:
    """A step that fails: before it runs, as a full disk does; or after, its answer lost with the connection."""

    def decide(current: int, moment: str, text: str, connection: Any) -> None:
        if (current, moment) != (number, when):
            return
        if when == BEFORE:
            raise DiskFull("made-up fault: no space left on device")
        connection.close()
        raise psycopg.OperationalError("made-up fault: server closed the connection unexpectedly")

    return decide


def fail_at_each(faults: set[int]) -> Callable[[int, str, str, Any], None]:
    """Several steps of one act that fail after they have run."""

    def decide(current: int, moment: str, text: str, connection: Any) -> None:
        if current in faults:
            fail_at(current, AFTER)(current, moment, text, connection)

    return decide


def _statement(real: Callable[..., Any], several: tuple[Steps, ...]) -> Callable[..., Any]:
    def run(cursor: Any, statement: str, *rest: Any) -> Any:
        return _through(several, statement, cursor.connection, lambda: real(cursor, statement, *rest))

    return run


def _commit(real: Callable[..., Any], several: tuple[Steps, ...]) -> Callable[..., Any]:
    def run(connection: Any) -> Any:
        driver = getattr(connection, "dbapi_connection", connection)  # SQLAlchemy gives the pool's own wrapping here
        return _through(several, COMMIT, driver, lambda: real(connection))

    return run


def _flush(real: Callable[[Any], None], several: tuple[Steps, ...]) -> Callable[[Any], None]:
    def run(driver: Any) -> None:
        _through(several, FLUSH, driver, lambda: real(driver))

    return run


def _through(several: tuple[Steps, ...], text: str, connection: Any, act: Callable[[], Any]) -> Any:
    for steps in several:
        if threading.current_thread() is steps.thread:
            return steps.run(text, connection, act)
    return act()
