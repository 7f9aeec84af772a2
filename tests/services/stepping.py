"""Two acts in two threads, one of them stopped before any of its steps while the other runs until it ends or waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import ExchangeError
from tests.services.exchange import Exchange
from tests.services.faults import BEFORE, COMMIT, Steps, watched

WAITS_LONGEST = 20.0
"""Seconds; far more than any step takes. Reached only by a deadlock that nothing resolves."""


@dataclass
class Act:
    """An act in a thread of its own: what it answered or raised, and when it committed and ended."""

    work: Callable[[], Any]
    answer: Any = None
    raised: ExchangeError | None = None
    committed: float | None = None
    ended: float | None = None
    steps: Steps = field(default_factory=Steps)
    thread: threading.Thread | None = None

    @property
    def succeeded(self) -> bool:
        """Whether it ended without raising."""
        return self.ended is not None and self.raised is None

    def start(self) -> None:
        """Begin; `steps` counts what it does."""
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def finish(self) -> None:
        """Wait until it has ended."""
        assert self.thread is not None
        self.thread.join(WAITS_LONGEST)
        assert not self.thread.is_alive(), "the act never ended: a deadlock"

    def _run(self) -> None:
        self.steps.thread = threading.current_thread()
        try:
            self.answer = self.work()
        except ExchangeError as failure:
            self.raised = failure
        self.ended = time.monotonic()


@dataclass(frozen=True)
class Interleaved:
    """What came of it. `overtook`: the other act ended while the stopped one stood; `reached`: it stood at all."""

    stopped: Act
    other: Act
    overtook: bool
    reached: bool


def interleave(exchange: Exchange, stopped: Callable[[], Any], at: int, other: Callable[[], Any]) -> Interleaved:
    """Run `stopped` up to its step number `at`, then all of `other` until it ends or waits for a lock, then on."""
    standing, go_on = threading.Event(), threading.Event()
    first, second = Act(stopped), Act(other)

    def stop(number: int, moment: str, text: str, connection: Any) -> None:
        if moment == BEFORE and number == at:
            standing.set()
            assert go_on.wait(WAITS_LONGEST)
        if moment != BEFORE and text == COMMIT:
            first.committed = time.monotonic()

    first.steps.at = stop
    with watched(exchange, first.steps, second.steps):
        first.start()
        while not standing.wait(0.001) and first.ended is None:
            pass
        reached = standing.is_set()
        second.start()
        deadline = time.monotonic() + WAITS_LONGEST
        while second.ended is None and not _waits(exchange) and time.monotonic() < deadline:
            time.sleep(0.002)
        overtook = second.ended is not None and reached
        go_on.set()
        first.finish()
        second.finish()
    return Interleaved(first, second, overtook, reached)


def _waits(exchange: Exchange) -> bool:
    """Whether some connection waits for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    return bool(exchange.rows(query, exchange.database.name)[0][0])
