"""Keys derived from a secret of the installation, one for each use, so that no two uses share a key."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive_key(secret: bytes, label: str) -> bytes:
    """HKDF-SHA-256 (RFC 5869) without a salt: 32 bytes for what `label` names. `secret` has 128 random bits."""
    return HKDF(hashes.SHA256(), 32, None, label.encode()).derive(secret)
