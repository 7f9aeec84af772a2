"""A reader of key files written from `crypto/README.md` alone, beside the checker of receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.security.by_the_readme import base64_of, require

FORM = "prx/log-key/v1"


def keys_of(text: str) -> Mapping[str, int | None]:
    """The verifier lines one may believe, each with the size up to which; None: however large."""
    lines = text.split("\n")
    handovers = []
    while FORM in lines:
        start = lines.index(FORM)
        handovers.append(_handover(lines[start : start + 9]))
        del lines[start : start + 9]
    found: dict[str, int | None] = {one: None for one in lines if one}
    for _ in handovers:
        for size, old, new in handovers:
            if new in found:
                found[old] = size
    for _ in handovers:
        for size, old, new in handovers:
            if found.get(old, 0) is None:
                require(len([one for one in handovers if one[1] == old]) == 1, "handed over once")
                found |= {old: size, new: None}
    return found


def checked_by(text: str, origin: str, size: int, identity: str) -> str:
    """The line that verifies a checkpoint of this origin and size whose signature names this key."""
    for line, until in keys_of(text).items():
        name, own, _ = line.split("+", 2)
        if (name, own) == (origin, identity) and (until is None or size <= until):
            return line
    raise ValueError("no key that may have signed this")


def _handover(lines: list[str]) -> tuple[int, str, str]:
    form, origin, size, root, old, new, empty, *signatures = lines
    require(form == FORM and empty == "" and len(base64_of(root)) == 32 and old != new, "a handover")
    text = "".join(f"{one}\n" for one in lines[:6]).encode()
    for verifier, signature in zip((old, new), signatures, strict=True):
        name, identity, public = verifier.split("+", 2)
        key = base64_of(public)
        require(hashlib.sha256(f"{name}\n".encode() + key).hexdigest()[:8] == identity and name == origin, "its key")
        dash, signer, encoded = signature.split(" ")
        raw = base64_of(encoded)
        require((dash, signer, raw[:4].hex()) == ("—", name, identity), "signed by both, in this order")
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], text)
    return int(size), old, new
