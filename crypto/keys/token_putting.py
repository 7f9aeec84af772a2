"""Keys put into a token from outside, because shares on paper are to bring them back when the token is lost.

They are as sensitive there as those made in it, and leave it as little. That they were once elsewhere the token itself
says for good: CKA_LOCAL is false, and nobody can set it (PKCS #11 v2.40 §4.4).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto.errors import ProviderError, UnwrapError
from crypto.keys.provider import LOG, ROOT
from crypto.keys.roots import name_of_root
from crypto.keys.token_keys import ED25519, LABELS, find_roots, kept_there, objects
from crypto.keys.token_session import Token
from crypto.keys.token_wrapping import PROBE, unwrapped_by
from crypto.wrapping import wrap_key

with suppress(ModuleNotFoundError):
    import pkcs11
    from pkcs11.exceptions import PKCS11Error

_OCTETS: Final = b"\x04\x20"
"""A DER octet string of 32 bytes, as which CKA_EC_POINT holds a public key (v3.0 §2.3.5)."""


def put_keys(token: Token, root: bytes, signing: bytes, made_on: date) -> None:
    """Put a root key and the log's signing key (32 bytes each) there; run again, whichever is not there yet.

    Raises ProviderError, before anything is put, where the token holds other keys, and where it takes none.
    """
    token.use(lambda session: _put(session, token.label, root, Ed25519PrivateKey.from_private_bytes(signing), made_on),
              writes=True)  # fmt: skip


def _put(session: Any, label: str, root: bytes, signing: Ed25519PrivateKey, made_on: date) -> None:
    kinds, name = pkcs11.ObjectClass, LABELS[LOG]
    roots, private = find_roots(session), objects(session, kinds.PRIVATE_KEY, name)
    public, own = objects(session, kinds.PUBLIC_KEY, name), signing.public_key().public_bytes_raw()
    same = [_unwraps(one, root) for one in roots] + [_signs(one, signing) for one in private]
    if not all(same + [bytes(one[pkcs11.Attribute.EC_POINT])[-len(own) :] == own for one in public]):
        raise ProviderError(f"The token {label} holds other keys: put these into a new one.")
    day = f"1 {made_on}".encode()
    if not roots:
        session.create_object({
            pkcs11.Attribute.CLASS: kinds.SECRET_KEY, pkcs11.Attribute.KEY_TYPE: pkcs11.KeyType.AES,
            pkcs11.Attribute.LABEL: LABELS[ROOT], pkcs11.Attribute.ID: day + f" {name_of_root(root)}".encode(),
            pkcs11.Attribute.VALUE: root, pkcs11.Attribute.ENCRYPT: True, pkcs11.Attribute.DECRYPT: True,
            pkcs11.Attribute.TOKEN: True, **kept_there(),
        })  # fmt: skip
    curve = {
        pkcs11.Attribute.KEY_TYPE: pkcs11.KeyType.EC_EDWARDS, pkcs11.Attribute.EC_PARAMS: ED25519,
        pkcs11.Attribute.LABEL: name, pkcs11.Attribute.ID: day, pkcs11.Attribute.TOKEN: True,
    }  # fmt: skip
    if not public:
        point = _OCTETS + own
        session.create_object(
            {**curve, pkcs11.Attribute.CLASS: kinds.PUBLIC_KEY, pkcs11.Attribute.EC_POINT: point,
             pkcs11.Attribute.VERIFY: True})  # fmt: skip
    if not private:  # last, as `missing_keys` looks for it
        session.create_object(
            {**curve, pkcs11.Attribute.CLASS: kinds.PRIVATE_KEY, pkcs11.Attribute.VALUE: signing.private_bytes_raw(),
             pkcs11.Attribute.SIGN: True, **kept_there()})  # fmt: skip


def _unwraps(there: Any, root: bytes) -> bool:
    """Whether a root key of a token is this one."""
    try:
        return unwrapped_by(there, wrap_key(root, bytes(32), PROBE), PROBE) == bytes(32)
    except (PKCS11Error, UnwrapError):
        return False


def _signs(there: Any, signing: Ed25519PrivateKey) -> bool:
    """Whether a signing key of a token is this one."""
    try:
        signing.public_key().verify(bytes(there.sign(b"probe", mechanism=pkcs11.Mechanism.EDDSA)), b"probe")
    except (PKCS11Error, InvalidSignature):
        return False
    return True
