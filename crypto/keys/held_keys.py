"""Keys that are read into this process and held there: what the file provider and the credential provider share.

Root keys are 32 bytes each, the newest first; so are the log's signing keys, each wrapped by one of them.
"""

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Final

from crypto.errors import ProviderError, UnwrapError
from crypto.keys.roots import LENGTH, MOST, Roots
from crypto.keys.signing_keys import LONGEST_SIGNING, SIGNING_PLACE, WRAPPED_LENGTH, SigningKeys, is_signing_length
from crypto.places import WrapPlace
from crypto.wrapping import wrap_key

ENOUGH: Final = LONGEST_SIGNING + 1
"""Bytes to read of a file that should hold either: one more than any has."""

Kept = tuple[tuple[Path, bytes], tuple[Path, bytes]]
"""The root keys and the wrapped signing keys, each with the file it was read from."""


class HeldKeys(ABC):
    """Wraps and signs with the keys that `_read` gives; a subclass says from where, and what that protects from."""

    def __init__(self) -> None:
        roots, self._signing = self._sound()
        self._held: tuple[Roots, ...] = (roots,)

    @abstractmethod
    def _read(self) -> Kept:
        """The keys as they are kept now. Raises ProviderError naming the fix."""

    def generate(self, place: WrapPlace) -> tuple[bytes, bytes]:
        """A new random 32-byte key, and the same key wrapped for `place`."""
        key = os.urandom(LENGTH)
        return key, self.wrap(key, place)

    def wrap(self, key: bytes, place: WrapPlace) -> bytes:
        """`key` (32 bytes) wrapped under the newest root key there is, bound to `place`."""
        self._look_again()  # another process may have begun a new one: what is wrapped under the old is soon lost
        return self._roots.wrap(key, place)

    def unwrap(self, wrapped: bytes, place: WrapPlace) -> bytes:
        """The key in `wrapped`; UnwrapError if it was made elsewhere, for another place, or changed."""
        for again in (False, True):
            if again:  # another process may have begun a new root key
                self._look_again()
            for roots in self._held:
                try:
                    return roots.unwrap(wrapped, place)
                except UnwrapError:
                    continue
        raise UnwrapError

    def root_names(self) -> tuple[str, ...]:
        """What its root keys are called, the newest first."""
        self._look_again()
        return self._roots.names

    def under_newest(self, wrapped: bytes, place: WrapPlace) -> bool:
        """Whether `wrapped` opens under the newest root key."""
        return self._roots.under_newest(wrapped, place)

    def root_secret(self) -> bytes:
        """The newest root key itself, for escrow."""
        self._look_again()
        return self._roots.newest

    def log_key_wrapped(self) -> bytes:
        """The log's newest signing key, wrapped by the newest root key."""
        self._look_again()
        return self._signing.wrapped(self._roots, newest_alone=True)

    def sign(self, data: bytes, public: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `data` with the log's signing key of this public half."""
        if public not in self._signing.publics:  # another process may have begun it
            self._look_again()
        return self._signing.sign(data, public)

    def public_keys(self, *, again: bool = False) -> tuple[bytes, ...]:
        """The raw Ed25519 public keys (32 bytes) of the log, the newest first; with `again`, as they are kept now."""
        if again:
            self._look_again()
        return self._signing.publics

    def health(self) -> None:
        """Return when the keys are there and sound, with the log key of this process; ProviderError otherwise."""
        if not self._look_again():
            raise ProviderError("The keys kept there are not the ones this process started with: restart it.")

    def close(self) -> None:
        """Nothing is given back: what is held is this process's own."""
        return

    def _look_again(self) -> bool:
        """Take in the keys as they are kept now; False, and none is taken, where they do not come from these.

        Only whoever has the root key can wrap the log's key under a new one, and the log's key signs the next: that
        tells a rotation from an exchange.
        What this process unwrapped with last, it goes on unwrapping with: rows read before a rotation ended still open.
        """
        roots, signing = self._sound()
        if not signing.follow(self._signing):
            return False
        self._signing = signing
        if roots.names != self._roots.names:
            self._held = (roots, self._roots)
        return True

    @property
    def _roots(self) -> Roots:
        return self._held[0]

    def _sound(self) -> tuple[Roots, SigningKeys]:
        (root_file, secrets), (signing_file, wrapped) = self._read()
        if not secrets or len(secrets) % LENGTH or len(secrets) > MOST * LENGTH:
            raise _wrong_length(root_file, f"{LENGTH} bytes, or 2 to {MOST} times as many")
        if not is_signing_length(len(wrapped)):
            raise _wrong_length(signing_file, f"{WRAPPED_LENGTH} bytes, or what an exchange made of them")
        roots = Roots(secrets)
        return roots, SigningKeys.unwrapped(wrapped, roots)


def new_keys() -> tuple[bytes, bytes]:
    """A new root key, and a new signing key wrapped by it: what a new installation keeps."""
    root = os.urandom(LENGTH)
    return root, wrap_key(root, os.urandom(LENGTH), SIGNING_PLACE)


def _wrong_length(path: Path, has: str) -> ProviderError:
    return ProviderError(f"{path} must have exactly {has}: restore it from where keys are kept.")
