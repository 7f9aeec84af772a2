"""A few keys, remembered for a short time after they were unwrapped, in this process's memory alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

T = TypeVar("T")
MOST: Final = 64
KEPT_FOR: Final = 300.0
"""Seconds."""


class Remembered:
    """What was unwrapped, by everything it was unwrapped from: whatever is wrapped differently is another key."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._found: dict[Hashable, tuple[float, Any]] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Remembered({len(self._found)} keys, …)"

    def once(self, what: Hashable, unwrap: Callable[[], T]) -> T:
        """What `unwrap` gives, or gave in the last five minutes. What it raises is raised, and not remembered."""
        now = self._now()
        with self._lock:
            self._forget(now)
            if known := self._found.get(what):
                found: T = known[1]
                return found
        made = unwrap()
        with self._lock:
            self._found.pop(what, None)
            self._found[what] = (now + KEPT_FOR, made)
            self._forget(now)
        return made

    def _forget(self, now: float) -> None:
        """Drop what is too old, then the oldest of what is too much: the first are the oldest."""
        while self._found:
            oldest = next(iter(self._found))
            if self._found[oldest][0] > now and len(self._found) <= MOST:
                return
            del self._found[oldest]
