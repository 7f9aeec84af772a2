"""Byte encodings that have exactly one form: length prefixes, and base64 that re-encodes identically."""

import base64
import binascii
import struct

_LENGTH = struct.Struct(">I")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")


def length_prefixed(data: bytes) -> bytes:
    """LP(data): its length as 4 bytes big-endian, then the bytes."""
    return _LENGTH.pack(len(data)) + data


def u32(number: int) -> bytes:
    """`number` as 4 bytes big-endian."""
    return _LENGTH.pack(number)


def b64u(data: bytes) -> str:
    """base64url without padding (RFC 7515 §2)."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=").decode("ascii")


def b64u_decode(text: str) -> bytes:
    """The bytes of unpadded base64url; ValueError for any text that `b64u` would not have written."""
    try:
        data = binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL) + b"==")
    except ValueError:
        raise ValueError("not base64url") from None
    if b64u(data) != text:
        raise ValueError("not base64url in its one form")
    return data


def b64u_bytes(text: bytes) -> bytes:
    """The bytes of unpadded base64url that is known to be in its one form."""
    return binascii.a2b_base64(text.translate(_FROM_URL) + b"==")


def b64(data: bytes) -> str:
    """Standard padded base64 (RFC 4648 §4), as signed notes use it."""
    return base64.b64encode(data).decode("ascii")


def b64_decode(text: str) -> bytes:
    """The bytes of standard base64; ValueError for any text that `b64` would not have written.

    Python ignores the unused bits of the last character: without the comparison two texts would mean one value.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise ValueError("not base64") from None
    if b64(data) != text:
        raise ValueError("not base64 in its one form")
    return data
