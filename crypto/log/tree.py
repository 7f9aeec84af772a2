"""The log's Merkle tree (RFC 6962 §2.1): hashes, appending, and proofs, over nodes kept wherever the caller likes.

A node (level, index) covers the 2^level leaves from index * 2^level; node (0, i) is the hash of leaf i. Only complete
nodes are ever stored, so a stored node never changes.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from crypto.errors import TreeError

Position = tuple[int, int]  # level, index
NewNode = tuple[int, int, bytes]  # level, index, hash
ReadNodes = Callable[[list[Position]], Sequence[bytes]]

HASH_LENGTH: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(00 || leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def frontier_positions(size: int) -> list[Position]:
    """The complete nodes that make up a tree of `size` leaves, largest (leftmost) first."""
    return _positions(0, size)


def append(size: int, frontier: Sequence[bytes], leaf_hashes: Iterable[bytes]) -> tuple[list[bytes], list[NewNode]]:
    """The frontier after adding `leaf_hashes` to a tree of `size`, and every new complete node, leaves included.

    `frontier` holds the hashes of `frontier_positions(size)`. Raises TreeError if it does not fit the size.
    """
    if len(frontier) != size.bit_count():
        raise TreeError(f"A tree of {size} leaves has {size.bit_count()} frontier nodes, not {len(frontier)}.")
    stack = [_checked(node) for node in frontier]
    nodes: list[NewNode] = []
    for leaf_index, leaf in enumerate(leaf_hashes, start=size):
        level, index, node = 0, leaf_index, _checked(leaf)
        nodes.append((level, index, node))
        while index & 1:
            level, index, node = level + 1, index >> 1, node_hash(stack.pop(), node)
            nodes.append((level, index, node))
        stack.append(node)
    return stack, nodes


def root_of(frontier: Sequence[bytes]) -> bytes:
    """The root hash of the tree with this frontier; of no leaves, SHA-256 of nothing."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for node in reversed(frontier[:-1]):
        root = node_hash(node, root)
    return root


def inclusion_proof(index: int, size: int, read_nodes: ReadNodes) -> list[bytes]:
    """The audit path of leaf `index` in the tree of `size` (RFC 6962 §2.1.1), read in one call.

    `read_nodes` returns the hashes of the given positions, in their order. Raises TreeError if there is no such leaf,
    or a node is missing.
    """
    if not 0 <= index < size:
        raise TreeError(f"There is no leaf {index} in a tree of {size} leaves.")
    ranges: list[Position] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return _hashes(ranges[::-1], read_nodes)


def consistency_proof(old_size: int, new_size: int, read_nodes: ReadNodes) -> list[bytes]:
    """The proof that the tree of `new_size` extends the tree of `old_size` (RFC 6962 §2.1.2), read in one call.

    Empty when the sizes are equal or the old tree is empty. Raises TreeError if the old tree is larger.
    """
    if not 0 <= old_size <= new_size:
        raise TreeError(f"A tree of {new_size} leaves cannot extend one of {old_size}.")
    ranges: list[Position] = []
    low, high, from_the_start = 0, new_size, True
    while 0 < old_size < high:
        middle = low + _split(high - low)
        if old_size <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low, from_the_start = middle, False
    if not from_the_start:
        ranges.append((low, high))
    return _hashes(ranges[::-1], read_nodes)


def _split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def _positions(low: int, high: int) -> list[Position]:
    """The complete nodes that cover the leaves from `low` to `high`, where `low` starts a subtree of that width."""
    positions = []
    width = high - low
    for level in reversed(range(width.bit_length())):
        if width >> level & 1:
            positions.append((level, low >> level))
            low += 1 << level
    return positions


def _hashes(ranges: Sequence[Position], read_nodes: ReadNodes) -> list[bytes]:
    groups = [_positions(low, high) for low, high in ranges]
    wanted = [position for group in groups for position in group]
    nodes = list(read_nodes(wanted)) if wanted else []
    if len(nodes) != len(wanted):
        raise TreeError(f"The log should hold {len(wanted)} nodes for this proof; {len(nodes)} were found.")
    remaining = iter([_checked(node) for node in nodes])
    return [root_of([next(remaining) for _ in group]) for group in groups]


def _checked(node: bytes) -> bytes:
    if len(node) != HASH_LENGTH:
        raise TreeError(f"A hash in the log has {len(node)} bytes instead of 32.")
    return node
