import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import TreeError
from crypto.log import tree
from tests.crypto.builders import SmallLog, some_leaves
from tests.crypto.vectors import read


def _root_by_the_book(hashes: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return tree.node_hash(_root_by_the_book(hashes[:split]), _root_by_the_book(hashes[split:]))


def test_the_reference_tree_of_rfc_6962() -> None:
    known = read("rfc6962/kat.json")
    leaves = [bytes.fromhex(leaf) for leaf in known["leaves_hex"]]
    for size, root in enumerate(known["roots_hex_by_size"]):
        assert tree.root_of(SmallLog(leaves[:size]).frontier).hex() == root


@given(st.lists(st.integers(1, 9), max_size=12))
def test_appending_in_any_batches_gives_the_same_tree(batches: list[int]) -> None:
    hashes = [tree.leaf_hash(leaf) for leaf in some_leaves(sum(batches))]
    frontier: list[bytes] = []
    nodes: list[tree.NewNode] = []
    size = 0
    for batch in batches:
        frontier, new = tree.append(size, frontier, hashes[size : size + batch])
        nodes += new
        size += batch
    assert tree.root_of(frontier) == _root_by_the_book(hashes)
    frontier_at_once, nodes_at_once = tree.append(0, [], hashes)
    assert (frontier, sorted(nodes)) == (frontier_at_once, sorted(nodes_at_once))


@pytest.mark.parametrize("size", range(65))
def test_the_nodes_kept_are_the_complete_ones_each_once(size: int) -> None:
    log = SmallLog(some_leaves(size))
    complete = {(level, index) for level in range(8) for index in range(size >> level)}
    assert set(log.nodes) == complete
    for (level, index), node in log.nodes.items():
        covered = log.leaves[index << level : (index + 1) << level]
        assert node == _root_by_the_book([tree.leaf_hash(leaf) for leaf in covered])


@pytest.mark.parametrize("size", range(65))
def test_the_frontier_can_be_read_back_from_the_nodes(size: int) -> None:
    log = SmallLog(some_leaves(size))
    assert log.read_nodes(tree.frontier_positions(size)) == log.frontier
    assert log.root(size) == _root_by_the_book([tree.leaf_hash(leaf) for leaf in log.leaves])


def test_a_leaf_is_never_mistaken_for_a_node() -> None:
    left, right = tree.leaf_hash(b"a"), tree.leaf_hash(b"b")
    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)


@pytest.mark.parametrize("size, frontier", [(1, []), (0, [bytes(32)]), (3, [bytes(32)]), (1, [bytes(31)])])
def test_a_frontier_that_does_not_fit_is_refused(size: int, frontier: list[bytes]) -> None:
    with pytest.raises(TreeError):
        tree.append(size, frontier, [])


def test_a_leaf_hash_of_another_length_is_refused() -> None:
    with pytest.raises(TreeError):
        tree.append(0, [], [b"short"])


@pytest.mark.parametrize("index, size", [(0, 0), (1, 1), (-1, 5), (5, 5)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(TreeError):
        tree.inclusion_proof(index, size, SmallLog(some_leaves(size)).read_nodes)


@pytest.mark.parametrize("old, new", [(-1, 3), (4, 3)])
def test_there_is_no_proof_between_impossible_sizes(old: int, new: int) -> None:
    with pytest.raises(TreeError):
        tree.consistency_proof(old, new, SmallLog(some_leaves(4)).read_nodes)


def test_a_missing_or_damaged_node_is_told_of() -> None:
    with pytest.raises(TreeError, match="3 nodes"):
        tree.inclusion_proof(0, 5, lambda positions: [])
    with pytest.raises(TreeError, match="32"):
        tree.inclusion_proof(0, 2, lambda positions: [b"short" for _ in positions])


def test_a_proof_reads_its_nodes_in_one_call() -> None:
    log, calls = SmallLog(some_leaves(61)), []

    def read_nodes(positions: list[tree.Position]) -> list[bytes]:
        calls.append(positions)
        return log.read_nodes(positions)

    tree.inclusion_proof(17, 61, read_nodes)
    tree.consistency_proof(23, 61, read_nodes)
    assert [len(call) == len(set(call)) for call in calls] == [True, True]
