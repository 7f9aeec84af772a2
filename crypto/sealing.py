"""Sealing: field keys, SPF1 boxes and key grants. Anyone may seal; opening is a module of its own."""

import hashlib
import json
import os
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from crypto.box_format import (
    CIPHERTEXT_AT,
    COMMITMENT,
    KEY_LENGTH,
    LARGEST_PLAINTEXT,
    NONCE,
    PREFIX,
    TAG_LENGTH,
    derive,
    padded_length,
)
from crypto.encoding import b64u
from crypto.grant_format import DERIVED_FOR, NONCE_LENGTH, GrantEntry, encode_entries, header
from crypto.organisation_keys import OrganisationPublicKey, coordinates
from crypto.places import FieldPlace, GrantPlace

__all__ = ["GrantEntry", "box_digest", "issue_grant", "new_field_key", "seal_field"]


def new_field_key() -> bytes:
    """A random 32-byte key, for one box only."""
    return os.urandom(KEY_LENGTH)


def seal_field(key: bytes, plaintext: bytes, place: FieldPlace) -> bytes:
    """An SPF1 box of `plaintext`, padded, bound to `place`. Use each key for one box only.

    Raises ValueError for a key that has not 32 bytes, or more than 1 MiB of plaintext.
    """
    if len(key) != KEY_LENGTH:
        raise ValueError("A field key has 32 bytes.")
    if len(plaintext) > LARGEST_PLAINTEXT:
        raise ValueError("A field holds at most 1 MiB; larger things are attachments.")
    context = place.encoded()
    encryption_key, commitment = derive(key, context)
    padded = bytearray(padded_length(len(plaintext)))
    padded[: len(plaintext)] = plaintext
    padded[len(plaintext)] = 0x80
    box = bytearray(CIPHERTEXT_AT + len(padded) + TAG_LENGTH)
    box[: len(PREFIX)] = PREFIX
    box[NONCE] = nonce = os.urandom(12)
    box[COMMITMENT] = commitment
    # Written in place: joining 100 KB of bytes would cost more than encrypting them.
    AESGCM(encryption_key).encrypt_into(nonce, padded, PREFIX + context, memoryview(box)[CIPHERTEXT_AT:])
    return bytes(box)


def box_digest(box: bytes) -> bytes:
    """SHA-256 of a box, as a grant lists it."""
    return hashlib.sha256(box).digest()


def issue_grant(recipient: OrganisationPublicKey, place: GrantPlace, entries: Iterable[GrantEntry]) -> str:
    """A key grant (JWE Compact) of `entries` to `recipient`; what is not listed is not even named.

    Written as it is opened, without a library for all of JOSE; a test has such a library open it. Raises ValueError for
    a repeated entry, or a key or digest that has not 32 bytes.
    """
    plaintext = encode_entries(place, entries)
    public = recipient.jose.public_key
    ephemeral, key, nonce = ec.generate_private_key(ec.SECP256R1()), new_field_key(), os.urandom(NONCE_LENGTH)
    x, y = coordinates(ephemeral.public_key())
    members = header(recipient.kid, place) | {"epk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}
    head = b64u(json.dumps(members, separators=(",", ":")).encode("ascii"))
    derived = ConcatKDFHash(SHA256(), KEY_LENGTH, DERIVED_FOR).derive(ephemeral.exchange(ec.ECDH(), public))
    sealed = AESGCM(key).encrypt(nonce, plaintext, head.encode("ascii"))
    parts = (aes_key_wrap(derived, key), nonce, sealed[:-TAG_LENGTH], sealed[-TAG_LENGTH:])
    return ".".join([head, *map(b64u, parts)])
