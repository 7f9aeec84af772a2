"""Codes and tokens of a development identity provider. Its key lives as long as the process."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from app.demonstration.identity_provider.settings import MadeUpPerson, ProviderSettings

CODE_SECONDS = 60
SECOND_FACTOR = "made-up-second-factor"
"""What it says of everybody's proof: nobody here exists, so whoever is chosen counts as having shown two factors."""
TOKEN_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What a code stands for."""

    person: MadeUpPerson
    return_address: str
    nonce: str
    challenge: str
    until: float


class TokenIssuer:
    """Hands out codes, each good once and for a minute, and signed tokens for them."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._key = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": "ES256"}, auto_kid=True)
        self._codes: dict[str, Authorisation] = {}
        self._lock = Lock()

    def key_set(self) -> dict[str, Any]:
        """The public key, as a JWK set."""
        return {"keys": [self._key.as_dict(private=False)]}

    def new_code(self, person: MadeUpPerson, *, return_address: str, nonce: str, challenge: str) -> str:
        """A code for the browser to carry back."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._codes[code] = Authorisation(person, return_address, nonce, challenge, time.time() + CODE_SECONDS)
        return code

    def redeem(self, code: str, *, return_address: str, verifier: str) -> dict[str, Any] | None:
        """The token answer for a code, or None: unknown, used, too late, or not from who asked for it (RFC 7636)."""
        with self._lock:
            found = self._codes.pop(code, None)
        if found is None or found.until < time.time() or found.return_address != return_address:
            return None
        challenge = _unpadded(hashlib.sha256(verifier.encode()).digest())
        if not hmac.compare_digest(challenge, found.challenge):
            return None
        access_token = secrets.token_urlsafe(32)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self._id_token(found, access_token),
        }

    def _id_token(self, found: Authorisation, access_token: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self._settings.issuer,
            "sub": found.person.subject,
            "aud": self._settings.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": now,
            "acr": SECOND_FACTOR,
            "nonce": found.nonce,
            "sid": secrets.token_urlsafe(16),
            "at_hash": _unpadded(hashlib.sha256(access_token.encode()).digest()[:16]),
            "name": found.person.name,
            "email": found.person.email,
            "groups": list(found.person.groups),
        }
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key, algorithms=["ES256"])


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
