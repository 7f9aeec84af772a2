"""What is written down of an act. The leaf commits to it; the erasable detail carries it. Never a value."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

KINDS = (
    "request_sent",
    "return_released",
    "stated",
    "recorded",
    "opened",
    "revealed",
    "refused",
    "probed",
    "log_read",
    "grants_deleted",
    "administered",
    "key_changed",
    "policy_released",
    "origin_started",
    "worked",
)


@dataclass(frozen=True, slots=True)
class Touched:
    """One sealed field an act is about: which record, field, rendition and version."""

    record: UUID
    field: str
    rendition: str
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, ready to be logged. Codes and random ids, but for `touched`, `answered` and `reason`, which are sealed.

    `answered` says of each field in `touched`, then in `withheld`, whether anything was answered; None: all were.

    `tenant_id` is the hub whose log this is in, None for the installation's own. `event` is the digest of the
    file's event that an entry `worked` is about. `what` names what was stated, or whether what is held on record was
    collected or altered.
    """

    kind: str
    tenant_id: UUID | None = None
    file_id: UUID | None = None
    from_id: UUID | None = None
    to_id: UUID | None = None
    actor_id: UUID | None = None
    role: str | None = None
    purpose: str | None = None
    legal_basis: str | None = None
    policy_release: int | None = None
    policy_digest: str | None = None
    level: str | None = None
    touched: tuple[Touched, ...] = ()
    withheld: tuple[str, ...] = ()
    answered: tuple[bool, ...] | None = None
    rules: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    box_digest: str | None = None
    grant_digest: str | None = None
    reason: str | None = None
    event: str | None = None
    what: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnplacedLeaf:
    """A leaf whose place and time the log has yet to give: its bytes `before` and `after` the text of the time.

    `sealed` is the hidden part of its detail, under the key that `sealed_under` names.
    """

    id: UUID
    entry: Entry
    before: bytes
    after: bytes
    sealed: bytes | None
    sealed_under: str


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A leaf as it stands in the log."""

    index: int
    id: UUID
    kind: str
    at: datetime
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Detail:
    """The readable side of a leaf, and its sealed part."""

    id: UUID
    index: int
    kind: str
    at: datetime
    tenant_id: UUID | None
    file_id: UUID | None
    from_id: UUID | None
    to_id: UUID | None
    actor_id: UUID | None
    role: str | None
    purpose: str | None
    legal_basis: str | None
    policy_release: int | None
    level: str | None
    fields: int
    rules: tuple[str, ...]
    facts: Mapping[str, Any]
    sealed: bytes | None
    sealed_under: str


def new_log_id(now: datetime) -> UUID:
    """A UUIDv7 (RFC 9562 §5.7): milliseconds since the epoch, then random bits."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
