"""The root keys of one provider, the newest first: it wraps, and those before it unwrap until they are retired."""

from typing import Final

from crypto.errors import UnwrapError
from crypto.places import WrapPlace
from crypto.subkeys import derive_key
from crypto.wrapping import unwrap_key, wrap_key

LENGTH: Final = 32
MOST: Final = 4
"""So many root keys at once: the newest, the one a rotation is leaving, and what old backups may need beside them."""

_NAMED_BY: Final = "prx/root-name/v1"
_NAME_LENGTH: Final = 8


class Roots:
    """Root keys as their secrets stand one after another, the newest first. Raises ValueError for another length."""

    def __init__(self, secrets: bytes) -> None:
        if len(secrets) % LENGTH or not LENGTH <= len(secrets) <= MOST * LENGTH:
            raise ValueError(f"Root keys are 32 bytes each, one to {MOST} of them.")
        self._secrets = tuple(secrets[start : start + LENGTH] for start in range(0, len(secrets), LENGTH))

    def __repr__(self) -> str:
        return f"Roots({', '.join(self.names)})"

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each, the newest first."""
        return tuple(name_of_root(one) for one in self._secrets)

    @property
    def newest(self) -> bytes:
        """The secret of the newest: kept alone once those before it are retired, and split for escrow."""
        return self._secrets[0]

    def with_newest(self, secret: bytes) -> bytes:
        """The secrets as they are kept once `secret` is the newest."""
        return secret + b"".join(self._secrets)

    def wrap(self, key: bytes, place: WrapPlace) -> bytes:
        """`key` (32 bytes) wrapped under the newest, bound to `place`."""
        return wrap_key(self.newest, key, place)

    def unwrap(self, wrapped: bytes, place: WrapPlace) -> bytes:
        """The key in `wrapped`, under whichever of them it is; UnwrapError if it is under none, or was changed."""
        for secret in self._secrets:
            try:
                return unwrap_key(secret, wrapped, place)
            except UnwrapError:
                continue
        raise UnwrapError

    def under_newest(self, wrapped: bytes, place: WrapPlace) -> bool:
        """Whether `wrapped` opens under the newest."""
        try:
            unwrap_key(self.newest, wrapped, place)
        except UnwrapError:
            return False
        return True


def name_of_root(secret: bytes) -> str:
    """What a root key is called wherever it is spoken of: 16 hexadecimal digits, derived from it, that tell nothing."""
    return derive_key(secret, _NAMED_BY)[:_NAME_LENGTH].hex()
