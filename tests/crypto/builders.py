"""Made-up places, keys and logs for the tests of `crypto`: one line each, override by keyword."""

import dataclasses
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwe import JWERegistry
from joserfc.registry import HeaderParameter

from crypto.grant_format import ENCRYPTION, LARGEST_GRANT, LARGEST_HEADER
from crypto.log import checkpoint, receipt, tree
from crypto.log.note import VerifierKey
from crypto.organisation_keys import ALGORITHM
from crypto.places import EventPlace, FieldPlace, GrantPlace, WrapPlace
from crypto.sealing import GrantEntry, box_digest, new_field_key, seal_field

ORIGIN = "hub.example/disclosures/2026"


def an_id(number: int) -> UUID:
    """A made-up UUIDv4."""
    return UUID(int=number << 96 | 0x4000_8000_0000_0000_0000 + number)


def a_field_place(**changes: Any) -> FieldPlace:
    place = FieldPlace(an_id(1), an_id(2), an_id(3), "police_warning_markers", "full", 1, an_id(4))
    return dataclasses.replace(place, **changes)


def a_grant_place(**changes: Any) -> GrantPlace:
    return dataclasses.replace(GrantPlace(an_id(1), an_id(2), an_id(3), an_id(4), an_id(5)), **changes)


def a_wrap_place(**changes: Any) -> WrapPlace:
    return dataclasses.replace(WrapPlace("key_file", an_id(2), "file", 1), **changes)


def an_event_place(**changes: Any) -> EventPlace:
    at = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    place = EventPlace(an_id(1), 1, "assigned", an_id(2), an_id(3), an_id(4), at, {"rating": "red"}, bytes(32))
    return dataclasses.replace(place, **changes)


def a_sealed_entry(
    place: GrantPlace, field: str = "police_note", plaintext: bytes = b"none"
) -> tuple[GrantEntry, bytes]:
    """A grant entry and the box it opens."""
    key = new_field_key()
    draft = GrantEntry(field, "full", 1, key, bytes(32))
    box = seal_field(key, plaintext, draft.place(place))
    return draft._replace(box_sha256=box_digest(box)), box


class SmallLog:
    """A log in memory: the tree's own functions over a dictionary of nodes, and one signing key."""

    def __init__(self, leaves: Iterable[bytes], origin: str = ORIGIN) -> None:
        self.leaves = list(leaves)
        self.signing = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.key = VerifierKey(origin, self.signing.public_key().public_bytes_raw())
        self.frontier, new = tree.append(0, [], [tree.leaf_hash(leaf) for leaf in self.leaves])
        self.nodes = {(level, index): node for level, index, node in new}

    @property
    def size(self) -> int:
        return len(self.leaves)

    def read_nodes(self, positions: list[tuple[int, int]]) -> list[bytes]:
        return [self.nodes[position] for position in positions]

    def root(self, size: int) -> bytes:
        return tree.root_of(self.read_nodes(tree.frontier_positions(size)))

    def checkpoint(self) -> str:
        head = checkpoint.Checkpoint(self.key.name, self.size, tree.root_of(self.frontier))
        return checkpoint.sign(head, self.signing.sign, self.key.public)

    def receipt(self, index: int, **openings: receipt.Opening) -> str:
        path = tuple(tree.inclusion_proof(index, self.size, self.read_nodes))
        return receipt.build(receipt.Receipt(self.leaves[index], index, path, self.checkpoint(), openings))


def some_leaves(count: int) -> list[bytes]:
    return [
        json.dumps({"id": str(an_id(number)), "kind": "opened"}, separators=(",", ":")).encode()
        for number in range(count)
    ]


def registry() -> JWERegistry:
    """A registry with exactly one `alg` and one `enc`, no compression, and our header members.

    joserfc's default would take any recommended algorithm the header names.
    """
    members = {name: HeaderParameter(name, "str", True) for name in ("prx_file", "prx_rec", "prx_org")}
    made = JWERegistry(header_registry=members, algorithms=[ALGORITHM, ENCRYPTION])
    made.max_protected_header_length, made.max_ciphertext_length = LARGEST_HEADER, LARGEST_GRANT
    return made
