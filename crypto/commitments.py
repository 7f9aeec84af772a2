"""Salted commitments: what the log's leaves hold in place of names. Erasing the salt erases the meaning."""

import hmac
import os
from typing import Final

from crypto.canonical import Json, canonical
from crypto.encoding import b64u

SALT_LENGTH: Final = 32


def new_salt() -> bytes:
    """32 random bytes, for one commitment only."""
    return os.urandom(SALT_LENGTH)


def commit(salt: bytes, value: Json) -> str:
    """base64url of HMAC-SHA-256(salt, canonical JSON of value). ValueError unless the salt has 32 bytes."""
    if len(salt) != SALT_LENGTH:
        raise ValueError("A salt has 32 bytes.")
    return b64u(hmac.digest(salt, canonical(value), "sha256"))


def opens(commitment: str, salt: bytes, value: Json) -> bool:
    """Whether `commitment` was made from exactly this salt and value."""
    return hmac.compare_digest(commit(salt, value).encode(), commitment.encode())
