"""Wrapping by root keys that are handles in a token: AES-256-GCM there, the layout of every other provider's here."""

import os
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from crypto.keys.token_keys import TokenKeys
from crypto.places import WrapPlace
from crypto.wrapping import unwrap_by, wrap_by

with suppress(ModuleNotFoundError):
    import pkcs11
    from pkcs11.exceptions import PKCS11Error

PROBE: Final = WrapPlace("probe", UUID(int=0), "health", 1)


def wrapped_by(root: Any, key: bytes, place: WrapPlace) -> bytes:
    """`key` wrapped by a root key of a token, bound to `place`. Raises PKCS11Error."""

    def encrypt(nonce: bytes, text: bytes, authenticated: bytes) -> bytes:
        return bytes(root.encrypt(text, **_gcm(nonce, authenticated)))

    return wrap_by(encrypt, key, place)


def unwrapped_by_any(keys: TokenKeys, wrapped: bytes, place: WrapPlace) -> bytes:
    """The key in `wrapped`, by whichever root key it was wrapped. Raises PKCS11Error, or UnwrapError for nonsense."""
    for root in keys.roots[:-1]:
        with suppress(PKCS11Error):
            return unwrapped_by(root, wrapped, place)
    return unwrapped_by(keys.roots[-1], wrapped, place)


def unwrapped_by(root: Any, wrapped: bytes, place: WrapPlace) -> bytes:
    """The key in `wrapped`, by one root key. Raises PKCS11Error, or UnwrapError for nonsense."""

    def decrypt(nonce: bytes, text: bytes, authenticated: bytes) -> bytes:
        return bytes(root.decrypt(text, **_gcm(nonce, authenticated)))

    return unwrap_by(decrypt, wrapped, place)


def _gcm(nonce: bytes, authenticated: bytes) -> dict[str, Any]:
    return {"mechanism": pkcs11.Mechanism.AES_GCM, "mechanism_param": pkcs11.GCMParams(nonce, authenticated, 128)}


def answers(keys: TokenKeys) -> bool:
    """Whether a token unwraps what it wraps. Raises PKCS11Error where it does neither."""
    probe = os.urandom(32)
    return unwrapped_by(keys.newest, wrapped_by(keys.newest, probe, PROBE), PROBE) == probe
