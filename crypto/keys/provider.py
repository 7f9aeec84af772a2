"""What keeps the root key: files, systemd's credentials, or a token behind PKCS #11, all behind the same few calls."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from crypto.places import WrapPlace

ROOT: Final = "root"
LOG: Final = "log signing"
"""The two keys of an installation, as they are named to its operator."""


@dataclass(frozen=True, slots=True)
class KeyFact:
    """One key a provider keeps: its name, and the day it was made, or None where that cannot be known here."""

    name: str
    made_on: date | None


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What may be told of a provider: where it keeps which keys, what that protects from, what is wrong with it."""

    where: str
    keys: tuple[KeyFact, ...]
    protects: str
    warnings: tuple[str, ...] = ()


class KeyProvider(Protocol):
    """Keeps the root key and the log's signing key; neither ever leaves it. Of the latter there are two for a while.

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

    def sign(self, data: bytes, public: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) of `data` with the log's signing key of this public half.

        One that another process made is found. ProviderError where there is none.
        """
        ...

    def public_keys(self, *, again: bool = False) -> tuple[bytes, ...]:
        """The raw Ed25519 public keys (32 bytes) that verify `sign`, the newest first.

        More than one while a rotation is not finished; with `again`, as they are kept now.
        """
        ...

    def health(self) -> None:
        """Return when the provider can wrap, unwrap and sign at this moment; raise ProviderError otherwise."""
        ...

    def close(self) -> None:
        """Give back what it holds of a device; a process that is at its end, or a runtime, is done with it."""
        ...

    def facts(self) -> ProviderFacts:
        """What may be told of it, without anything secret."""
        ...


class RotatingProvider(KeyProvider, Protocol):
    """A provider whose keys can be exchanged for new ones while others use them, and whose root key can be escrowed.

    Between `begin_root` and `retire_roots` it holds several root keys: the newest wraps, all unwrap. A process that was
    started before finds the new one by itself, or says in `health` that it has to be started anew.
    """

    def root_names(self) -> tuple[str, ...]:
        """What its root keys are called, the newest first; more than one while a rotation is not finished."""
        ...

    def begin_root(self) -> None:
        """Make a root key that wraps from now on, durably; those before it still unwrap. ProviderError where it cannot.

        A provider that cannot write to where its keys are says in the error what to do by hand.
        """
        ...

    def under_newest(self, wrapped: bytes, place: WrapPlace) -> bool:
        """Whether `wrapped` opens under the newest root key."""
        ...

    def retire_roots(self) -> None:
        """Forget all root keys but the newest. What is still under them never opens again: the caller has looked."""
        ...

    def begin_log_key(self) -> None:
        """Make a signing key of the log beside the one there is, durably: who signs says by which. As `begin_root`."""
        ...

    def retire_log_keys(self) -> None:
        """Forget all signing keys of the log but the newest: nobody signs by them again."""
        ...

    def root_secret(self) -> bytes:
        """The newest root key itself (32 bytes), for escrow; ProviderError where it can never leave."""
        ...

    def log_key_wrapped(self) -> bytes:
        """The log's newest signing key wrapped by the newest root key, for whoever escrows that; likewise."""
        ...
