"""What keeps the root key: files today; a hardware token or a key service behind the same few calls later."""

from typing import Protocol

from crypto.places import WrapPlace


class KeyProvider(Protocol):
    """Keeps the root key and the log's signing key; neither ever leaves it.

    Every failure is a ProviderError (out of reach, not sound) or its kind UnwrapError (this wrapped key does not open).
    """

    def generate(self, place: WrapPlace) -> tuple[bytes, bytes]:
        """A new random 32-byte key, and the same key wrapped for `place`."""
        ...

    def wrap(self, key: bytes, place: WrapPlace) -> bytes:
        """`key` (32 bytes) wrapped under the root key, bound to `place`."""
        ...

    def unwrap(self, wrapped: bytes, place: WrapPlace) -> bytes:
        """The key in `wrapped`; UnwrapError if it was made elsewhere, for another place, or changed."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `data` with the log's signing key."""
        ...

    def public_key(self) -> bytes:
        """The raw Ed25519 public key (32 bytes) that verifies `sign`."""
        ...

    def health(self) -> None:
        """Return when the provider can wrap, unwrap and sign at this moment; raise ProviderError otherwise."""
        ...
