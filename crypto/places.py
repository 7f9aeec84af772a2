"""Places: what a sealed value or a wrapped key is bound to. Moved anywhere else, it does not open."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from crypto.canonical import Json, canonical
from crypto.encoding import length_prefixed, u32

RENDITIONS: Final = frozenset({"gist", "masked", "full"})

_UUID_LENGTH: Final = u32(16)
_U32_LENGTH: Final = u32(4)
_RENDITIONS: Final = {name: length_prefixed(name.encode()) for name in RENDITIONS}
_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,254}")
_WORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,254}")


class Place(Protocol):
    """Anything whose bytes can be authenticated with a sealed value."""

    def encoded(self) -> bytes:
        """The place as bytes: a label of its own kind, a zero byte, then each part length-prefixed."""
        ...


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where one box belongs: one rendition of one version of one field of one record."""

    tenant: UUID
    file: UUID
    record: UUID
    field: str
    rendition: str
    version: int
    author: UUID

    def __post_init__(self) -> None:
        """Raise ValueError for a name, rendition or version that no catalogue entry could have."""
        if _FIELD_NAME.fullmatch(self.field) is None:
            raise ValueError("A field's key is lower-case letters, digits and underscores, and starts with a letter.")
        if self.rendition not in RENDITIONS:
            raise ValueError("A rendition is gist, masked or full.")
        _require_version(self.version)

    def encoded(self) -> bytes:
        """The label "prx/field/v1", 00, then LP of tenant, file, record, field, rendition, u32 version and author."""
        field = self.field.encode()
        return b"".join((
            b"prx/field/v1\x00", _UUID_LENGTH, self.tenant.bytes, _UUID_LENGTH, self.file.bytes,
            _UUID_LENGTH, self.record.bytes, u32(len(field)), field, _RENDITIONS[self.rendition],
            _U32_LENGTH, u32(self.version), _UUID_LENGTH, self.author.bytes,
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class GrantPlace:
    """Where one key grant belongs: one record, granted by its author to one organisation."""

    tenant: UUID
    file: UUID
    record: UUID
    author: UUID
    organisation: UUID

    def encoded(self) -> bytes:
        """The label "prx/grant/v1", 00, then LP of tenant, file, record, author and organisation."""
        return b"prx/grant/v1\x00" + b"".join(
            _UUID_LENGTH + part.bytes for part in (self.tenant, self.file, self.record, self.author, self.organisation)
        )


@dataclass(frozen=True, slots=True)
class WrapPlace:
    """Where a wrapped key belongs: the kind of row, its owner, what the key is for, and its version."""

    kind: str
    owner: UUID
    purpose: str
    version: int

    def __post_init__(self) -> None:
        """Raise ValueError for a kind, purpose or version that no key row could have."""
        if _WORD.fullmatch(self.kind) is None or _WORD.fullmatch(self.purpose) is None:
            raise ValueError("A kind and a purpose are lower-case words.")
        _require_version(self.version)

    def encoded(self) -> bytes:
        """The label "prx/wrap/v1", 00, then LP of kind, owner, purpose and u32 version."""
        return b"".join(
            (
                b"prx/wrap/v1\x00",
                length_prefixed(self.kind.encode()),
                _UUID_LENGTH,
                self.owner.bytes,
                length_prefixed(self.purpose.encode()),
                _U32_LENGTH,
                u32(self.version),
            )
        )


@dataclass(frozen=True, slots=True)
class EventPlace:
    """All that one event of a file says: who did what, about whom, when, and the digest of the event before it.

    What a clock did is by nobody, and may be about nobody.
    """

    file: UUID
    seq: int
    what: str
    about: UUID | None
    by: UUID | None
    organisation: UUID
    at: datetime
    codes: Json
    before: bytes

    def encoded(self) -> bytes:
        """The label "prx/event/v1", 00, then LP of file, u32 seq, what, about, by, organisation, at, codes and before.

        `about` and `by` are 16 bytes, or none for nobody: no person's id is as short. `at` is text in
        UTC with six decimals, `codes` canonical JSON, `before` 32 bytes, or none for the first.
        """
        return b"prx/event/v1\x00" + b"".join(
            length_prefixed(part)
            for part in (
                self.file.bytes,
                u32(self.seq),
                self.what.encode(),
                _bytes_of(self.about),
                _bytes_of(self.by),
                self.organisation.bytes,
                self.at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
                canonical(self.codes),
                self.before,
            )
        )


def _bytes_of(person: UUID | None) -> bytes:
    return b"" if person is None else person.bytes


def _require_version(version: int) -> None:
    if type(version) is not int or not 1 <= version < 2**32:
        raise ValueError("A version is a whole number from 1 to 4294967295.")
