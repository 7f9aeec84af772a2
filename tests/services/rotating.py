"""Exchanging keys as the commands do, stopped at any of its steps, and seeing that everything opens all the while."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.adapters.database import flush
from app.adapters.keys.rotation import Rotation
from app.services.disclosure.gate import open_records
from app.services.runtime import Runtime
from app.wiring import close_runtime, started_runtime
from app.wiring_keys import build_rotation
from crypto.errors import DevelopmentOnlyWarning
from tests.services.erasing import destroyer_url
from tests.services.exchange import Exchange, engines_of
from tests.services.played import Answered


class Killed(BaseException):
    """What a process that is killed never comes back from."""


@dataclass
class Until:
    """Counts steps, and stops as if killed before the one after so many; None: never."""

    left: int | None = None
    taken: list[str] = field(default_factory=list)

    def step(self, text: str) -> None:
        """One step is about to be taken."""
        if self.left is not None and len(self.taken) == self.left:
            raise Killed
        self.taken.append(text)


@contextmanager
def rotation(exchange: Exchange) -> Iterator[Rotation]:
    """What the commands that exchange keys run on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        made = build_rotation(exchange.settings, destroyer_url(exchange))
    try:
        yield made
    finally:
        made.close()


@contextmanager
def stopped(exchange: Exchange, keys: Rotation, until: Until) -> Iterator[None]:
    """Have every statement, commit and flush of the two databases, and what the provider changes, be a step."""
    engines = [*engines_of(exchange.admin), keys._read._engine, keys._written._engine]
    with pytest.MonkeyPatch.context() as patch:
        for engine in engines:
            for name in ("do_execute", "do_executemany", "do_execute_no_params", "do_commit"):
                patch.setattr(engine.dialect, name, _stepping(getattr(engine.dialect, name), until))
        patch.setattr(flush, "flush_to_disk", _stepping(flush.flush_to_disk, until))
        for name in ("begin_root", "retire_roots", "begin_log_key", "retire_log_keys"):
            patch.setattr(keys._provider, name, _stepping(getattr(keys._provider, name), until))
        with suppress(Killed):
            yield


def _stepping(real: Callable[..., Any], until: Until) -> Callable[..., Any]:
    def step(*given: Any, **named: Any) -> Any:
        until.step(getattr(real, "__name__", "step"))
        return real(*given, **named)

    return step


def killed_at_each_step(
    exchange: Exchange, act: Callable[[Rotation], object], holds: Callable[[int], None]
) -> Sequence[str]:
    """Do `act` killed at its first, second, … step, ask whether it `holds`, and do it again to its end.

    The steps it took when it was not killed at all.
    """
    number = 0
    while True:
        until = Until(number)
        with rotation(exchange) as keys, stopped(exchange, keys, until):
            act(keys)
        done = len(until.taken) < number
        holds(number)
        with rotation(exchange) as keys:
            act(keys)
        if done or len(until.taken) < number:
            return until.taken
        number += 1


def opens(exchange: Exchange, played: Answered) -> bool:
    """Whether who answered and who decides open the return, in what runs already and in what is started now."""
    return _opens(exchange.runtime, played) and opens_anew(exchange, played)


def opens_anew(exchange: Exchange, played: Answered) -> bool:
    """The same in what is started now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        anew = started_runtime(exchange.settings, exchange.clock)
    try:
        return _opens(anew, played)
    finally:
        close_runtime(anew)


def _opens(runtime: Runtime, played: Answered) -> bool:
    both = (played.responder, played.case.decider)
    return all(open_records(runtime, actor, [played.record.id])[0].fields for actor in both)


@dataclass
class Opening:
    """Opens a return again and again beside what is done: how often, and whatever went wrong."""

    exchange: Exchange
    played: Answered
    times: int = 0
    failures: list[BaseException] = field(default_factory=list)

    @contextmanager
    def beside(self, threads: int = 2) -> Iterator[None]:
        """Go on until the end of the block."""
        end = threading.Event()
        with ThreadPoolExecutor(threads) as pool:
            running = [pool.submit(self._open, end) for _ in range(threads)]
            try:
                yield
            finally:
                end.set()
                self.failures += [failure for one in running if (failure := one.exception())]

    def _open(self, end: threading.Event) -> None:
        while not end.is_set():
            for actor in (self.played.responder, self.played.case.decider):
                open_records(self.exchange.runtime, actor, [self.played.record.id])
                self.times += 1
