"""Wycheproof and RFC vectors, run through the very primitives and settings this package uses."""

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from crypto.opening import Undecryptable, open_grant
from crypto.organisation_keys import generate_organisation_key, load_private
from tests.crypto.builders import a_grant_place
from tests.crypto.vectors import wycheproof


def _bytes(test: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(test[name]) for name in names]


def test_aes_256_gcm() -> None:
    cases = wycheproof("aes_gcm", keySize=256, ivSize=96, tagSize=128)
    assert len(cases) > 60
    for _, test in cases:
        key, nonce, aad, message, ciphertext, tag = _bytes(test, "key", "iv", "aad", "msg", "ct", "tag")
        if test["result"] == "valid":
            assert AESGCM(key).encrypt(nonce, message, aad) == ciphertext + tag
            assert AESGCM(key).decrypt(nonce, ciphertext + tag, aad) == message
        else:
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(nonce, ciphertext + tag, aad)


def test_hkdf_sha_256() -> None:
    cases = wycheproof("hkdf_sha256")
    assert len(cases) > 80
    for _, test in cases:
        secret, salt, info = _bytes(test, "ikm", "salt", "info")
        if test["result"] == "valid":
            derived = HKDF(hashes.SHA256(), test["size"], salt or None, info).derive(secret)
            assert derived.hex() == test["okm"]
        else:
            with pytest.raises(ValueError, match="larger"):
                HKDF(hashes.SHA256(), test["size"], salt or None, info)


def test_ed25519() -> None:
    cases = wycheproof("ed25519")
    assert len(cases) > 140
    for group, test in cases:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))
        message, signature = _bytes(test, "msg", "sig")
        if test["result"] == "valid":
            public.verify(signature, message)
        else:
            with pytest.raises(InvalidSignature):
                public.verify(signature, message)


def test_ecdh_p_256() -> None:
    cases = wycheproof("ecdh_secp256r1_ecpoint")
    assert len(cases) > 340
    for _, test in cases:
        private = ec.derive_private_key(int(test["private"], 16), ec.SECP256R1())
        point = bytes.fromhex(test["public"])
        try:
            shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
        except ValueError:
            assert test["result"] != "valid", test
        else:
            assert test["result"] != "invalid", test
            assert shared.hex() == test["shared"]


def test_aes_256_key_wrap() -> None:
    """RFC 3394 §4.6: 256 bits of key data under a 256-bit key."""
    kek, key = bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
    wrapped = bytes.fromhex("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21")
    assert aes_key_wrap(kek, key) == wrapped
    assert aes_key_unwrap(kek, wrapped) == key
    with pytest.raises(InvalidUnwrap):
        aes_key_unwrap(kek, wrapped[:-1] + b"\x20")


def test_jwe_on_p_256_with_one_algorithm_named() -> None:
    """The rule our registry keeps (one `alg`, one `enc`, from the key's record) refuses every invalid case."""
    cases = wycheproof("json_web_crypto", comment="jwe_ec")
    assert len(cases) == 17
    for group, test in cases:
        key = import_key(group["private"])
        registry = jwe.JWERegistry(algorithms=[group["private"]["alg"], "A128CBC-HS256", "A128GCM", "A256GCM"])
        if test["result"] == "valid":
            assert jwe.decrypt_compact(test["jwe"], key, registry=registry).plaintext
        else:
            with pytest.raises((JoseError, ValueError)):
                jwe.decrypt_compact(test["jwe"], key, registry=registry)


def test_no_published_jwe_or_jws_passes_for_a_key_grant() -> None:
    private = load_private(generate_organisation_key()[0])
    cases = [test.get("jwe") or test.get("jws") for _, test in wycheproof("json_web_crypto")]
    assert len(cases) > 80
    for case in cases:
        text = case if isinstance(case, str) else json.dumps(case)
        with pytest.raises(Undecryptable):
            open_grant(private, text, a_grant_place())
