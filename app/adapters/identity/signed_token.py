"""Opening a signed token: the algorithm is fixed beforehand, the key comes from the provider's own set."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwk, jws
from joserfc.errors import JoseError

from app.adapters.identity.strict_json import read_object

KEY_TYPES: Mapping[str, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "RS384": ("RSA", None),
    "PS256": ("RSA", None),
    "PS384": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}
"""Every algorithm there is for us, with its kind of key and curve. Neither `none` nor a shared secret is among them."""

SAME_AS = {"EdDSA": "Ed25519"}
"""An algorithm's older name, which left the curve open, and the one for the curve that we take (RFC 9864 §2.2)."""

TOKEN_LIMIT = 32 * 1024
SHORTEST_RSA = 2048
PUBLIC_PARTS = ("kty", "crv", "x", "y", "n", "e")
BRINGS_ITS_OWN = frozenset({"b64", "crit", "jku", "jwk", "x5c", "x5u"})

KeyFinder = Callable[[str | None, str], jwk.Key]
"""(kid or None, alg) -> the one key to verify with. Raises `InvalidToken`."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")


class InvalidToken(Exception):
    """A token that is not believed; `reason` is a code for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownKey(InvalidToken):
    """No key of the set fits: worth asking the provider once more for its keys."""


@dataclass(frozen=True, slots=True)
class OpenedToken:
    """A token whose signature holds. Its claims are still to be checked."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def open_signed_token(
    token: object, *, algorithms: Sequence[str], types: frozenset[str], find_key: KeyFinder
) -> OpenedToken:
    """Verify the signature and read the claims. `types` are the `typ` values accepted, in lower case.

    Raises `InvalidToken` for all but a JWS Compact token (RFC 7515 §3.1) signed with one of `algorithms`.
    """
    parts = _COMPACT.fullmatch(token) if isinstance(token, str) and len(token) <= TOKEN_LIMIT else None
    if parts is None:
        raise InvalidToken("not_a_token")
    header = _read_part(parts[1])
    alg, kid, typ = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if not isinstance(alg, str) or alg not in algorithms or alg not in KEY_TYPES:
        raise InvalidToken("algorithm")
    if BRINGS_ITS_OWN & header.keys():
        raise InvalidToken("header_not_understood")
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") not in types:
        raise InvalidToken("type")
    if kid is not None and not isinstance(kid, str):
        raise InvalidToken("key_id")
    key = find_key(kid, alg)
    if not _is_signed(parts, alg, key):
        raise InvalidToken("signature")
    return OpenedToken(header=header, claims=_read_part(parts[2]))


def _is_signed(parts: re.Match[str], alg: str, key: jwk.Key) -> bool:
    name = SAME_AS.get(alg, alg)
    signer = jws.JWSRegistry(algorithms=[name]).get_alg(name)
    try:
        signature = base64.urlsafe_b64decode(parts[3] + "=" * (-len(parts[3]) % 4))
        return bool(signer.verify(f"{parts[1]}.{parts[2]}".encode("ascii"), signature, key))
    except (JoseError, ValueError):
        return False


def _read_part(part: str) -> dict[str, Any]:
    try:
        return read_object(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as error:
        raise InvalidToken("not_a_token") from error


def choose_key(keys: Sequence[Mapping[str, Any]], kid: str | None, alg: str) -> jwk.Key:
    """The one key of a provider's set that may verify `alg`. Raises `UnknownKey` if none fits or more than one does.

    A token without `kid` is believed only where the set leaves no choice.
    """
    fitting = [key for key in keys if _may_verify(key, alg)]
    if kid is not None:
        fitting = [key for key in fitting if key.get("kid") == kid]
    if len(fitting) != 1:
        raise UnknownKey("key_unknown" if not fitting else "key_ambiguous")
    try:
        return jwk.import_key({part: fitting[0][part] for part in PUBLIC_PARTS if part in fitting[0]})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise InvalidToken("key_unusable") from error


def _may_verify(key: Mapping[str, Any], alg: str) -> bool:
    kind, curve = KEY_TYPES[alg]
    if key.get("kty") != kind or (curve is not None and key.get("crv") != curve):
        return False
    if key.get("use", "sig") != "sig" or key.get("alg", alg) != alg:
        return False
    operations = key.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return False
    return kind != "RSA" or _rsa_bits(key.get("n")) >= SHORTEST_RSA


def _rsa_bits(modulus: object) -> int:
    try:
        text = str(modulus)
        return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))).bit_length()
    except ValueError:
        return 0
