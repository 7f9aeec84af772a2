from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import Undecryptable, UnwrapError
from crypto.places import Place
from crypto.wrapping import open_bytes, seal_bytes, unwrap_key, wrap_key
from tests.crypto.builders import a_grant_place, a_wrap_place, an_id

KEK, KEY = bytes(range(32)), bytes(range(32, 64))
PLACE = a_wrap_place()
MOVES: list[dict[str, Any]] = [{"kind": "key_tenant"}, {"owner": an_id(9)}, {"purpose": "detail"}, {"version": 2}]


def test_a_wrapped_key_unwraps_and_has_64_bytes() -> None:
    wrapped = wrap_key(KEK, KEY, PLACE)
    assert unwrap_key(KEK, wrapped, PLACE) == KEY
    assert (len(wrapped), wrapped[:4]) == (64, b"PWK1")


@given(st.binary(max_size=5000))
def test_sealed_bytes_open(plaintext: bytes) -> None:
    sealed = seal_bytes(KEK, plaintext, a_grant_place())
    assert open_bytes(KEK, sealed, a_grant_place()) == plaintext
    assert sealed[:4] == b"PSB1"


@pytest.mark.parametrize(
    "make, undo, refusal",
    [(wrap_key, unwrap_key, UnwrapError), (seal_bytes, open_bytes, Undecryptable)],
)
class TestRefusals:
    def test_every_flipped_bit(self, make: Callable[..., bytes], undo: Callable[..., bytes], refusal: Any) -> None:
        sealed = make(KEK, KEY, PLACE)
        for position in range(len(sealed) * 8):
            changed = bytearray(sealed)
            changed[position // 8] ^= 1 << position % 8
            with pytest.raises(refusal):
                undo(KEK, bytes(changed), PLACE)

    @pytest.mark.parametrize("move", MOVES)
    def test_every_other_place(self, make: Any, undo: Any, refusal: Any, move: dict[str, Any]) -> None:
        with pytest.raises(refusal):
            undo(KEK, make(KEK, KEY, PLACE), a_wrap_place(**move))

    def test_every_other_length(self, make: Any, undo: Any, refusal: Any) -> None:
        sealed = make(KEK, KEY, PLACE)
        for wrong in [sealed[:length] for length in range(len(sealed))] + [sealed + b"\x00"]:
            with pytest.raises(refusal):
                undo(KEK, wrong, PLACE)

    @pytest.mark.parametrize("key", [bytes(32), bytes(16), b"", bytes(33)])
    def test_every_other_key(self, make: Any, undo: Any, refusal: Any, key: bytes) -> None:
        with pytest.raises(refusal) as caught:
            undo(key, make(KEK, KEY, PLACE), PLACE)
        assert caught.value.__cause__ is None

    @pytest.mark.parametrize("key", [bytes(16), b"", bytes(33)])
    def test_a_wrapping_key_of_another_length(self, make: Any, undo: Any, refusal: Any, key: bytes) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            make(key, KEY, PLACE)


def test_a_wrapped_key_never_opens_as_bytes_nor_the_reverse() -> None:
    with pytest.raises(Undecryptable):
        open_bytes(KEK, wrap_key(KEK, KEY, PLACE), PLACE)
    with pytest.raises(UnwrapError):
        unwrap_key(KEK, seal_bytes(KEK, KEY, PLACE), PLACE)
    disguised = b"PWK1" + seal_bytes(KEK, KEY, PLACE)[4:]
    with pytest.raises(UnwrapError):
        unwrap_key(KEK, disguised, PLACE)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_does_not_unwrap_even_when_authentic(length: int) -> None:
    nonce = bytes(12)
    wrapped = b"PWK1" + nonce + AESGCM(KEK).encrypt(nonce, bytes(length), b"PWK1" + PLACE.encoded())
    with pytest.raises(UnwrapError):
        unwrap_key(KEK, wrapped, PLACE)


def test_only_keys_of_32_bytes_are_wrapped() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        wrap_key(KEK, KEY + b"\x00", PLACE)


def test_a_place_of_another_kind_is_another_place() -> None:
    places: list[Place] = [a_grant_place(), PLACE]
    sealed = seal_bytes(KEK, b"none", places[0])
    with pytest.raises(Undecryptable):
        open_bytes(KEK, sealed, places[1])
