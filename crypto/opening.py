"""Opening: the only functions that turn boxes and key grants into plaintext. Only the gate may import this module."""

import hmac
import json
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from joserfc import jwe
from joserfc.errors import JoseError

from crypto.box_format import CIPHERTEXT_AT, COMMITMENT, KEY_LENGTH, NONCE, PREFIX, TAG_LENGTH, derive, unpad
from crypto.encoding import b64u_decode
from crypto.errors import Undecryptable
from crypto.grant_format import GrantEntry, decode_entries, header, registry
from crypto.organisation_keys import OrganisationPrivateKey
from crypto.places import FieldPlace, GrantPlace
from crypto.sealing import box_digest

__all__ = ["GrantEntry", "Undecryptable", "open_field", "open_grant", "open_granted_field"]

_REGISTRY: Final = registry()
_EPHEMERAL_MEMBERS: Final = frozenset({"kty", "crv", "x", "y"})
_JWE_FAILURES: Final = (JoseError, InvalidTag, InvalidUnwrap, ValueError, TypeError, AssertionError, RecursionError)


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
    """The entries of a key grant to `recipient` at `place`, sorted; Undecryptable if anything at all is wrong."""
    try:
        _require_header(grant, header(recipient.kid, place))
        opened = jwe.decrypt_compact(grant, recipient.jose, registry=_REGISTRY)
        return decode_entries(place, opened.plaintext or b"")
    except _JWE_FAILURES:
        raise Undecryptable from None


def open_granted_field(entry: GrantEntry, box: bytes, grant: GrantPlace) -> bytes:
    """The plaintext of the very box a grant entry lists; Undecryptable for any other box, even one that would open."""
    if not hmac.compare_digest(box_digest(box), entry.box_sha256):
        raise Undecryptable
    return open_field(entry.key, box, entry.place(grant))


def _require_header(grant: str, expected: dict[str, str]) -> None:
    """Raise ValueError unless the header is exactly ours: nothing in it may choose an algorithm, key or extension."""
    # joserfc itself refuses a part whose base64url has a second spelling; a test holds that.
    members = json.loads(b64u_decode(grant.partition(".")[0]))
    ephemeral = members.pop("epk") if isinstance(members, dict) and "epk" in members else None
    if members != expected or not isinstance(ephemeral, dict) or set(ephemeral) != _EPHEMERAL_MEMBERS:
        raise ValueError("not the header of a grant to this recipient at this place")
    if ephemeral["kty"] != "EC" or ephemeral["crv"] != "P-256":
        raise ValueError("not an ephemeral key on P-256")
