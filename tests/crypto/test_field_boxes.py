"""SPF1 boxes: what goes in comes out at the same place under the same key, and nothing else ever opens."""

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from crypto.box_format import padded_length
from crypto.opening import Undecryptable, open_field
from crypto.places import FieldPlace
from crypto.sealing import new_field_key, seal_field
from tests.crypto.builders import a_field_place, an_id

KEY = bytes(range(32))
PLACE = a_field_place()
MOVES: list[dict[str, Any]] = [
    {"tenant": an_id(9)}, {"file": an_id(9)}, {"record": an_id(9)}, {"field": "police_other"},
    {"rendition": "masked"}, {"rendition": "gist"}, {"version": 2}, {"author": an_id(9)},
]  # fmt: skip


@given(st.binary(max_size=5000))
def test_a_box_opens_to_what_was_sealed(plaintext: bytes) -> None:
    assert open_field(KEY, seal_field(KEY, plaintext, PLACE), PLACE) == plaintext


@pytest.mark.parametrize(
    "plaintext", [b"", b"\x80", b"\x00", b"a\x80\x00\x00", bytes(63), b"\x80" * 64, bytes(100_000)]
)
def test_padding_is_never_mistaken_for_text(plaintext: bytes) -> None:
    assert open_field(KEY, seal_field(KEY, plaintext, PLACE), PLACE) == plaintext


@given(st.integers(0, 20_000))
def test_sizes_are_padded_to_few_lengths(length: int) -> None:
    padded = padded_length(length)
    assert padded > length
    assert padded in {64, 256, 1024} or padded % 4096 == 0


def test_a_short_answer_and_none_have_boxes_of_one_size() -> None:
    assert (
        len({len(seal_field(KEY, text, PLACE)) for text in (b"no", b"A made-up sentence of some length.", bytes(63))})
        == 1
    )
    assert [padded_length(n) for n in (63, 64, 255, 256, 1023, 1024, 4095, 4096)] == [
        64,
        256,
        256,
        1024,
        1024,
        4096,
        4096,
        8192,
    ]


def test_every_flipped_bit_is_refused() -> None:
    box = seal_field(KEY, b"none", PLACE)
    for position in range(len(box) * 8):
        changed = bytearray(box)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(Undecryptable):
            open_field(KEY, bytes(changed), PLACE)


@pytest.mark.parametrize("move", MOVES)
def test_a_box_moved_anywhere_else_is_refused(move: dict[str, Any]) -> None:
    with pytest.raises(Undecryptable):
        open_field(KEY, seal_field(KEY, b"none", PLACE), a_field_place(**move))


def test_every_flipped_bit_of_the_key_is_refused() -> None:
    box = seal_field(KEY, b"none", PLACE)
    for position in range(256):
        changed = bytearray(KEY)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(Undecryptable):
            open_field(bytes(changed), box, PLACE)


def test_every_shorter_or_longer_box_is_refused() -> None:
    box = seal_field(KEY, b"none", PLACE)
    for wrong in [box[:length] for length in range(len(box))] + [box + b"\x00"]:
        with pytest.raises(Undecryptable):
            open_field(KEY, wrong, PLACE)


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(31), bytes(33)])
def test_keys_of_another_length_are_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_field(key, b"none", PLACE)
    with pytest.raises(Undecryptable):
        open_field(key, seal_field(KEY, b"none", PLACE), PLACE)


def test_more_than_one_mebibyte_is_refused() -> None:
    with pytest.raises(ValueError, match="1 MiB"):
        seal_field(KEY, bytes(1024 * 1024 + 1), PLACE)
    largest = bytes(1024 * 1024)
    assert open_field(KEY, seal_field(KEY, largest, PLACE), PLACE) == largest


def test_keys_and_nonces_are_fresh() -> None:
    assert len({new_field_key() for _ in range(100)}) == 100
    assert len({seal_field(KEY, b"none", PLACE)[6:18] for _ in range(100)}) == 100


def test_a_refusal_says_nothing_of_why() -> None:
    box = seal_field(KEY, b"none", PLACE)
    messages = set()
    for key, wrong in [(KEY, box[:-1]), (bytes(32), box), (KEY, box[:-1] + bytes([box[-1] ^ 1])), (KEY, b"")]:
        with pytest.raises(Undecryptable) as caught:
            open_field(key, wrong, PLACE)
        messages.add(str(caught.value))
        assert caught.value.__cause__ is None
    assert len(messages) == 1


def _sealed_by_the_book(key: bytes, padded: bytes, place: FieldPlace) -> bytes:
    """A second implementation of the format, from README.md alone, with HMAC for HKDF (RFC 5869 §2)."""
    context = place.encoded()
    info = b"prx/field/v1\x00" + context
    secret = hmac.digest(bytes(32), key, "sha256")
    encryption_key = hmac.digest(secret, info + b"\x01", "sha256")
    commitment = hmac.digest(secret, encryption_key + info + b"\x02", "sha256")
    nonce = hashlib.sha256(key).digest()[:12]
    sealed = AESGCM(encryption_key).encrypt(nonce, padded, b"SPF1\x01\x00" + context)
    return b"SPF1\x01\x00" + nonce + commitment + sealed


def test_the_format_is_what_its_description_says() -> None:
    padded = b"none\x80" + bytes(59)
    assert open_field(KEY, _sealed_by_the_book(KEY, padded, PLACE), PLACE) == b"none"


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(64),
        b"none\x80" + bytes(58),
        b"none\x80" + bytes(251),
        b"none\x80" + bytes(58) + b"x",
        b"\x80" + bytes(1023),
    ],
)
def test_padding_that_sealing_would_not_write_is_refused_even_when_authentic(padded: bytes) -> None:
    with pytest.raises(Undecryptable):
        open_field(KEY, _sealed_by_the_book(KEY, padded, PLACE), PLACE)
