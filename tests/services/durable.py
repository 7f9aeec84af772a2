"""Watches what the gate unseals: nothing before its leaf is committed, flushed and visible to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.domain.errors import ExchangeError
from app.services.disclosure.unsealing import unseal
from tests.services.exchange import Exchange
from tests.services.faults import COMMIT, FLUSH, Steps, watched


@dataclass
class Unsealing:
    """How often the gate unsealed, and each time it did so without a durable leaf."""

    times: int = 0
    without_leaf: list[str] = field(default_factory=list)


def is_flushed(taken: list[str]) -> bool:
    """Whether a flush has followed the last commit."""
    done = [text for text in taken if text in (COMMIT, FLUSH)]
    return bool(done) and done[-1] == FLUSH


@contextmanager
def unsealing(exchange: Exchange, steps: Steps) -> Iterator[Unsealing]:
    """Count unsealings within, and judge each of them."""
    seen, known = Unsealing(), {one[1] for one in exchange.leaves()}

    def judged(*given: Any, **named: Any) -> Any:
        seen.times += 1
        fresh = [kind for _, one, kind in exchange.leaves() if one not in known]
        if not {"opened", "revealed"} & set(fresh) or not is_flushed(steps.taken):
            seen.without_leaf.append(f"leaves {fresh}, steps {[text[:40] for text in steps.taken[-3:]]}")
        return unseal(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.services.disclosure.gate.unseal", judged)
        yield seen


@dataclass(frozen=True)
class Attempt:
    """What came of one act under a fault: its answer or what it raised, and whether the fault was met at all."""

    answer: Any
    raised: ExchangeError | None
    met: bool
    unsealed: Unsealing


def attempt(exchange: Exchange, act: Callable[[], Any], at: Callable[[int, str, str, Any], None] | None) -> Attempt:
    """Run an act with a fault in one of its steps."""
    met: list[int] = []

    def noted(number: int, moment: str, text: str, connection: Any) -> None:
        if at is None:
            return
        try:
            at(number, moment, text, connection)
        except Exception:
            met.append(number)
            raise

    steps = Steps(at=noted)
    with watched(exchange, steps), unsealing(exchange, steps) as unsealed:
        try:
            return Attempt(act(), None, bool(met), unsealed)
        except ExchangeError as failure:
            return Attempt(None, failure, bool(met), unsealed)
