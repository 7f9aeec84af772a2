"""Wrapping keys with keys, and sealing whole byte strings (grants at rest, log detail) with AES-256-GCM.

Nonces are random: rotate a wrapping key before 2^28 uses (NIST SP 800-38D allows 2^32).
"""

import os
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.errors import Undecryptable, UnwrapError
from crypto.places import Place, WrapPlace

_KEY_LENGTH: Final = 32
_NONCE_LENGTH: Final = 12
_TAG_LENGTH: Final = 16
_WRAPPED_KEY: Final = b"PWK1"  # differs from _SEALED_BYTES so that a wrapped key never opens as bytes, nor the reverse
_SEALED_BYTES: Final = b"PSB1"


Cipher = Callable[[bytes, bytes, bytes], bytes]
"""AES-256-GCM with some key, wherever that is: of a nonce, a text and what else is authenticated."""


def wrap_key(kek: bytes, key: bytes, place: WrapPlace) -> bytes:
    """`key` encrypted under `kek` and bound to `place`: PWK1, nonce, ciphertext, tag. ValueError unless 32 bytes each.

    An organisation's private key is longer: seal it with `seal_bytes`.
    """
    return wrap_by(_encrypting(kek), key, place)


def wrap_by(encrypt: Cipher, key: bytes, place: WrapPlace) -> bytes:
    """The same with a wrapping key that only `encrypt` reaches. Raises whatever that raises."""
    if len(key) != _KEY_LENGTH:
        raise ValueError("A wrapped key has 32 bytes.")
    return _seal(_WRAPPED_KEY, encrypt, key, place)


def unwrap_key(kek: bytes, wrapped: bytes, place: WrapPlace) -> bytes:
    """The key in `wrapped`; UnwrapError, without a reason, if anything at all is wrong."""
    key = _open(_WRAPPED_KEY, kek, wrapped, place)
    if key is None or len(key) != _KEY_LENGTH:
        raise UnwrapError
    return key


def unwrap_by(decrypt: Cipher, wrapped: bytes, place: WrapPlace) -> bytes:
    """The same with a wrapping key that only `decrypt` reaches. Raises whatever that raises."""
    start = len(_WRAPPED_KEY) + _NONCE_LENGTH
    if len(wrapped) != start + _KEY_LENGTH + _TAG_LENGTH or not wrapped.startswith(_WRAPPED_KEY):
        raise UnwrapError
    return decrypt(wrapped[len(_WRAPPED_KEY) : start], wrapped[start:], _WRAPPED_KEY + place.encoded())


def seal_bytes(kek: bytes, plaintext: bytes, place: Place) -> bytes:
    """`plaintext` encrypted under `kek` and bound to `place`: PSB1, nonce, ciphertext, tag. Not padded."""
    return _seal(_SEALED_BYTES, _encrypting(kek), plaintext, place)


def open_bytes(kek: bytes, sealed: bytes, place: Place) -> bytes:
    """The plaintext in `sealed`; Undecryptable, without a reason, if anything at all is wrong."""
    plaintext = _open(_SEALED_BYTES, kek, sealed, place)
    if plaintext is None:
        raise Undecryptable
    return plaintext


def _encrypting(kek: bytes) -> Cipher:
    if len(kek) != _KEY_LENGTH:
        raise ValueError("A wrapping key has 32 bytes.")
    return AESGCM(kek).encrypt


def _seal(magic: bytes, encrypt: Cipher, plaintext: bytes, place: Place) -> bytes:
    nonce = os.urandom(_NONCE_LENGTH)
    return magic + nonce + encrypt(nonce, plaintext, magic + place.encoded())


def _open(magic: bytes, kek: bytes, sealed: bytes, place: Place) -> bytes | None:
    start = len(magic) + _NONCE_LENGTH
    if len(kek) != _KEY_LENGTH or len(sealed) < start + _TAG_LENGTH or not sealed.startswith(magic):
        return None
    try:
        return AESGCM(kek).decrypt(sealed[len(magic) : start], sealed[start:], magic + place.encoded())
    except InvalidTag:
        return None
