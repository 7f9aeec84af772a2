"""Writing the disclosure log: leaves with salted commitments, and the erasable detail that gives them meaning.

A leaf (canonical JSON, hashed as an RFC 6962 leaf) holds random ids, codes and commitments; who acted, which fields and
the words of a reason are in the detail, sealed. Leaves are appended last in a transaction, which commits without
waiting; a durable flush follows, and only then may anything be revealed, sent or acknowledged.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.errors import CommitUncertain, DatabaseUnavailable, LogUnavailable
from app.domain.log_entry import Detail, Entry, StoredLeaf, new_log_id
from app.domain.ports import Work
from app.services.runtime import Runtime
from crypto.canonical import canonical
from crypto.commitments import commit, new_salt
from crypto.log.tree import append, leaf_hash
from crypto.places import WrapPlace
from crypto.wrapping import seal_bytes

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far our clock may be behind the last leaf before the log refuses to be written."""


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


def record(runtime: Runtime, work: Work, entries: Sequence[tuple[Entry, DetailKey | None]]) -> tuple[Recorded, ...]:
    """Append one leaf for each entry, in order; the log's lock is held from here to the commit.

    Raises LogUnavailable when the clock stands before the last leaf.
    """
    drafts = [_drafted(entry, key, new_log_id(runtime.clock.now())) for entry, key in entries]
    work.log.lock()  # everything that can be done before is: nobody else appends meanwhile
    size, last_at, frontier = work.log.tail()
    at = _not_before(runtime.clock.now(), last_at)
    leaves = [_leaf(draft, index, at) for index, draft in enumerate(drafts, start=size)]
    details = [_detail(draft, index, at) for index, draft in enumerate(drafts, start=size)]
    _, nodes = append(size, frontier, [leaf_hash(leaf.leaf) for leaf in leaves])
    work.log.insert(leaves, nodes, details)
    return tuple(Recorded(leaf.id, leaf.index, leaf.leaf) for leaf in leaves)


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


def _not_before(now: datetime, last: datetime | None) -> datetime:
    if last is None or now >= last:
        return now
    if last - now > CLOCK_TOLERANCE:
        raise LogUnavailable("This server's clock stands before the last log entry. Tell your administrator.")
    return last


@dataclass(frozen=True, slots=True)
class _Draft:
    """All of a leaf but its place and time, and the sealed part of its detail."""

    id: UUID
    entry: Entry
    body: Mapping[str, Any]
    sealed: bytes | None
    sealed_under: str


def _drafted(entry: Entry, key: DetailKey | None, entry_id: UUID) -> _Draft:
    salts = {"actor": new_salt(), "fields": new_salt(), "detail": new_salt()}
    touched = [[str(one.record), one.field, one.rendition, one.version] for one in entry.touched]
    hidden = {"touched": touched, "withheld": list(entry.withheld), "reason": entry.reason}
    body = {
        "v": 1,
        "k": entry.kind,
        "id": str(entry_id),
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
    } | dict(entry.extra)
    if key is None:
        return _Draft(entry_id, entry, body, None, "none")
    plaintext = canonical({**hidden, "salts": {name: _b64(salt) for name, salt in salts.items()}})
    return _Draft(
        entry_id, entry, body, seal_bytes(key.key, plaintext, detail_place(entry_id)), f"{key.under}:{key.owner}"
    )


def _leaf(draft: _Draft, index: int, at: datetime) -> StoredLeaf:
    moment = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return StoredLeaf(index, draft.id, draft.entry.kind, at, canonical({**draft.body, "at": moment}))


def _detail(draft: _Draft, index: int, at: datetime) -> Detail:
    entry = draft.entry
    return Detail(
        id=draft.id,
        index=index,
        kind=entry.kind,
        at=at,
        tenant_id=entry.tenant_id,
        file_id=entry.file_id,
        from_id=entry.from_id,
        to_id=entry.to_id,
        actor_id=entry.actor_id,
        role=entry.role,
        purpose=entry.purpose,
        legal_basis=entry.legal_basis,
        policy_release=entry.policy_release,
        level=entry.level,
        fields=len(entry.touched),
        rules=entry.rules,
        facts=entry.facts,
        sealed=draft.sealed,
        sealed_under=draft.sealed_under,
    )


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
