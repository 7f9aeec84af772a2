"""Keys derived from one secret: HKDF as RFC 5869 has it, and another for every use."""

from __future__ import annotations

import hashlib
import hmac

from crypto.subkeys import derive_key

SECRET = b"made-up secret of an installation"


def test_it_is_hkdf_written_out() -> None:
    extracted = hmac.digest(bytes(32), SECRET, hashlib.sha256)
    assert derive_key(SECRET, "prx/session/v1") == hmac.digest(extracted, b"prx/session/v1\x01", hashlib.sha256)


def test_each_use_has_a_key_of_its_own() -> None:
    assert derive_key(SECRET, "one") != derive_key(SECRET, "another")
    assert SECRET not in derive_key(SECRET, "one")
