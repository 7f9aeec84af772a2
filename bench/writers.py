"""Several writers at once, threads of one process or processes, that do one kind of thing for a while, in turns."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import Any, Final

WRITERS: Final = 8
ROUNDS: Final = 9
SECONDS: Final = 0.5
PATIENCE: Final = 120.0  # seconds that the slowest writer may be behind the others

Act = Callable[[], object]
Prepare = Callable[[], Mapping[str, Act]]
"""Makes what a writer does, each kind under its name, with connections of its own: called in the writer itself."""


def throughputs(prepare: Prepare, kinds: Sequence[str], *, processes: bool) -> dict[str, float]:
    """Return, for each kind, the acts a second of all writers together: the median of rounds taken in turns."""
    make: Any = multiprocessing.get_context("fork") if processes else threading
    barrier = make.Barrier(WRITERS)
    counts: Any = multiprocessing.Array("q", WRITERS * ROUNDS * len(kinds))
    worker = make.Process if processes else threading.Thread
    writers = [worker(target=_write, args=(prepare, kinds, barrier, counts, place)) for place in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done = [int(count) for count in counts.get_obj()]
    if 0 in done:
        raise RuntimeError("a writer did nothing in one of its rounds, or ended early: there is nothing to compare")
    return {kind: median(_rates(done, kinds, place)) for place, kind in enumerate(kinds)}


def _write(prepare: Prepare, kinds: Sequence[str], barrier: Any, counts: Any, place: int) -> None:
    acts = prepare()
    for act in acts.values():
        act()
    for turn in range(ROUNDS):
        for number, kind in enumerate(kinds):
            barrier.wait(PATIENCE)
            counts[(turn * len(kinds) + number) * WRITERS + place] = _often(acts[kind])


def _often(act: Act) -> int:
    done, until = 0, perf_counter() + SECONDS
    while perf_counter() < until:
        act()
        done += 1
    return done


def _rates(counts: Sequence[int], kinds: Sequence[str], number: int) -> list[float]:
    starts = [(turn * len(kinds) + number) * WRITERS for turn in range(ROUNDS)]
    return [sum(counts[start : start + WRITERS]) / SECONDS for start in starts]
