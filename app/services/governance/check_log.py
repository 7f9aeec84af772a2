"""Verify the whole tree: re-hash every leaf, compare every stored node, root and checkpoint. Shows progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.services.governance.checkpoints import log_key, root_at
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.log.checkpoint import verify
from crypto.log.tree import append, leaf_hash, root_of

BATCH = 2000


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The result: how many leaves, the root (hexadecimal), and what is wrong; `problems` empty means all is well."""

    size: int
    root: str
    checkpoint_size: int | None
    problems: tuple[str, ...]


def check_log(runtime: Runtime, progress: Callable[[int, int], None] | None = None) -> LogCheck:
    """Rebuild the tree from its leaves and compare it with every stored node and the last checkpoint.

    `progress` is told how many leaves are done and how many there are. Raises DatabaseUnavailable.
    """
    problems: list[str] = []
    frontier: list[bytes] = []
    done = 0
    with runtime.database.work(None) as work:
        size, _, stored_frontier = work.log.tail()
        while done < size:
            leaves = work.log.leaves(done, min(BATCH, size - done))
            wanted = range(done, done + len(leaves))
            if not leaves or [leaf.index for leaf in leaves] != list(wanted):
                problems.append(f"A leaf is missing at or after number {done}.")
                break
            frontier, nodes = append(done, frontier, [leaf_hash(leaf.leaf) for leaf in leaves])
            stored = work.log.nodes([(level, index) for level, index, _ in nodes])
            if stored != [node for _, _, node in nodes]:
                problems.append(f"Leaves {done} to {done + len(leaves) - 1} do not fit the stored tree.")
                break
            done += len(leaves)
            if progress is not None:
                progress(done, size)
        if not problems and tuple(frontier) != stored_frontier:
            problems.append("The stored tree's edge does not fit its leaves.")
        checkpoint_size = None
        for text in (runtime.checkpoints.last(), _inside(work.log.last_checkpoint())):
            if text is None:
                continue
            try:
                checkpoint = verify(text, [log_key(runtime, text.split("\n", 1)[0])])
            except CryptoError as failure:
                problems.append(f"A checkpoint does not verify: {failure}")
                continue
            checkpoint_size = checkpoint.size
            if checkpoint.size > size or root_at(work, checkpoint.size) != checkpoint.root:
                problems.append(f"The checkpoint of {checkpoint.size} leaves does not fit the stored tree of {size}.")
    root = root_of(frontier) if not problems else b""
    return LogCheck(size, root.hex(), checkpoint_size, tuple(problems))


def _inside(last: tuple[str, int, str, object] | None) -> str | None:
    return last[2] if last else None
