"""A checker of whole logs written from `crypto/README.md` alone, beside the one of receipts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tests.security.by_the_readme import base64_of, canonical, checkpoint, require, require_opened


def check_log(text: str, verifier: str) -> list[Mapping[str, Any] | None]:
    """The leaves of a whole log that holds, in order, None for a closed one; ValueError otherwise."""
    form, _, rest = text.partition("\n")
    signed, _, after = rest.partition("\n\n")
    signatures, _, body = after.partition("\n\n")
    require(form == "prx/log/v1" and (body == "" or body.endswith("\n")), "a log")
    size, root = checkpoint(f"{signed}\n\n{signatures}\n", verifier)
    leaves: list[Mapping[str, Any] | None] = []
    hashes = []
    for line in body.split("\n")[:-1]:
        first, given, second = line.partition(" ")
        if first == "closed":
            leaves.append(None)
            hashes.append(base64_of(second))
            continue
        data = base64_of(first)
        leaf = json.loads(data)
        require(canonical(leaf) == data, "canonical JSON")
        if given:
            openings = json.loads(base64_of(second))
            require(canonical(openings) == base64_of(second) and openings, "canonical JSON")
            require_opened(leaf, openings)
        leaves.append(leaf)
        hashes.append(hashlib.sha256(b"\x00" + data).digest())
    require(len(leaves) == size and _tree(hashes) == root, "all that was signed")
    return leaves


def _tree(hashes: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, over leaves that are hashed already."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _tree(hashes[:split]) + _tree(hashes[split:])).digest()
