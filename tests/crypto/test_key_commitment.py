"""Two organisations, one ciphertext, two stories: plain AES-GCM allows it, an SPF1 box does not."""

import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.box_format import PREFIX, derive
from crypto.opening import Undecryptable, open_field
from tests.crypto.builders import a_field_place

KEY_A, KEY_B = bytes([0xA1]) * 32, bytes([0xB2]) * 32
NONCE = bytes(range(12))
STORY_A = b"No concerns known to this agency"
STORY_B = b"Child at immediate risk of harm."
PLACE = a_field_place()


def _aes(key: bytes, block: bytes) -> int:
    """AES of one block: counter mode over zeros gives it bare."""
    return int.from_bytes(Cipher(algorithms.AES(key), modes.CTR(block)).encryptor().update(bytes(16)), "big")


def _multiply(x: int, y: int) -> int:
    """The product in GCM's field (NIST SP 800-38D §6.3): bit 0 is the leftmost."""
    product = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            product ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return product


def _power(x: int, exponent: int) -> int:
    result = 1 << 127
    while exponent:
        if exponent & 1:
            result = _multiply(result, x)
        x, exponent = _multiply(x, x), exponent >> 1
    return result


def _blocks(data: bytes) -> list[int]:
    padded = data + bytes(-len(data) % 16)
    return [int.from_bytes(padded[i : i + 16], "big") for i in range(0, len(padded), 16)]


def _tag(key: bytes, aad: bytes, ciphertext: bytes) -> int:
    h, state = _aes(key, bytes(16)), 0
    for block in [*_blocks(aad), *_blocks(ciphertext), len(aad) * 8 << 64 | len(ciphertext) * 8]:
        state = _multiply(state ^ block, h)
    return state ^ _aes(key, NONCE + struct.pack(">I", 1))


def _stream(key: bytes, length: int) -> bytes:
    return AESGCM(key).encrypt(NONCE, bytes(length), None)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _collide(key_a: bytes, key_b: bytes, aad: bytes, padded_for: bytes) -> bytes:
    """One ciphertext and tag valid under both keys: STORY_A leads it for A, STORY_B follows in it for B.

    The tag is linear in each block, so one block left free (the fifth of sixteen) makes the two tags equal. The last
    eleven blocks are right padding for one key, so that nothing but the key commitment can refuse it.
    """
    before = _xor(STORY_A, _stream(key_a, 32)) + _xor(STORY_B, _stream(key_b, 64)[32:])
    after = _xor(b"\x80" + bytes(175), _stream(padded_for, 256)[80:])
    unequal = _tag(key_a, aad, before + bytes(16) + after) ^ _tag(key_b, aad, before + bytes(16) + after)
    factor = _power(_aes(key_a, bytes(16)), 13) ^ _power(_aes(key_b, bytes(16)), 13)
    free = _multiply(unequal, _power(factor, 2**128 - 2)).to_bytes(16, "big")
    ciphertext = before + free + after
    tag = _tag(key_a, aad, ciphertext)
    assert tag == _tag(key_b, aad, ciphertext)
    return ciphertext + tag.to_bytes(16, "big")


def test_plain_gcm_tells_two_organisations_two_stories() -> None:
    ciphertext = _collide(KEY_A, KEY_B, b"place", KEY_A)
    assert AESGCM(KEY_A).decrypt(NONCE, ciphertext, b"place").startswith(STORY_A)
    assert AESGCM(KEY_B).decrypt(NONCE, ciphertext, b"place")[32:].startswith(STORY_B)


@pytest.mark.parametrize("chosen", [KEY_A, KEY_B])
def test_the_same_attack_on_a_box_opens_for_exactly_one(chosen: bytes) -> None:
    context = PLACE.encoded()
    keys = {key: derive(key, context) for key in (KEY_A, KEY_B)}
    ciphertext = _collide(keys[KEY_A][0], keys[KEY_B][0], PREFIX + context, keys[chosen][0])
    for encryption_key, _ in keys.values():  # inside, the attack works: only the commitment stands in its way
        AESGCM(encryption_key).decrypt(NONCE, ciphertext, PREFIX + context)
    box = PREFIX + NONCE + keys[chosen][1] + ciphertext
    opened = open_field(chosen, box, PLACE)
    assert STORY_A in opened or STORY_B in opened
    with pytest.raises(Undecryptable):
        open_field(KEY_B if chosen == KEY_A else KEY_A, box, PLACE)
