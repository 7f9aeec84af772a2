"""The events of a file: appending them to its chain, and believing only those whose seal fits.

An event's seal, under the file's key, binds all it says and the digest of the one before. Written in by somebody
without the key, turned to another person, kind or time, or moved, it no longer fits and gives nobody anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.duty import accepted_by
from app.domain.errors import Erased, KeysUnavailable
from app.domain.events import WORKED, Event, Involvement
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Openable, Work
from app.services.disclosure.after_closing import over
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.places import EventPlace
from crypto.wrapping import open_bytes, seal_bytes


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be added to a file's chain; `key` is the file's, `about_id` the person it is about, if any."""

    file_id: UUID
    key: bytes
    what: str
    about_id: UUID | None
    codes: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Act(file_id={self.file_id}, what={self.what!r}, …)"


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Whoever does what no person does: the exchange for an organisation, because a time has come."""

    organisation_id: UUID
    person_id: None = None


def begin(work: Work, actor: Actor, at: datetime, acts: Sequence[Act]) -> tuple[Event, ...]:
    """The first events of new files, one for each."""
    events = tuple(_sealed(act, actor, at, None) for act in acts)
    work.events.add(events)
    return events


def append(work: Work, actor: Actor | Clockwork, at: datetime, acts: Sequence[Act]) -> tuple[Event, ...]:
    """Add events to their files' chains, in order; the chains' locks are held from here to the commit."""
    tails = dict(work.events.tails([act.file_id for act in acts]))
    events = []
    for act in acts:
        tails[act.file_id] = _sealed(act, actor, at, tails.get(act.file_id))
        events.append(tails[act.file_id])
    work.events.add(events)
    return tuple(events)


def commit_worked(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    of: tuple[UUID, UUID],
    steps: Sequence[tuple[str, UUID]],
    reason: str | None = None,
    codes: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Add steps, each with whom it is about, to a file (its id and its hub) and commit; durable when this returns.

    `codes` are what a step says besides, by what it is.

    What the gate relies on has its leaf, with the reason. Raises KeysUnavailable, LogUnavailable: nothing was done.
    """
    entries = add_worked(runtime, work, actor, of, steps, reason, codes)
    if entries:
        make_durable(runtime, work, record(runtime, work, entries))
    else:
        work.commit()


def add_worked(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    of: tuple[UUID, UUID],
    steps: Sequence[tuple[str, UUID]],
    reason: str | None = None,
    codes: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[tuple[Entry, DetailKey]]:
    """Add steps as `commit_worked` does, for an act that commits more: the entries it must record with the rest."""
    file_id, tenant = of
    wrap = work.keys.tenant_key(tenant, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
    key = runtime.keys.file_keys({file_id: wrap})[file_id]
    events = append(
        work,
        actor,
        runtime.clock.now(),
        [Act(file_id, key, what, about, (codes or {}).get(what, {})) for what, about in steps],
    )
    under = DetailKey(key, file_id, "file")
    return [(worked(runtime, actor, tenant, one, reason), under) for one in events if one.what in WORKED]


def worked(runtime: Runtime, actor: Actor, tenant: UUID, event: Event, reason: str | None = None) -> Entry:
    """The log entry of an event that must have one, in the log of whoever's organisation did it."""
    return Entry(
        kind="worked",
        tenant_id=tenant,
        file_id=event.file_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"action": event.what},
        reason=reason,
        event=digest_of_event(event),
    )


def of_person(
    person: UUID, own: Sequence[Event], file_keys: Mapping[UUID, bytes], now: datetime, erased: Container[UUID] = ()
) -> Involvement:
    """What a person's own events say now, the seal of each opened with its file's key.

    Those of an erased file are taken as they stand: they say who is told that it is erased, and may keep somebody out.
    They let nobody in: whoever asks refuses with Erased whatever would rest on them.
    """
    sound = tuple(one for one in own if one.file_id in erased or is_sound(one, file_keys[one.file_id]))
    damaged = frozenset(one.file_id for one in own if one not in sound)
    return Involvement(person, sound, damaged, on_duty=accepted_by(person, sound, now) - damaged)


def own_in(
    runtime: Runtime, work: Work, actor: Actor, openables: Sequence[Openable]
) -> tuple[Involvement, dict[UUID, bytes]]:
    """What a person's own events say in the files of these records and in their cases, and the keys of these files.

    Of files in which they have none, no key is fetched, unless it is a request's of a case in which they have some;
    none is of an erased one. Raises KeysUnavailable.
    """
    own = work.events.own([*{one for openable in openables for one in _files_of(openable)}], actor.person_id)
    theirs = {one.file_id for one in own}
    touched = [one for one in openables if not theirs.isdisjoint(_files_of(one))]
    erased = {file_id for one in openables for file_id in one.erased}
    wraps = {
        id_: one.file_wrap
        for one in touched
        for id_ in (one.record.file_id, *theirs & {one.case_id})
        if id_ not in erased
    }
    keys = dict(runtime.keys.file_keys(wraps)) if wraps else {}
    return replace(
        of_person(actor.person_id, own, keys, runtime.clock.now(), erased), over=over(runtime, openables)
    ), keys


def require_kept(actor: Actor, openables: Sequence[Openable]) -> None:
    """Raise Erased if one of these records is, for this person."""
    if erased := [at for one in openables if (at := erased_for(actor, one)) is not None]:
        raise Erased(min(erased))


def erased_for(actor: Actor, openable: Openable) -> datetime | None:
    """Since when a record is erased for this person: its file or, for the hub's people, the case they work from."""
    own, case = (openable.erased.get(one) for one in _files_of(openable))
    return own or (case if actor.organisation_id == openable.tenant_id else None)


def _files_of(openable: Openable) -> tuple[UUID, UUID]:
    return openable.record.file_id, openable.case_id


def is_sound(event: Event, file_key: bytes) -> bool:
    """Whether an event's seal fits what it says."""
    try:
        return open_bytes(file_key, event.sealed, _place(event)) == b""
    except (CryptoError, OverflowError, ValueError):
        return False


def broken_link(events: Iterable[Event]) -> int | None:
    """The number at which a file's chain is broken: the first that is missing or does not name the one before it."""
    before = b""
    for expected, event in enumerate(events, start=1):
        if event.seq != expected or event.before != before:
            return expected
        before = bytes.fromhex(digest_of_event(event))
    return None


def digest_of_event(event: Event) -> str:
    """What the next event and a leaf say of an event: the SHA-256 of its place and its seal, hexadecimal."""
    return hashlib.sha256(_place(event).encoded() + event.sealed).hexdigest()


def _sealed(act: Act, actor: Actor | Clockwork, at: datetime, last: Event | None) -> Event:
    event = Event(
        file_id=act.file_id,
        seq=last.seq + 1 if last else 1,
        what=act.what,
        about_id=act.about_id,
        by_id=actor.person_id,
        organisation_id=actor.organisation_id,
        at=at,
        codes=act.codes,
        before=bytes.fromhex(digest_of_event(last)) if last else b"",
        sealed=b"",
    )
    return replace(event, sealed=seal_bytes(act.key, b"", _place(event)))


def _place(event: Event) -> EventPlace:
    return EventPlace(
        file=event.file_id,
        seq=event.seq,
        what=event.what,
        about=event.about_id,
        by=event.by_id,
        organisation=event.organisation_id,
        at=event.at,
        codes=event.codes,
        before=event.before,
    )
