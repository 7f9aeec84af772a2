"""Sealed records as they are stored: what they are about, and ciphertext. Nothing here can be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Record:
    """One record about one subject, authored by one organisation: a case, a request or a return.

    `what` names a statement, None for what is merely held on record. A record of a case is never saved again: `version`
    counts what was said of that kind about that subject, and `supersedes` is the one before. `codes` stand in clear.
    `channel` is how it came, `happened_at` when what it tells of happened, where that is another time.
    """

    id: UUID
    file_id: UUID
    kind: str
    subject_id: UUID
    subject_kind: str
    author_id: UUID
    author_person_id: UUID
    approved_by: UUID | None
    state: str
    version: int
    purpose: str
    legal_basis: str
    protection: str
    policy_release: int
    saved_at: datetime
    released_at: datetime | None
    supersedes: UUID | None
    what: str | None = None
    codes: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "exchange"
    happened_at: datetime | None = None


class Box(NamedTuple):
    """One rendition of one field, sealed. A page reads hundreds, and a tuple is made faster than anything else."""

    field: str
    rendition: str
    version: int
    box: bytes


class BesidePlaces(NamedTuple):
    """Boxes by record: those of the records sought, and those that say a place in their case.

    `stated` are the records of what was stated last of each person of the case, of the kinds that were asked for.
    """

    sought: Mapping[UUID, tuple[Box, ...]]
    places: Mapping[UUID, tuple[Box, ...]]
    stated: frozenset[UUID]


def digest_of(boxes: Iterable[Box]) -> str:
    """What a leaf says of boxes: the SHA-256 over theirs, in ascending order, all hexadecimal."""
    each = sorted(hashlib.sha256(box.box).hexdigest() for box in boxes)
    return hashlib.sha256("".join(each).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """A key grant at rest: the JWE sealed once more under the file's key."""

    record_id: UUID
    organisation_id: UUID
    kid: str
    version: int
    sealed: bytes
    policy_release: int
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class TenantKey:
    """A tenant key, wrapped by the root key. Purposes: file, organisation, detail, figures."""

    organisation_id: UUID
    purpose: str
    version: int
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class FileKey:
    """A file's key as the key store has it: wrapped by this version of the hub's tenant key `file`."""

    file_id: UUID
    tenant_version: int
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class OrganisationKey:
    """An organisation's P-256 key: the public half in clear, the private half wrapped by its tenant key."""

    kid: str
    organisation_id: UUID
    public: dict[str, str]
    private_wrapped: bytes
