import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from crypto.encoding import b64u, b64u_decode
from crypto.errors import KeyRefusedError
from crypto.organisation_keys import generate_organisation_key, load_private, load_public

_PLAIN = NoEncryption()


def _der(key: Any, encryption: Any = _PLAIN) -> bytes:
    der: bytes = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, encryption)
    return der


def test_a_generated_key_loads_as_one_pair() -> None:
    der, jwk = generate_organisation_key()
    assert load_private(der).kid == load_public(jwk).kid == jwk["kid"]
    assert (jwk["kty"], jwk["crv"], jwk["alg"], jwk["use"]) == ("EC", "P-256", "ECDH-ES+A256KW", "enc")


def test_the_kid_is_the_rfc_7638_thumbprint() -> None:
    _, jwk = generate_organisation_key()
    required = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    digest = hashlib.sha256(required.encode()).digest()
    assert jwk["kid"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_the_public_key_never_holds_the_private_one() -> None:
    _, jwk = generate_organisation_key()
    assert set(jwk) == {"kty", "crv", "alg", "use", "kid", "x", "y"}


@pytest.mark.parametrize(
    "changes, named",
    [
        ({"d": "AAAA"}, "member d"), ({"kty": "OKP"}, "kty"), ({"crv": "P-384"}, "crv"), ({"alg": "ECDH-ES"}, "alg"),
        ({"use": "sig"}, "use"), ({"kid": "other"}, "kid"), ({"x": "AAAA"}, "x and y"), ({"y": "!"}, "x and y"),
        ({"x": "A" * 43}, "x and y"), ({"key_ops": ["sign"]}, "key_ops"), ({"y": None}, "x and y"),
        ({"x": 1}, "must be text"), ({"use": True}, "use"),
    ],
)  # fmt: skip
def test_a_public_key_of_another_kind_is_refused_and_the_member_named(changes: dict[str, Any], named: str) -> None:
    _, jwk = generate_organisation_key()
    with pytest.raises(KeyRefusedError) as caught:
        load_public(jwk | changes)
    assert named in str(caught.value)


def test_a_public_key_without_its_name_is_refused() -> None:
    _, jwk = generate_organisation_key()
    del jwk["kid"]
    with pytest.raises(KeyRefusedError, match="kid"):
        load_public(jwk)


@pytest.mark.parametrize(
    "der",
    [
        b"", b"not a key", _der(ec.generate_private_key(ec.SECP384R1())), _der(ed25519.Ed25519PrivateKey.generate()),
        _der(ec.generate_private_key(ec.SECP256R1()), BestAvailableEncryption(b"made-up")),
    ],
    ids=["nothing", "no key", "another curve", "for signatures", "encrypted"],
)  # fmt: skip
def test_a_private_key_of_another_kind_is_refused(der: bytes) -> None:
    with pytest.raises(KeyRefusedError):
        load_private(der)


def test_a_coordinate_written_as_a_number_is_refused() -> None:
    """43 digits are base64url of 32 bytes, too: written as a number they would read as the very same coordinate."""
    x, y = next(filter(None, (_point(f"{start}{'0' * 41}") for start in range(10, 100))))
    required = json.dumps({"crv": "P-256", "kty": "EC", "x": x, "y": y}, separators=(",", ":"))
    kid = b64u(hashlib.sha256(required.encode()).digest())
    jwk = generate_organisation_key()[1] | {"kid": kid, "x": x, "y": y}
    assert load_public(jwk).kid == kid
    with pytest.raises(KeyRefusedError, match="must be text"):
        load_public(jwk | {"x": int(x)})


def _point(x: str) -> tuple[str, str] | None:
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x02" + b64u_decode(x))
    except ValueError:
        return None
    return x, b64u(public.public_numbers().y.to_bytes(32, "big"))
