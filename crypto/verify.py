"""Checking what the log says without the log, the application or its operator: proofs, checkpoints, receipts."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crypto.canonical import Json, parse_canonical
from crypto.commitments import opens
from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint, open_checkpoint, replaced_at
from crypto.log.note import VerifierKey
from crypto.log.receipt import Opening, parse
from crypto.log.tree import EMPTY_ROOT, HASH_LENGTH, leaf_hash, node_hash


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """A receipt of which every check held: the leaf, its index, and the values its opened commitments stand for."""

    leaf: Mapping[str, Json]
    index: int
    checkpoint: Checkpoint
    signed_by: tuple[str, ...]
    opened: Mapping[str, Json]
    replaced_at: int | None = None
    """The size at which the key that signed it was replaced by another, None for the one in use."""


def verify_receipt(receipt: str, keys: Iterable[VerifierKey]) -> VerifiedReceipt:
    """Check a receipt: signature, checkpoint, inclusion, leaf, openings. VerificationError says which does not hold.

    A checkpoint may carry signatures of several of `keys`; one by a key not given is refused here (a note would
    allow it), because its bytes could be changed unnoticed.
    """
    parts = parse(receipt)
    checkpoint, note = open_checkpoint(parts.checkpoint, keys)
    if note.unknown:
        other = note.unknown[0]
        raise VerificationError(f"The checkpoint also carries a signature of {other}, whose key was not given.")
    verify_inclusion(leaf_hash(parts.leaf), parts.index, checkpoint.size, parts.path, checkpoint.root)
    leaf = parse_canonical(parts.leaf)
    for name, opening in parts.openings.items():
        verify_opening(leaf, name, opening)
    opened = {name: opening.value for name, opening in parts.openings.items()}
    signed_by = tuple(key.name for key in note.signed_by)
    return VerifiedReceipt(leaf, parts.index, checkpoint, signed_by, opened, replaced_at(checkpoint, note))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Return when `leaf` (a leaf hash) is leaf `index` of the tree of `size` with this root (RFC 9162 §2.1.3.2).

    Raises VerificationError otherwise.
    """
    _require_hashes(leaf, root, *path)
    if not 0 <= index < size:
        raise VerificationError(f"There is no leaf {index} in a tree of {size} leaves.")
    position, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise VerificationError("The inclusion proof is too long.")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise VerificationError("The inclusion proof is too short.")
    _require_equal(node, root, "The inclusion proof does not lead from this leaf to the checkpoint's root hash.")


def verify_consistency(old_size: int, new_size: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Return when the tree of `new_size` only adds leaves to the tree of `old_size` (RFC 9162 §2.1.4.2).

    From an empty tree, the proof is empty and the old root is SHA-256 of nothing. Raises VerificationError otherwise.
    """
    _require_hashes(old_root, new_root, *path)
    if not 0 <= old_size <= new_size:
        raise VerificationError(f"A tree of {new_size} leaves cannot extend one of {old_size}.")
    if old_size in {0, new_size}:
        if path:
            raise VerificationError("The consistency proof is too long.")
        _require_equal(old_root, EMPTY_ROOT if old_size == 0 else new_root, "Trees of one size have different roots.")
        return
    nodes = list(path)
    if old_size & (old_size - 1) == 0:
        nodes.insert(0, old_root)
    if not nodes:
        raise VerificationError("The consistency proof is too short.")
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_node = new_node = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            raise VerificationError("The consistency proof is too long.")
        if position & 1 or position == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise VerificationError("The consistency proof is too short.")
    _require_equal(old_node, old_root, "The consistency proof does not lead to the old root hash.")
    _require_equal(new_node, new_root, "The consistency proof does not lead to the new root hash.")


def verify_opening(leaf: Json, name: str, opening: Opening) -> None:
    """Return when the leaf's member of this name (`a.b`: of a member) commits to this salt and value.

    Raises VerificationError otherwise.
    """
    member = leaf
    for step in name.split("."):
        member = member.get(step) if isinstance(member, dict) else None
    if not isinstance(member, str) or not opens(member, opening.salt, opening.value):
        raise VerificationError(f"The salt and value given for {name} do not fit what the leaf commits to.")


def _require_hashes(*hashes: bytes) -> None:
    if any(len(value) != HASH_LENGTH for value in hashes):
        raise VerificationError("A hash does not have 32 bytes.")


def _require_equal(one: bytes, other: bytes, message: str) -> None:
    if not hmac.compare_digest(one, other):
        raise VerificationError(message)
