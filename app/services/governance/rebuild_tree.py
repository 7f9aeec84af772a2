"""The tree built anew from a log's leaves, and compared with every node that is stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.log_entry import Log, StoredLeaf
from app.domain.ports import Work
from app.services.governance.checkpoints import nodes_of
from crypto.errors import TreeError
from crypto.log.tree import ReadNodes, append, frontier_positions, leaf_hash

BATCH = 2000
Progress = Callable[[int, int], None]
"""Told how many leaves are done, and how many there are."""
Look = Callable[[Sequence[StoredLeaf]], None]
"""Given each batch of leaves that fits the tree."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many leaves there are, the tree's edge, and what is wrong; no problem means that it all fits."""

    size: int
    frontier: tuple[bytes, ...]
    problems: tuple[str, ...]


def rebuild_tree(work: Work, log: Log, progress: Progress | None = None, look: Look | None = None) -> Rebuilt:
    """Hash every leaf up to a log's present size and compare nodes, edge and the columns leaves are found by.

    `look` sees each batch that fits. It ends at the first batch that does not fit. Raises DatabaseUnavailable.
    """
    (standing,) = work.log.standing(log)
    size = standing.size
    frontier: list[bytes] = []
    done = 0
    while done < size:
        leaves, frontier, problem = _hash_again(work, log, frontier, done, min(done + BATCH, size))
        if problem is not None:
            return Rebuilt(size, (), (problem,))
        if look is not None:
            look(leaves)
        done += len(leaves)
        if progress is not None:
            progress(done, size)
    if tuple(frontier) != standing.frontier:
        return Rebuilt(size, (), ("The stored tree's edge does not fit its leaves.",))
    return Rebuilt(size, tuple(frontier), ())


def part_problem(work: Work, log: Log, start: int, end: int) -> str | None:
    """What is wrong with a log's leaves from one number to before another, and with the nodes these complete.

    The nodes before them are taken as stored: parts that cover a log leave none of them unlooked at. Raises
    DatabaseUnavailable.
    """
    before = nodes_of(work, log)(frontier_positions(start))
    try:
        return _hash_again(work, log, before, start, end)[2]
    except TreeError:
        return f"A node is missing from the stored tree before leaf {start}, or is none."


def _hash_again(
    work: Work, log: Log, frontier: Sequence[bytes], start: int, end: int
) -> tuple[Sequence[StoredLeaf], list[bytes], str | None]:
    """The leaves, the edge after them, and what is wrong with them. Raises TreeError when the edge before is none."""
    leaves, read_nodes = work.log.leaves(log.id, start, end - start), nodes_of(work, log)
    if [leaf.index for leaf in leaves] != list(range(start, end)):
        return (), [], f"A leaf is missing among numbers {start} to {end - 1}."
    after, nodes = append(start, frontier, [leaf_hash(leaf.leaf) for leaf in leaves])
    if read_nodes([(level, index) for level, index, _ in nodes]) != [node for _, _, node in nodes]:
        return (), [], _misfit(read_nodes, leaves)
    if odd := [leaf.index for leaf in leaves if not _labelled(leaf)]:
        return (), [], f"Leaf number {odd[0]} is filed under an id, kind or time that is not its own."
    return leaves, after, None


def _misfit(read_nodes: ReadNodes, leaves: tuple[StoredLeaf, ...]) -> str:
    """Say which leaf was changed, where that can be told: its own node does not fit it."""
    stored = read_nodes([(0, leaf.index) for leaf in leaves])
    first, last = leaves[0].index, leaves[-1].index
    if len(stored) != len(leaves):
        return f"A node is missing from the stored tree over leaves {first} to {last}."
    changed = [leaf.index for leaf, node in zip(leaves, stored, strict=True) if leaf_hash(leaf.leaf) != node]
    if changed:
        return f"Leaf number {changed[0]} does not fit the stored tree: it, or its node, was changed."
    return f"A node of the stored tree over leaves {first} to {last} does not fit them: it was changed."


def _labelled(leaf: StoredLeaf) -> bool:
    """Whether the columns a leaf is found by say the same as the leaf."""
    try:
        body = json.loads(leaf.leaf)
        told = body["id"], body["k"], body["at"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    at = leaf.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return told == (str(leaf.id), leaf.kind, at)
