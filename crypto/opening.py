"""Opening: the only functions that turn boxes and key grants into plaintext. Only the gate may import this module."""

import hmac
import json
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from crypto.box_format import CIPHERTEXT_AT, COMMITMENT, KEY_LENGTH, NONCE, PREFIX, TAG_LENGTH, derive, unpad
from crypto.encoding import b64u_decode
from crypto.errors import Undecryptable
from crypto.grant_format import (
    DERIVED_FOR,
    LARGEST_GRANT,
    LARGEST_HEADER,
    NONCE_LENGTH,
    GrantEntry,
    decode_entries,
    header,
)
from crypto.organisation_keys import OrganisationPrivateKey, point
from crypto.places import FieldPlace, GrantPlace
from crypto.sealing import box_digest

__all__ = ["GrantEntry", "Undecryptable", "open_field", "open_grant", "open_granted_field"]

_EPHEMERAL_MEMBERS: Final = frozenset({"kty", "crv", "x", "y"})
_GRANT_FAILURES: Final = (InvalidTag, InvalidUnwrap, ValueError, TypeError, RecursionError)


def open_field(key: bytes, box: bytes, place: FieldPlace) -> bytes:
    """The plaintext of an SPF1 box at `place`; Undecryptable, without a reason, if anything at all is wrong."""
    if len(key) != KEY_LENGTH or len(box) < CIPHERTEXT_AT + TAG_LENGTH or not box.startswith(PREFIX):
        raise Undecryptable
    context = place.encoded()
    encryption_key, commitment = derive(key, context)
    if not hmac.compare_digest(commitment, box[COMMITMENT]):
        raise Undecryptable
    try:
        padded = AESGCM(encryption_key).decrypt(box[NONCE], memoryview(box)[CIPHERTEXT_AT:], PREFIX + context)
    except InvalidTag:
        raise Undecryptable from None
    return unpad(padded)


def open_grant(recipient: OrganisationPrivateKey, grant: str, place: GrantPlace) -> tuple[GrantEntry, ...]:
    """The entries of a key grant to `recipient` at `place`, sorted; Undecryptable if anything at all is wrong.

    Opened without a library for all of JOSE, which spends most of its time on what a grant never is. It opens nothing
    that such a library refuses; a test compares the two.
    """
    try:
        head, *parts = grant.split(".")
        wrapped, nonce, ciphertext, tag = map(b64u_decode, parts)
        if len(grant) > LARGEST_GRANT or len(nonce) != NONCE_LENGTH or len(tag) != TAG_LENGTH:
            raise ValueError("not the parts of a grant")
        derived = ConcatKDFHash(SHA256(), KEY_LENGTH, DERIVED_FOR)
        shared = recipient.agree(_ephemeral(head, header(recipient.kid, place)))
        key = aes_key_unwrap(derived.derive(shared), wrapped)
        if len(key) != KEY_LENGTH:
            raise ValueError("not a key for A256GCM")
        return decode_entries(place, AESGCM(key).decrypt(nonce, ciphertext + tag, head.encode("ascii")))
    except _GRANT_FAILURES:
        raise Undecryptable from None


def open_granted_field(entry: GrantEntry, box: bytes, grant: GrantPlace) -> bytes:
    """The plaintext of the very box a grant entry lists; Undecryptable for any other box, even one that would open."""
    if not hmac.compare_digest(box_digest(box), entry.box_sha256):
        raise Undecryptable
    return open_field(entry.key, box, entry.place(grant))


def _ephemeral(head: str, expected: dict[str, str]) -> EllipticCurvePublicKey:
    """The sender's key for this grant alone. Raises ValueError unless the header is exactly ours: nothing in it may
    choose an algorithm, key or extension.
    """
    if len(head) > LARGEST_HEADER:
        raise ValueError("longer than any header of a grant")
    members = json.loads(b64u_decode(head))
    ephemeral = members.pop("epk") if isinstance(members, dict) and "epk" in members else None
    if members != expected or not isinstance(ephemeral, dict) or set(ephemeral) != _EPHEMERAL_MEMBERS:
        raise ValueError("not the header of a grant to this recipient at this place")
    kind, curve, x, y = (ephemeral[name] for name in ("kty", "crv", "x", "y"))
    if kind != "EC" or curve != "P-256" or not isinstance(x, str) or not isinstance(y, str):
        raise ValueError("not an ephemeral key on P-256")
    return point(x, y)
