"""Writing the disclosure logs: leaves with salted commitments, and the erasable detail that gives them meaning.

A leaf (canonical JSON, hashed as an RFC 6962 leaf) holds random ids, codes and commitments; who acted, which fields and
the words of a reason are in the detail, sealed. Leaves are appended last in a transaction, which commits without
waiting; a durable flush follows, and only then may anything be revealed, sent or acknowledged.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.errors import CommitUncertain, DatabaseUnavailable, LogUnavailable
from app.domain.log_entry import KINDS, Detail, Entry, UnplacedLeaf, new_log_id
from app.domain.ports import Work
from app.services.runtime import Runtime
from crypto.canonical import canonical
from crypto.commitments import commit, new_salt
from crypto.places import WrapPlace
from crypto.wrapping import seal_bytes

SOME_HAVE = ("agreement", "channel", "event", "what")
"""Members of a leaf that are there only where they say something."""


@dataclass(frozen=True, slots=True)
class DetailKey:
    """The key that seals an entry's names and reason: a file's, or an organisation's detail key."""

    key: bytes
    owner: UUID
    under: str

    def __repr__(self) -> str:
        return f"DetailKey(owner={self.owner}, under={self.under!r}, …)"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A leaf as appended: final only after `make_durable`."""

    id: UUID
    log: int
    index: int
    leaf: bytes


def detail_place(entry_id: UUID) -> WrapPlace:
    """Where an entry's sealed detail belongs."""
    return WrapPlace("detail", entry_id, "log", 1)


def organisation_detail_key(runtime: Runtime, work: Work, organisation: UUID) -> DetailKey:
    """The key for entries that belong to no file: refusals, and reads of the log. Raises KeysUnavailable."""
    wrap = work.keys.tenant_key(organisation, "detail")
    if wrap is None:
        raise LogUnavailable("This organisation has no key for the log yet. Tell your administrator.")
    return DetailKey(runtime.keys.tenant_key(wrap), organisation, "organisation")


def detail_keys(runtime: Runtime, work: Work, organisation: UUID) -> tuple[bytes, ...]:
    """Every version of it, the newest first, to open what was sealed before an exchange. Raises KeysUnavailable."""
    return tuple(runtime.keys.tenant_key(one) for one in work.keys.tenant_keys(organisation, "detail"))


def record(runtime: Runtime, work: Work, entries: Sequence[tuple[Entry, DetailKey | None]]) -> tuple[Recorded, ...]:
    """Append one leaf for each entry, in order, each to its own log; their locks are held from here to the commit.

    A leaf's time is the database's, never before that of the leaf before it. Raises LogUnavailable when this server's
    clock is more than five seconds from the database's, when there is no such log, or when one lacks a hash it needs;
    PolicyChanged when another policy release is in force than the runtime's.
    """
    now = runtime.clock.now()
    ids = sorted(new_log_id(now) for _ in entries)
    leaves = [_unplaced(entry, key, entry.id or one) for (entry, key), one in zip(entries, ids, strict=True)]
    placed = work.log.append(leaves, now, runtime.policy.newest)
    return tuple(
        Recorded(leaf.id, place.log, place.index, _composed(leaf, place.at))
        for leaf, place in zip(leaves, placed, strict=True)
    )


def make_durable(runtime: Runtime, work: Work, recorded: Sequence[Recorded]) -> None:
    """Commit and flush. After an ambiguous commit, succeed only if the very same leaves are found and flushed.

    Raises LogUnavailable otherwise: then nothing may be shown, sent or acknowledged.
    """
    try:
        work.commit_unflushed()
        work.flush()
    except CommitUncertain:
        try:
            with runtime.database.work(None) as again:
                stored = [again.log.leaf_by_id(one.id) for one in recorded]
                if [one and one.leaf for one in stored] != [one.leaf for one in recorded]:
                    raise LogUnavailable("The log could not be written, so nothing was shown or sent.") from None
                again.commit()
                again.flush()
        except (DatabaseUnavailable, CommitUncertain) as failure:
            raise LogUnavailable("The log could not be written, so nothing was shown or sent.") from failure


def _unplaced(entry: Entry, key: DetailKey | None, entry_id: UUID) -> UnplacedLeaf:
    if entry.kind not in KINDS:
        raise ValueError(f"{entry.kind} is no kind of log entry")
    salts = {"actor": new_salt(), "fields": new_salt(), "detail": new_salt()}
    ids = {one: str(one) for one in {each.record for each in entry.touched}}
    touched = [[ids[record], *which] for record, *which in entry.touched]
    hidden = {"touched": touched, "withheld": list(entry.withheld), "reason": entry.reason, "answered": entry.answered}
    body = (
        {
            "v": 1,
            "k": None,
            "id": str(entry_id),
            "at": None,
            "file": _text(entry.file_id),
            "from": _text(entry.from_id),
            "to": _text(entry.to_id),
            "actor": commit(salts["actor"], _text(entry.actor_id)),
            "purpose": entry.purpose,
            "basis": entry.legal_basis,
            "policy": {"number": entry.policy_release, "digest": entry.policy_digest},
            "n": len(touched),
            "fields": commit(salts["fields"], touched),
            "boxes": entry.box_digest,
            "grants": entry.grant_digest,
            "detail": commit(salts["detail"], {**readable(entry), "hidden": hidden}),
        }
        | dict(entry.extra)
        | {name: value for name in SOME_HAVE if (value := getattr(entry, name)) is not None}
    )
    before, rest = canonical(body).split(_member("at", None), 1)
    middle, after = rest.split(_member("k", None), 1)
    if key is None:
        return UnplacedLeaf(entry_id, entry, before, middle, after, None, "none")
    plaintext = canonical({**hidden, "salts": {name: _b64(salt) for name, salt in salts.items()}})
    sealed = seal_bytes(key.key, plaintext, detail_place(entry_id))
    return UnplacedLeaf(entry_id, entry, before, middle, after, sealed, f"{key.under}:{key.owner}")


def _composed(leaf: UnplacedLeaf, at: datetime) -> bytes:
    """The leaf as the database composes it."""
    time = _member("at", at.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    return leaf.before + time + leaf.middle + _member("k", leaf.entry.kind) + leaf.after


def _member(name: str, value: object) -> bytes:
    """A member of a canonical JSON object, as it stands in it."""
    return canonical({name: value})[1:-1]


def readable(act: Entry | Detail) -> Mapping[str, Any]:
    """The codes of an act that its leaf commits to beside those it holds openly."""
    return {
        "tenant": _text(act.tenant_id),
        "role": act.role,
        "level": act.level,
        "rules": list(act.rules),
        "facts": dict(act.facts),
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
