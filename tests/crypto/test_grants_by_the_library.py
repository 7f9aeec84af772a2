"""Grants are opened without a library for all of JOSE: what opens here is what such a library opens, and no more."""

import json
import os
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_wrap
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.errors import JoseError

from crypto.encoding import b64u, b64u_decode
from crypto.grant_format import LARGEST_GRANT, LARGEST_HEADER, decode_entries, encode_entries, header
from crypto.opening import GrantEntry, Undecryptable, open_grant
from crypto.organisation_keys import generate_organisation_key, load_private, load_public
from crypto.sealing import issue_grant
from tests.crypto.builders import a_grant_place, a_sealed_entry, registry

DER, JWK = generate_organisation_key()
PRIVATE, PUBLIC = load_private(DER), load_public(JWK)
PLACE = a_grant_place()
ENTRY, _ = a_sealed_entry(PLACE)
PLAINTEXT = encode_entries(PLACE, [ENTRY])
GRANT = issue_grant(PUBLIC, PLACE, [ENTRY])
OTHER_INFO = b"\x00\x00\x00\x0eECDH-ES+A256KW" + bytes(8) + b"\x00\x00\x01\x00"

Outcome = tuple[GrantEntry, ...] | None


def by_the_library(grant: str) -> Outcome:
    """What the library opens, if the header is one of ours; None when it is refused."""
    try:
        members = json.loads(b64u_decode(grant.partition(".")[0]))
        epk = members.pop("epk", None) if isinstance(members, dict) else None
        if not isinstance(epk, dict) or set(epk) != {"kty", "crv", "x", "y"} or members != header(PRIVATE.kid, PLACE):
            return None
        if epk["kty"] != "EC" or epk["crv"] != "P-256":
            return None
        opened = jwe.decrypt_compact(grant, PRIVATE.jose, registry=registry())
        return decode_entries(PLACE, opened.plaintext or b"")
    except (JoseError, InvalidTag, InvalidUnwrap, ValueError, TypeError, AssertionError, RecursionError):
        return None


def here(grant: str) -> Outcome:
    try:
        return open_grant(PRIVATE, grant, PLACE)
    except Undecryptable:
        return None


def made(
    key: bytes = bytes(32),
    *,
    nonce: bytes = bytes(12),
    plaintext: bytes = PLAINTEXT,
    spaces: str = "",
    **epk: Any,
) -> str:
    """A grant as a sender makes it by hand, with anything in it."""
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    assert PUBLIC.jose.public_key is not None
    shared = ephemeral.exchange(ec.ECDH(), PUBLIC.jose.public_key)
    numbers = ephemeral.public_key().public_numbers()
    own = {"kty": "EC", "crv": "P-256", "x": b64u(numbers.x.to_bytes(32)), "y": b64u(numbers.y.to_bytes(32))}
    members = header(PUBLIC.kid, PLACE) | {"epk": own | epk}
    head = b64u(json.dumps(members).encode() + spaces.encode())
    wrapped = aes_key_wrap(ConcatKDFHash(SHA256(), 32, OTHER_INFO).derive(shared), key)
    sealed = AESGCM(key).encrypt(nonce, plaintext, head.encode())
    return ".".join([head, *map(b64u, (wrapped, nonce, sealed[:-16], sealed[-16:]))])


def test_a_grant_made_by_hand_opens_here_and_by_the_library() -> None:
    assert here(made()) == by_the_library(made()) == here(GRANT) == by_the_library(GRANT) == (ENTRY,)


@pytest.mark.parametrize("length", [16, 24])
def test_a_shorter_key_inside_opens_nothing(length: int) -> None:
    grant = made(os.urandom(length))
    assert here(grant) is by_the_library(grant) is None


@pytest.mark.parametrize("length", [8, 11, 13, 16])
def test_a_nonce_of_another_length_opens_nothing(length: int) -> None:
    grant = made(nonce=bytes(length))
    assert here(grant) is by_the_library(grant) is None


@pytest.mark.parametrize("length", [0, 4, 12, 15, 17])
def test_a_tag_of_another_length_opens_nothing(length: int) -> None:
    *parts, tag = GRANT.split(".")
    grant = ".".join([*parts, b64u((b64u_decode(tag) + bytes(4))[:length])])
    assert here(grant) is by_the_library(grant) is None


@pytest.mark.parametrize(
    "epk",
    [
        {"x": b64u(bytes(32))}, {"x": b64u(bytes(31))}, {"y": b64u(bytes(33))}, {"x": ""}, {"x": 1}, {"y": None},
        {"x": ["AAAA"]}, {"kty": "OKP"}, {"kty": ["EC"]}, {"crv": "P-384"}, {"crv": "secp256k1"}, {"d": "AAAA"},
        {"x": "A" * 42 + "B"}, {"x": "é"},
    ],
)  # fmt: skip
def test_an_ephemeral_key_that_is_none_of_ours_opens_nothing(epk: dict[str, Any]) -> None:
    grant = made(**epk)
    assert here(grant) is by_the_library(grant) is None


@pytest.mark.parametrize("spaces", [0, 1, LARGEST_HEADER])
def test_spaces_after_a_header_are_taken_as_the_library_takes_them(spaces: int) -> None:
    grant = made(spaces=" " * spaces)
    assert here(grant) == by_the_library(grant) == ((ENTRY,) if spaces < LARGEST_HEADER else None)


def test_what_is_longer_than_any_grant_opens_nothing() -> None:
    grant = made(plaintext=bytes(LARGEST_GRANT))
    assert here(grant) is by_the_library(grant) is None


@given(
    st.lists(
        st.tuples(st.integers(0, len(GRANT)), st.integers(0, 40), st.text("ABab01-_.=", max_size=40)),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_is_cut_out_and_put_in_is_refused_by_both_or_by_neither(edits: list[tuple[int, int, str]]) -> None:
    grant = GRANT
    for at, cut, put in edits:
        grant = grant[:at] + put + grant[at + cut :]
    assert here(grant) == by_the_library(grant)


@given(st.permutations(range(5)), st.integers(0, 4), st.binary(max_size=64))
def test_parts_in_another_order_or_of_other_bytes_are_refused_by_both_or_by_neither(
    order: list[int], at: int, other: bytes
) -> None:
    parts, more = GRANT.split("."), made().split(".")
    for grant in (
        ".".join(parts[one] for one in order),
        ".".join([*parts[:at], b64u(other), *parts[at + 1 :]]),
        ".".join([*parts[:at], more[at], *parts[at + 1 :]]),
    ):
        assert here(grant) == by_the_library(grant)
