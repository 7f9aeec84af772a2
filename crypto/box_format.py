"""SPF1, the format of a sealed field: layout, key derivation, padding. Sealing and opening both read it from here."""

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.errors import Undecryptable

KEY_LENGTH: Final = 32
PREFIX: Final = b"SPF1\x01\x00"  # magic, suite 1 (HKDF-SHA-256, AES-256-GCM, 32-byte commitment), flags 0
NONCE: Final = slice(6, 18)
COMMITMENT: Final = slice(18, 50)
CIPHERTEXT_AT: Final = 50
TAG_LENGTH: Final = 16
LARGEST_PLAINTEXT: Final = 1024 * 1024  # larger things are attachments and need a chunked format

_LABEL: Final = b"prx/field/v1\x00"
_SMALL_SIZES: Final = (64, 256, 1024)
_PAGE: Final = 4096
_PADDING: Final = b"\x80" + bytes(_PAGE - 1)
_SHA256: Final = hashes.SHA256()


def derive(key: bytes, context: bytes) -> tuple[bytes, bytes]:
    """The encryption key and the key commitment of one box (RFC 5869, no salt; 64 bytes, cut in half).

    The commitment is what plain AES-GCM lacks: without it one ciphertext can open under two keys to two texts.
    """
    okm = HKDF(_SHA256, 64, None, _LABEL + context).derive(key)
    return okm[:32], okm[32:]


def padded_length(length: int) -> int:
    """The size a plaintext of `length` bytes is padded to: 64, 256, 1,024, then multiples of 4,096."""
    needed = length + 1
    for size in _SMALL_SIZES:
        if needed <= size:
            return size
    return -(-needed // _PAGE) * _PAGE


def unpad(padded: bytes) -> bytes:
    """The plaintext before ISO 7816-4 padding; Undecryptable unless the padding is exactly what sealing writes."""
    end = padded.rfind(_PADDING[:1])
    if end < 0 or not _PADDING.startswith(padded[end:]) or padded_length(end) != len(padded):
        raise Undecryptable
    return padded[:end]
