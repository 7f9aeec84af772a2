"""Random tokens given to browsers, and their hashes, which are all that is stored."""

from __future__ import annotations

import hashlib
import secrets

LONGEST_TOKEN = 128


def new_token() -> str:
    """256 random bits, as text for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """SHA-256. Enough for a token with 256 random bits; a browser may send anything, so any text is accepted."""
    return hashlib.sha256(token[:LONGEST_TOKEN].encode("utf-8", "replace")).digest()
