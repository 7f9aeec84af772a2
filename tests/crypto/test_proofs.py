import base64
import functools
from typing import Any

import pytest

from crypto.errors import VerificationError
from crypto.log import tree
from crypto.verify import verify_consistency, verify_inclusion
from tests.crypto.builders import SmallLog, some_leaves
from tests.crypto.vectors import read

LOG = SmallLog(some_leaves(64))
ROOTS = [LOG.root(size) for size in range(65)]


def _inclusion(index: int, size: int) -> list[bytes]:
    return tree.inclusion_proof(index, size, LOG.read_nodes)


def _leaf(index: int) -> bytes:
    return LOG.nodes[0, index]


@pytest.mark.parametrize("size", range(1, 65))
def test_every_leaf_of_every_size_is_proved_and_not_at_the_next_index(size: int) -> None:
    for index in range(size):
        path = _inclusion(index, size)
        verify_inclusion(_leaf(index), index, size, path, ROOTS[size])
        for wrong in {index + 1, index - 1, size, index ^ 1}:
            with pytest.raises(VerificationError):
                verify_inclusion(_leaf(index), wrong, size, path, ROOTS[size])
        for wrong_size in {size + 1, size - 1} & set(range(65)):
            with pytest.raises(VerificationError):
                verify_inclusion(_leaf(index), index, wrong_size, path, ROOTS[wrong_size])


@pytest.mark.parametrize("size", [1, 2, 7, 13, 64])
def test_a_changed_path_proves_nothing(size: int) -> None:
    for index in range(size):
        path = _inclusion(index, size)
        changes = [[*path[:i], bytes(32), *path[i + 1 :]] for i in range(len(path))]
        changes += [path[:i] + path[i + 1 :] for i in range(len(path))] + [[*path, bytes(32)], [bytes(32), *path]]
        changes += [[*path[:-1], path[-1][:31]]] if path else []
        for changed in changes:
            with pytest.raises(VerificationError):
                verify_inclusion(_leaf(index), index, size, changed, ROOTS[size])


@pytest.mark.parametrize("case", read("tlog-merkle/inclusion.json"), ids=lambda case: case["file"])
def test_published_inclusion_cases(case: dict[str, Any]) -> None:
    decode = functools.partial(base64.b64decode, validate=True)
    path = [decode(node) for node in case["proof"] or []]
    leaf, root = decode(case["leafHash"] or ""), decode(case["root"] or "")
    check = functools.partial(verify_inclusion, leaf, case["leafIdx"], case["treeSize"], path, root)
    if case["wantErr"]:
        with pytest.raises(VerificationError):
            check()
    else:
        check()


def test_all_98_published_cases_are_here() -> None:
    cases = read("tlog-merkle/inclusion.json")
    assert (len(cases), sum(case["wantErr"] for case in cases)) == (98, 92)


@pytest.mark.parametrize("new", range(41))
def test_every_pair_of_sizes_is_consistent_and_no_other_root_is(new: int) -> None:
    for old in range(new + 1):
        path = tree.consistency_proof(old, new, LOG.read_nodes)
        verify_consistency(old, new, path, ROOTS[old], ROOTS[new])
        forgeries: list[tuple[int, int, list[bytes], bytes, bytes]] = [
            (old, new, path, bytes(32), ROOTS[new]),
            (old, new, path, ROOTS[old], bytes(32)) if old else (old, new, path, bytes(32), bytes(32)),
            (old, new, [*path, bytes(32)], ROOTS[old], ROOTS[new]),
            (new, old, path, ROOTS[new], ROOTS[old]) if old != new else (-1, new, path, ROOTS[old], ROOTS[new]),
            *((old, new, path[:i] + path[i + 1 :], ROOTS[old], ROOTS[new]) for i in range(len(path))),
            *((old, new, [*path[:i], bytes(32), *path[i + 1 :]], ROOTS[old], ROOTS[new]) for i in range(len(path))),
        ]
        for forgery in forgeries:
            with pytest.raises(VerificationError):
                verify_consistency(*forgery)


def test_a_log_with_one_old_leaf_edited_is_not_consistent() -> None:
    leaves = some_leaves(40)
    leaves[7] += b" "
    edited = SmallLog(leaves)
    for old in range(8, 40):
        path = tree.consistency_proof(old, 40, edited.read_nodes)
        with pytest.raises(VerificationError):
            verify_consistency(old, 40, path, ROOTS[old], edited.root(40))


@pytest.mark.parametrize("old_root, new_root", [(b"", ROOTS[2]), (ROOTS[1], ROOTS[2][:31])])
def test_hashes_of_another_length_are_refused(old_root: bytes, new_root: bytes) -> None:
    with pytest.raises(VerificationError):
        verify_consistency(1, 2, [_leaf(1)], old_root, new_root)


def test_an_empty_path_between_different_sizes_is_refused() -> None:
    with pytest.raises(VerificationError):
        verify_consistency(3, 5, [], ROOTS[3], ROOTS[5])
