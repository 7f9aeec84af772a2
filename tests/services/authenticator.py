"""A passkey of the tests' own making: what an authenticator answers, in lines that share nothing with ours.

W3C Web Authentication Level 3 §6 (authenticator data, attestation "none") and RFC 8949 (CBOR).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
ORIGIN = "https://exchange.madeup.example"


def b64(data: bytes) -> str:
    """Base64url without padding, as browsers write it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def cbor(value: Any) -> bytes:
    """CBOR of what an attestation holds."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    assert isinstance(value, Mapping)
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())


def _head(major: int, number: int) -> bytes:
    for size, mark in ((1, 24), (2, 25), (4, 26)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << 8 * size:
            return bytes([major << 5 | mark]) + number.to_bytes(size)
    raise ValueError(number)


@dataclass
class Authenticator:
    """One private key, for one origin. `flags` are what it claims: that somebody is there, and who it is."""

    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def host(self) -> str:
        """Whose passkey it is."""
        return self.origin.partition("://")[2].partition(":")[0]

    def makes(self, challenge: bytes) -> Mapping[str, Any]:
        """What a browser gives of a registration."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        made = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor(cose)
        attested = cbor({"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + made})
        return self._answer(
            {"clientDataJSON": self._client("webauthn.create", challenge), "attestationObject": attested}
        )

    def signs(self, challenge: bytes) -> Mapping[str, Any]:
        """What a browser gives of an assertion."""
        data, client = self._data(0), self._client("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, more: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([self.flags | more]) + bytes(4)

    def _client(self, what: str, challenge: bytes) -> bytes:
        said = {"type": what, "challenge": b64(challenge), "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: Mapping[str, bytes]) -> Mapping[str, Any]:
        said = {name: b64(value) for name, value in response.items()}
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": said}
