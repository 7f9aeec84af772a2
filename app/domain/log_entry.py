"""What is written down of an act. The leaf commits to it; the erasable detail carries it. Never a value."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

REVEALED, BREAKS_GLASS = "revealed", "ig_officer"
"""A reveal by this role is a broken glass."""
GONE = "An organisation that takes part no more"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

KINDS: Final = {
    "request_sent": "Request sent",
    "return_released": "Return sent",
    "stated": "Recorded in a case",
    "recorded": "Saved in a case or a draft",
    "opened": "Opened",
    "revealed": "Revealed with a reason",
    "refused": "Refused",
    "probed": "Said a place its author may not know",
    "searched": "Looked for a person known before",
    "log_read": "Log read",
    "worked": "Who works on it changed",
    "reminded": "Reminded, as no answer had come",
    "rebased": "Due time counted anew, as hours have changed",
    "renamed": "Name or mailbox as their sign-in says it now",
    "group_followed": "Role by a group, as their sign-in says it now",
    "entry_closed": "Closed to a partner, or opened again",
    "grants_deleted": "Keys taken back",
    "erased": "Erased",
    "administered": "Administration",
    "key_changed": "Key changed",
    "policy_released": "Policy changed",
    "origin_started": "Log resumed after a restore",
    "log_key_replaced": "Log key replaced",
}
"""What can be logged, in the words of its list. Nothing else is: an entry of another kind is refused."""

OF_THE_INSTALLATION = ("key_changed", "policy_released", "origin_started", "log_key_replaced", "administered")
"""Acts of those who run the installation."""


TAKES_AWAY = ("grants_deleted", "erased")
"""Kinds of leaf that name what was taken away, or what nobody can open any more."""


class Whose(NamedTuple):
    """Whose log: a hub's and a partner's, one organisation's own (twice the same), the installation's (twice None)."""

    hub_id: UUID | None
    other_id: UUID | None


INSTALLATION = Whose(None, None)


@dataclass(frozen=True, slots=True)
class Log:
    """One of the logs. `label` is random and part of its name: it tells nothing of whose it is."""

    id: int
    label: str
    whose: Whose


@dataclass(frozen=True, slots=True)
class Standing:
    """How a log stands at one moment: its size, and its frontier (largest subtree first)."""

    log: Log
    size: int
    frontier: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The log, number and time a leaf was given."""

    log: int
    index: int
    at: datetime


class Touched(NamedTuple):
    """One sealed field an act is about: which record, field, rendition and version. An act may be about hundreds."""

    record: UUID
    field: str
    rendition: str
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, ready to be logged. Codes and random ids, but for `touched`, `answered` and `reason`, which are sealed.

    `answered` has a mark for each field in `touched`, then in `withheld` (`domain.answers`): whether anything was
    answered, and of what a partner gave of which kind; None: all were.

    `tenant_id` is the hub whose officers read it, None for the installation's own. `event` is the digest of the
    file's event that an entry `worked` or `reminded` is about. `what` names what was stated, which step of a ladder was
    done, or whether what is held on record was
    collected or altered; `channel` how a record came or was given, `agreement` by its reference the one under which hub
    and partner share. `log` is given only where each log has such an entry; otherwise `whose_log` says. `id` is given
    only where a row is to name its entry.
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
    answered: str | None = None
    rules: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    box_digest: str | None = None
    grant_digest: str | None = None
    reason: str | None = None
    event: str | None = None
    what: str | None = None
    agreement: str | None = None
    channel: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    log: int | None = None
    id: UUID | None = None


def whose_log(entry: Entry) -> Whose:
    """Whose log an entry belongs to: that of both its parties, its only party's own, or the installation's."""
    parties = {one for one in (entry.from_id, entry.to_id) if one is not None}
    if not parties or entry.kind in OF_THE_INSTALLATION:
        return INSTALLATION
    if len(parties) == 1:
        (party,) = parties
        return Whose(party, party)
    (other,) = parties - {entry.tenant_id}  # who hands something over to whom: one of them is the hub
    return Whose(entry.tenant_id, other)


@dataclass(frozen=True, slots=True)
class UnplacedLeaf:
    """A leaf whose place and time the log has yet to give: its bytes `before`, between and `after` time and kind.

    `sealed` is the hidden part of its detail, under the key that `sealed_under` names.
    """

    id: UUID
    entry: Entry
    before: bytes
    middle: bytes
    after: bytes
    sealed: bytes | None
    sealed_under: str


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A leaf as it stands in its log."""

    log: int
    index: int
    id: UUID
    kind: str
    at: datetime
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Detail:
    """The readable side of a leaf, and its sealed part."""

    id: UUID
    log: int
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
    """A UUIDv7 (RFC 9562 §5.7 and §6.2, method 3): milliseconds since the epoch, what is over of them, random bits.

    Entries of different microseconds sort by their ids as by time.
    """
    microseconds = (now - EPOCH) // timedelta(microseconds=1)
    milliseconds, over = divmod(microseconds, 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | over * 4096 // 1000 << 64 | secrets.randbits(64)
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def first_id(moment: datetime) -> UUID:
    """The smallest id an entry of this moment could have: a bound for those at or after it."""
    return UUID(int=((moment - EPOCH) // timedelta(milliseconds=1)) << 80)


def log_words(whose: Whose, names: Mapping[UUID, str]) -> str:
    """Which log: that of two organisations, of one's own acts, or of the installation."""
    if whose.hub_id is None or whose.other_id is None:
        return "the installation’s own log"
    hub, other = names.get(whose.hub_id, GONE), names.get(whose.other_id, GONE)
    return f"{hub}’s own log" if whose.hub_id == whose.other_id else f"the log of {hub} and {other}"
