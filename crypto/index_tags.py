"""Tags that an index of people is searched by: what they stand for cannot be read back without the key.

A tag is the first eight bytes of HMAC-SHA-256 (RFC 2104) over a kind and its parts, each preceded by its length, so
that no two lists of parts give the same text. Whoever has the key can guess: it is kept as the root key is.
"""

from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from crypto.subkeys import derive_key

_LABEL = "prx/index/v1"


def index_tags(secret: bytes, traits: Iterable[Sequence[str]]) -> frozenset[int]:
    """The tags of some traits under a hub's index key, each a signed number of 64 bits. `secret` has 32 bytes."""
    keyed = HMAC(derive_key(secret, _LABEL), hashes.SHA256())
    return frozenset(_tag(keyed.copy(), parts) for parts in traits)


def _tag(keyed: HMAC, parts: Sequence[str]) -> int:
    for part in parts:
        encoded = part.encode()
        keyed.update(len(encoded).to_bytes(4, "big") + encoded)
    return int.from_bytes(keyed.finalize()[:8], "big", signed=True)
