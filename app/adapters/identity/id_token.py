"""Our own id_token verifier (OpenID Connect Core 1.0 §3.1.3.7), stricter than the libraries': see `tests/identity`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.adapters.identity.signed_token import InvalidToken, KeyFinder, open_signed_token
from app.adapters.identity.strict_json import text_bytes

LEEWAY = 30
"""Seconds two clocks may differ by."""
OLDEST = 300
"""Seconds since an id_token was issued: it is fetched the moment the browser returns."""
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Expected:
    """What an id_token has to say. Everything is required; `access_token` is the one that came with it."""

    issuer: str
    client_id: str
    nonce: str
    algorithms: tuple[str, ...]
    access_token: str | None
    max_age: int | None = None


def verify_id_token(token: object, expected: Expected, find_key: KeyFinder, now: datetime) -> Mapping[str, Any]:
    """The claims of a believed id_token. Raises `InvalidToken` naming the first thing that is wrong."""
    if not expected.nonce or not expected.client_id or not expected.issuer:
        raise InvalidToken("nothing_expected")
    if token is None:
        raise InvalidToken("id_token_missing")
    opened = open_signed_token(token, algorithms=expected.algorithms, types=frozenset({"jwt"}), find_key=find_key)
    claims = opened.claims
    require_ours(claims, issuer=expected.issuer, client_id=expected.client_id)
    require_subject(claims)
    require_fresh(claims, now)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(text_bytes(nonce), text_bytes(expected.nonce)):
        raise InvalidToken("nonce")
    _require_access_token(claims, expected.access_token, opened.header["alg"])
    if expected.max_age is not None:
        signed_in = read_moment(claims, "auth_time")
        if not now.timestamp() - expected.max_age - LEEWAY <= signed_in <= now.timestamp() + LEEWAY:
            raise InvalidToken("auth_time")
    return claims


def require_ours(claims: Mapping[str, Any], *, issuer: str, client_id: str) -> None:
    """From exactly this issuer, for exactly us: a token that others may use as well is refused."""
    if claims.get("iss") != issuer:
        raise InvalidToken("issuer")
    if claims.get("aud") not in (client_id, [client_id]):
        raise InvalidToken("audience")
    if claims.get("azp", client_id) != client_id:
        raise InvalidToken("authorised_party")


def require_subject(claims: Mapping[str, Any]) -> str:
    """The account: printable ASCII of at most 255 characters (OpenID Connect Core 1.0 §2)."""
    subject = claims.get("sub")
    if not is_identifier(subject):
        raise InvalidToken("subject")
    return str(subject)


def is_identifier(value: object) -> bool:
    """Whether it is a non-empty, printable, ASCII text of at most 255 characters."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT and value.isascii() and value.isprintable()


def require_fresh(claims: Mapping[str, Any], now: datetime) -> None:
    """Issued in the last five minutes, in force, not expired, give or take `LEEWAY`."""
    moment = now.timestamp()
    if read_moment(claims, "exp") + LEEWAY <= moment:
        raise InvalidToken("expired")
    if not moment - OLDEST - LEEWAY <= read_moment(claims, "iat") <= moment + LEEWAY:
        raise InvalidToken("issued_at")
    if "nbf" in claims and read_moment(claims, "nbf") > moment + LEEWAY:
        raise InvalidToken("not_yet_valid")


def read_moment(claims: Mapping[str, Any], name: str) -> float:
    """Seconds since 1970 in the claim `name`. Raises `InvalidToken` if it is missing or no finite number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(name)
    try:
        moment = float(value)
    except OverflowError as error:
        raise InvalidToken(name) from error
    if not math.isfinite(moment):
        raise InvalidToken(name)
    return moment


def _require_access_token(claims: Mapping[str, Any], access_token: str | None, alg: str) -> None:
    """`at_hash`, where present, binds the access token that came along (OpenID Connect Core 1.0 §3.1.3.6)."""
    if "at_hash" not in claims:
        return
    claimed = claims["at_hash"]
    if not isinstance(claimed, str) or access_token is None:
        raise InvalidToken("at_hash")
    # What Ed25519 signs it hashes by SHA-512 (RFC 8032 §5.1); all others say their hash in their name.
    digest = hashlib.new("sha512" if alg.startswith("Ed") else f"sha{alg[2:]}", text_bytes(access_token)).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not hmac.compare_digest(text_bytes(claimed), half):
        raise InvalidToken("at_hash")
