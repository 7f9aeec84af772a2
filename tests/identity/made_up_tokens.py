"""Tokens of a made-up provider, in order or wrong in one way."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from app.adapters.identity.id_token import Expected
from app.adapters.identity.signed_token import KeyFinder, choose_key

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ISSUER = "https://sign-in.council.example"
CLIENT = "exchange"
SECRET = "a-made-up-client-secret-of-some-length"
NONCE = "a-made-up-nonce"
ACCESS_TOKEN = "a-made-up-access-token"

EC_KEY = ECKey.generate_key("P-256", parameters={"kid": "ec", "use": "sig"})
RSA_KEY = RSAKey.generate_key(2048, parameters={"kid": "rsa", "use": "sig"})
STRANGER = ECKey.generate_key("P-256", parameters={"kid": "ec", "use": "sig"})
ALL_ALGORITHMS = ["ES256", "ES384", "RS256", "PS256", "HS256", "none"]


def public(*keys: Key) -> list[dict[str, Any]]:
    """The keys as a provider publishes them."""
    return [dict(key.as_dict(private=False)) for key in keys]


def finder(*keys: Key) -> KeyFinder:
    """Finds among these keys, as discovery does among a provider's."""
    published = public(*keys)
    return lambda kid, alg: choose_key(published, kid, alg)


def claims(**changes: Any) -> dict[str, Any]:
    """Claims of an id_token in order; None leaves one out."""
    now = int(NOW.timestamp())
    found = {
        "iss": ISSUER,
        "sub": "made-up-subject",
        "aud": CLIENT,
        "iat": now - 2,
        "exp": now + 300,
        "nonce": NONCE,
        "at_hash": at_hash(ACCESS_TOKEN),
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def at_hash(access_token: str) -> str:
    """For an algorithm with SHA-256."""
    return unpadded(hashlib.sha256(access_token.encode()).digest()[:16])


def sign(payload: Any, *, key: Key = EC_KEY, alg: str = "ES256", **header: Any) -> str:
    """A signed token. Header members that joserfc would not sign are put in by hand before signing."""
    full = {name: value for name, value in {"alg": alg, "typ": "JWT", "kid": key.kid, **header}.items() if value}
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    head = unpadded(json.dumps(full).encode())
    return by_hand(head, unpadded(data), key, alg)


def by_hand(head: str, body: str, key: Key, alg: str) -> str:
    """Sign exactly these two parts."""
    registry = jws.JWSRegistry(algorithms=ALL_ALGORITHMS)
    signature = registry.get_alg(alg).sign(f"{head}.{body}".encode(), key)
    return f"{head}.{body}.{unpadded(signature)}"


def unsigned(payload: dict[str, Any]) -> str:
    """A token with `alg` none."""
    head = unpadded(json.dumps({"alg": "none", "typ": "JWT"}).encode())
    return f"{head}.{unpadded(json.dumps(payload).encode())}."


def unpadded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def shared_secret_key(text: str) -> OctKey:
    """A key for HS256."""
    return OctKey.import_key(text)


def expected(**changes: Any) -> Expected:
    """What we expect of the tokens above."""
    known: dict[str, Any] = {
        "issuer": ISSUER,
        "client_id": CLIENT,
        "nonce": NONCE,
        "algorithms": ("ES256",),
        "access_token": ACCESS_TOKEN,
    }
    return Expected(**{**known, **changes})
