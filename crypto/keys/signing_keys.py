"""The log's signing keys as they are held: the newest first, and behind it the one it takes the place of, for a while.

Each is its seed (RFC 8032), kept wrapped by a root key. Behind them are links: each key that went signed the next, so
that a process which held it, and slept through whatever was exchanged since, knows its successor from a stranger's.
"""

import os
from typing import Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crypto.errors import ProviderError
from crypto.keys.roots import LENGTH, Roots
from crypto.places import WrapPlace

WRAPPED_LENGTH: Final = 64
MOST_SIGNING: Final = 2
"""So many at once: the newest, and while it is exchanged the one before."""
LINK_LENGTH: Final = 96
MOST_LINKS: Final = 4
LONGEST_SIGNING: Final = MOST_SIGNING * WRAPPED_LENGTH + MOST_LINKS * LINK_LENGTH
SIGNING_PLACE: Final = WrapPlace("log_signing_key", UUID(int=0), "log", 1)
NOT_HERE: Final = "The log's key in use is not here: this process, or what it reads its keys from, has another."

_LINK: Final = b"prx/next-log-key/v1\x00"


class SigningKeys:
    """One or two of them, and how the newest came after those before."""

    def __init__(self, keys: tuple[Ed25519PrivateKey, ...], links: bytes) -> None:
        self._keys = {one.public_key().public_bytes_raw(): one for one in keys}
        self._links = links

    @classmethod
    def unwrapped(cls, kept: bytes, roots: Roots) -> Self:
        """Those of a file, each wrapped by one of `roots`. Raises UnwrapError; ValueError for another length."""
        length = WRAPPED_LENGTH * _number(kept)
        each = (kept[start : start + WRAPPED_LENGTH] for start in range(0, length, WRAPPED_LENGTH))
        keys = (Ed25519PrivateKey.from_private_bytes(roots.unwrap(one, SIGNING_PLACE)) for one in each)
        return cls(tuple(keys), kept[length:])

    def __repr__(self) -> str:
        return f"SigningKeys({len(self._keys)})"

    @property
    def publics(self) -> tuple[bytes, ...]:
        """The public half of each, the newest first."""
        return tuple(self._keys)

    def sign(self, data: bytes, public: bytes) -> bytes:
        """The signature by the one with this public half. ProviderError where there is none."""
        if public not in self._keys:
            raise ProviderError(NOT_HERE)
        return self._keys[public].sign(data)

    def wrapped(self, roots: Roots, *, newest_alone: bool = False) -> bytes:
        """As they are kept, each wrapped by the newest root key; without links, the newest one's alone."""
        kept = [*self._keys.values()][: 1 if newest_alone else None]
        return b"".join(roots.wrap(one.private_bytes_raw(), SIGNING_PLACE) for one in kept)

    def kept(self, roots: Roots, *, newest_alone: bool = False) -> bytes:
        """The same with links."""
        return self.wrapped(roots, newest_alone=newest_alone) + self._links

    def with_newest(self, roots: Roots) -> bytes:
        """As they are kept once a new one stands before the one there is, which signs it."""
        seed, (public, before) = os.urandom(LENGTH), next(iter(self._keys.items()))
        new = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        links = (public + before.sign(_LINK + new) + self._links)[: MOST_LINKS * LINK_LENGTH]
        return roots.wrap(seed, SIGNING_PLACE) + self.wrapped(roots) + links

    def follow(self, others: "SigningKeys") -> bool:
        """Whether the newest of these is one of the others, or one of the others signed what led to it."""
        public = self.publics[0]
        for start in range(0, len(self._links), LINK_LENGTH):
            if public in others.publics:
                return True
            before, signature = self._links[start : start + LENGTH], self._links[start + LENGTH : start + LINK_LENGTH]
            try:
                Ed25519PublicKey.from_public_bytes(before).verify(signature, _LINK + public)
            except InvalidSignature:
                return False
            public = before
        return public in others.publics


def is_signing_length(length: int) -> bool:
    """Whether so many bytes may be signing keys and their links."""
    rests = (length - number * WRAPPED_LENGTH for number in range(1, MOST_SIGNING + 1))
    return any(rest >= 0 and rest % LINK_LENGTH == 0 and rest <= MOST_LINKS * LINK_LENGTH for rest in rests)


def _number(kept: bytes) -> int:
    """How many keys stand there: links are of another length, so that nothing else tells."""
    if not is_signing_length(len(kept)):
        raise ValueError("Signing keys of a log have 64 bytes each, one or two of them, and links 96.")
    return 1 if len(kept) % LINK_LENGTH == WRAPPED_LENGTH % LINK_LENGTH else 2
