"""Organisation keys: P-256, for key grants only, named by their RFC 7638 thumbprint."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from crypto.encoding import b64u, b64u_decode
from crypto.errors import KeyRefusedError

ALGORITHM: Final = "ECDH-ES+A256KW"  # RFC 7518 §4.6: every JOSE library, every HSM and KMS has P-256

_FIXED_MEMBERS: Final = {"kty": "EC", "crv": "P-256", "use": "enc", "alg": ALGORITHM}
_MEMBERS: Final = frozenset(_FIXED_MEMBERS) | {"kid", "x", "y"}


@dataclass(frozen=True, slots=True)
class OrganisationPublicKey:
    """An organisation's public key, ready to be granted to."""

    kid: str
    jose: ECKey = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class OrganisationPrivateKey:
    """An organisation's private key, ready to open its grants. Its repr shows the thumbprint only."""

    kid: str
    jose: ECKey = field(repr=False, compare=False)

    def agree(self, ephemeral: ec.EllipticCurvePublicKey) -> bytes:
        """The secret that this key shares with the one a grant was made with (ECDH on P-256)."""
        if self.jose.private_key is None:
            raise ValueError("not a private key")
        return self.jose.private_key.exchange(ec.ECDH(), ephemeral)


def generate_organisation_key() -> tuple[bytes, dict[str, str]]:
    """A new key pair: the private key as unencrypted PKCS #8 DER (wrap it at once), the public one as a JWK."""
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    x, y = coordinates(private.public_key())
    return der, _FIXED_MEMBERS | {"kid": _thumbprint(x, y), "x": x, "y": y}


def load_private(der: bytes) -> OrganisationPrivateKey:
    """The private key in PKCS #8 DER; KeyRefusedError unless it is a P-256 key."""
    try:
        private = serialization.load_der_private_key(der, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyRefusedError("The private key cannot be read: it must be PKCS #8 DER, not encrypted.") from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise KeyRefusedError("An organisation's key must be an elliptic-curve key on P-256.")
    return OrganisationPrivateKey(_thumbprint(*coordinates(private.public_key())), ECKey(private, private))


def load_public(jwk: Mapping[str, object]) -> OrganisationPublicKey:
    """The public key of a JWK; KeyRefusedError, naming the member, unless it is exactly what we hand out.

    joserfc does not compare a JWK's `alg` with a header, so a key made for something else must stop here.
    """
    if "d" in jwk:
        raise KeyRefusedError("This JWK has the member d: it is a private key. Give the public one.")
    unexpected = sorted(set(jwk) ^ _MEMBERS)
    if unexpected:
        raise KeyRefusedError(f"The public JWK lacks these members, or must not have them: {', '.join(unexpected)}.")
    for member, wanted in _FIXED_MEMBERS.items():
        if jwk[member] != wanted:
            raise KeyRefusedError(f"The public JWK's {member} must be {wanted}.")
    x, y = jwk["x"], jwk["y"]
    if not isinstance(x, str) or not isinstance(y, str):
        raise KeyRefusedError("The public JWK's x and y must be text.")
    try:
        public = point(x, y)
    except ValueError:
        raise KeyRefusedError("The public JWK's x and y are not a point on P-256.") from None
    if jwk["kid"] != _thumbprint(x, y):
        raise KeyRefusedError("The public JWK's kid is not its RFC 7638 thumbprint.")
    return OrganisationPublicKey(_thumbprint(x, y), ECKey(public, public))


def point(x: str, y: str) -> ec.EllipticCurvePublicKey:
    """The public key of two coordinates in base64url; ValueError when they are not a point on P-256."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + _coordinate(x) + _coordinate(y))


def _coordinate(text: str) -> bytes:
    data = b64u_decode(text)
    if len(data) != 32:
        raise ValueError("a coordinate has 32 bytes")
    return data


def coordinates(public: ec.EllipticCurvePublicKey) -> tuple[str, str]:
    """The two coordinates of a public key in base64url."""
    point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return b64u(point[1:33]), b64u(point[33:])


def _thumbprint(x: str, y: str) -> str:
    """RFC 7638 §3.2: SHA-256 of the required members, in order, without spaces."""
    return b64u(hashlib.sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode()).digest())
