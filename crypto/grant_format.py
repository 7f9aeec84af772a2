"""The key grant: a JWE whose plaintext lists the field keys that policy gives one organisation (RFC 7516)."""

import re
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Final, NamedTuple

from crypto.box_format import KEY_LENGTH
from crypto.canonical import canonical
from crypto.encoding import b64u, b64u_bytes, length_prefixed, u32
from crypto.organisation_keys import ALGORITHM
from crypto.places import FieldPlace, GrantPlace

ENCRYPTION: Final = "A256GCM"
TYPE: Final = "prx-grant+json"

NONCE_LENGTH: Final = 12
DERIVED_FOR: Final = (  # RFC 7518 §4.6.2: the algorithm, two parties of no name, and how many bits
    length_prefixed(ALGORITHM.encode()) + length_prefixed(b"") + length_prefixed(b"") + u32(8 * KEY_LENGTH)
)

_DIGEST_LENGTH: Final = 32
LARGEST_GRANT: Final = 1024 * 1024
LARGEST_HEADER: Final = 1024
_VERSIONS: Final = 2**32
_32_BYTES: Final = rb"([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])"  # base64url: the last character's two unused bits are 0
_ENTRY: Final = re.compile(
    rb'(,?)\{"box":"' + _32_BYTES + rb'","k":"' + _32_BYTES + rb'","n":"([a-z][a-z0-9_]{0,254})",'
    rb'"r":"(full|gist|masked)","ver":([1-9][0-9]{0,9})\}'
)
"""One entry in its canonical form: names and versions as a place takes them, members sorted, no spaces."""
_AROUND: Final = len(b'{"box":"","k":"","n":"","r":"","ver":}')
"""What of an entry is the same in each."""


class GrantEntry(NamedTuple):
    """One field key of a grant, and the SHA-256 of the box it opens. Its repr never shows the key.

    A page opens hundreds, and a tuple is made faster than anything else.
    """

    field: str
    rendition: str
    version: int
    key: bytes
    box_sha256: bytes

    def __repr__(self) -> str:
        return (
            f"GrantEntry(field={self.field!r}, rendition={self.rendition!r}, version={self.version!r}, "
            f"box_sha256={self.box_sha256!r})"
        )

    def place(self, grant: GrantPlace) -> FieldPlace:
        """The place of the box this entry opens."""
        return FieldPlace(
            grant.tenant, grant.file, grant.record, self.field, self.rendition, self.version, grant.author
        )


def header(kid: str, place: GrantPlace) -> dict[str, str]:
    """The protected header of a grant, without `epk`."""
    return {
        "alg": ALGORITHM,
        "enc": ENCRYPTION,
        "typ": TYPE,
        "kid": kid,
        "prx_file": str(place.file),
        "prx_rec": str(place.record),
        "prx_org": str(place.organisation),
    }


def encode_entries(place: GrantPlace, entries: Iterable[GrantEntry]) -> bytes:
    """The plaintext of a grant, entries sorted; ValueError for a repeated entry or a key or digest of wrong length."""
    ordered = sorted(entries, key=_order)
    if len({_order(entry) for entry in ordered}) != len(ordered):
        raise ValueError("A grant lists each field, rendition and version once.")
    head, tail = _frame(place)
    return head + b",".join(_written(entry) for entry in ordered) + tail


def decode_entries(place: GrantPlace, plaintext: bytes) -> tuple[GrantEntry, ...]:
    """The entries of a grant's plaintext; ValueError unless it is exactly what `encode_entries` writes for `place`.

    Only the one form is read at all: each byte has its place, and no value in it has a second spelling.
    """
    head, tail = _frame(place)
    if not plaintext.startswith(head) or not plaintext.endswith(tail) or len(plaintext) < len(head) + len(tail):
        raise ValueError("not a grant for this place")
    listed = plaintext[len(head) : len(plaintext) - len(tail)]
    found = _ENTRY.findall(listed)
    if sum(map(len, chain.from_iterable(found))) + len(found) * _AROUND != len(listed):
        raise ValueError("not an entry as issuing writes one")  # something stands between them, or beside them
    if [one[0] for one in found] != [b"", *[b","] * (len(found) - 1)][: len(found)]:
        raise ValueError("not an entry as issuing writes one")
    entries = tuple(
        GrantEntry(name.decode(), rendition.decode(), int(version), b64u_bytes(key), b64u_bytes(box))
        for _, box, key, name, rendition, version in found
    )
    if any(one.version >= _VERSIONS for one in entries) or not all(one[:3] < two[:3] for one, two in pairwise(entries)):
        raise ValueError("not entries in the order in which issuing writes them")
    return entries


def _order(entry: GrantEntry) -> tuple[str, str, int]:
    return entry.field, entry.rendition, entry.version


def _context(place: GrantPlace) -> dict[str, str]:
    return {
        "tenant": str(place.tenant),
        "file": str(place.file),
        "record": str(place.record),
        "author": str(place.author),
    }


def _frame(place: GrantPlace) -> tuple[bytes, bytes]:
    """What stands before a grant's entries and after them."""
    head, tail = canonical({"v": 1, "ctx": _context(place), "fields": []}).split(b"[]")
    return head + b"[", b"]" + tail


def _written(entry: GrantEntry) -> bytes:
    """An entry in its one form; ValueError for a name, rendition or version that cannot be, or a length that is not."""
    if len(entry.key) != KEY_LENGTH or len(entry.box_sha256) != _DIGEST_LENGTH:
        raise ValueError("A grant's field keys and box digests have 32 bytes.")
    written = (
        f'{{"box":"{b64u(entry.box_sha256)}","k":"{b64u(entry.key)}","n":"{entry.field}","r":"{entry.rendition}",'
        f'"ver":{entry.version}}}'
    ).encode()
    if _ENTRY.fullmatch(written) is None or entry.version >= _VERSIONS:
        raise ValueError("A grant lists boxes: each has a field's name, a rendition and a version.")
    return written
