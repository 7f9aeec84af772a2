"""What whoever has a secret says, proved to whoever has only its public half: Ed25519 (RFC 8032), the secret as seed.

The public half may stand in a database: nobody makes the secret of it, nor a proof.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LENGTH = 32
"""Bytes of a secret and of its public half."""


def public_half(secret: bytes) -> bytes:
    """What is kept of a secret of 32 random bytes. Raises ValueError for another length."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def prove(secret: bytes, said: bytes) -> bytes:
    """The proof (64 bytes) that whoever has the secret says this. `said` begins with what it is a proof of."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(said)


def is_proven(public: bytes, said: bytes, proof: bytes) -> bool:
    """Whether whoever has the secret of this public half says this."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(proof, said)
    except (InvalidSignature, ValueError):
        return False
    return True
