"""Compare what files say happened with itself and with what is shown of it: seals, chains, leaves, rows of lists.

An event changed, turned to another person or written in without the file's key does not fit its seal; one taken from
the middle leaves a gap; one with a leaf is missed by it. The newest without a leaf can be taken away unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from uuid import UUID

from app.domain.errors import Erased, HistoryDamaged, KeysUnavailable
from app.domain.events import REBASED, REMINDED, WITH_LEAF, Event
from app.domain.files import File
from app.domain.lists import InboxEntry
from app.domain.log_entry import StoredLeaf
from app.domain.ports import Work
from app.domain.records import TenantKey
from app.domain.request_standing import RequestStanding, standing_of_request
from app.domain.research import ResearchRequest
from app.domain.timed_case import timed_by
from app.services.clocks.check_chased import check_chased
from app.services.clocks.promised import believed
from app.services.disclosure.working import broken_link, digest_of_event, is_sound
from app.services.governance.check_records import check_records
from app.services.governance.leaf_body import leaf_body
from app.services.governance.named_gone import NamedGone
from app.services.governance.problems import Problem, of
from app.services.research.boards import shown_as
from app.services.research.withdraw import KIND as WITHDRAWAL
from app.services.runtime import Runtime

BATCH = 500
SHOWN = ("state", "rating", "due_at", "claimed_by", "answered_at", "paused_at")
"""What a list shows of a request as its row has it."""


OF_WHAT = {"worked": "of who works on it", REMINDED: "of who was reminded", REBASED: "of when it is due"}
ABOUT_AN_EVENT = tuple(OF_WHAT)
"""Kinds of leaf that name an event, and what they say of it."""
SAID = tuple(one.name for one in fields(RequestStanding))
"""What a request's row says that its events say too."""


def check_worked(work: Work, labels: Mapping[int, str], leaves: Sequence[StoredLeaf], gone: NamedGone) -> Iterator[str]:
    """Which of these leaves are about an event that is not stored as it was, and that no later entry says went."""
    bodies = [
        (leaf, body) for leaf in leaves if leaf.kind in ABOUT_AN_EVENT and (body := leaf_body(leaf)) and body["file"]
    ]
    events = work.events.of_files(list({UUID(body["file"]) for _, body in bodies})) if bodies else {}
    stored = {digest for found in events.values() for digest in map(_digest, found)}
    for leaf, body in bodies:
        file_id = UUID(body["file"])
        erased = gone.names(leaf, ("file_key", str(file_id))) and _some_went(gone, file_id, events.get(file_id, ()))
        if str(body.get("event")) not in stored and not erased:
            entry = f"number {leaf.index} of log {labels[leaf.log]}"
            yield f"What entry {entry} says {OF_WHAT[leaf.kind]} is not stored: an event was changed or removed."


def check_events(runtime: Runtime, work: Work, logged: Collection[str], gone: NamedGone) -> Iterator[str]:
    """What is wrong with the events and records of every file, and where a row shows other than they say.

    `logged` are the digests of the events that leaves name. Raises KeysUnavailable when the key store does not answer.
    """
    last: UUID | None = None
    while files := work.events.files_after(last, BATCH):
        last = files[-1].id
        batch = _Batch(
            files=files,
            events=work.events.of_files([one.id for one in files]),
            requests=work.events.requests([one.id for one in files]),
            withdrawn=_withdrawn(work, files),
            keys=_keys(runtime, work, [one for one in files if one.id not in gone.erased]),
            gone=gone,
        )
        yield from _chains(batch)
        yield from _unlogged(batch, logged)
        yield from check_records(work, batch.files, batch.keys, batch.requests)
        yield from _requests(runtime, work, batch)
        yield from _cases(work, batch)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some files with what is stored of them. `whose` are the organisations a file is about."""

    files: tuple[File, ...]
    events: Mapping[UUID, tuple[Event, ...]]
    requests: Mapping[UUID, ResearchRequest]
    withdrawn: frozenset[UUID]
    keys: Mapping[UUID, bytes]
    gone: NamedGone

    def whose(self, file: File) -> tuple[UUID, ...]:
        """The hub whose file it is, and of a request its partner."""
        request = self.requests.get(file.id)
        return (file.tenant_id, request.partner_id) if request else (file.tenant_id,)


def _chains(batch: _Batch) -> Iterator[str]:
    for file in batch.files:
        yield from of(batch.whose(file), _chain(batch, file))


def _chain(batch: _Batch, file: File) -> Iterator[str]:
    events, key = batch.events.get(file.id, ()), batch.keys.get(file.id)
    if file.id in batch.gone.erased:
        return  # its rows are compared with what was named: no seal opens any more
    if key is None:
        yield f"The events of file {file.id} cannot be verified: its key is gone."
    elif damaged := [one.seq for one in events if not is_sound(one, key)]:
        yield f"Event number {damaged[0]} of file {file.id} does not fit its seal: it was changed or written in."
    elif (gap := broken_link(events)) is not None:
        yield f"Event number {gap} of file {file.id} is missing, or was put where another stood."
    elif not events:
        yield f"File {file.id} has no events: they were removed."


def _unlogged(batch: _Batch, logged: Collection[str]) -> Iterator[str]:
    for file in batch.files:
        for event in batch.events.get(file.id, ()):
            if event.what in WITH_LEAF and _digest(event) not in logged:
                told = f"Event number {event.seq} of file {event.file_id} has no entry in the log, as it must have."
                yield Problem(told, *batch.whose(file))


def _requests(runtime: Runtime, work: Work, batch: _Batch) -> Iterator[str]:
    wanted: dict[UUID, list[UUID]] = {}
    for request in batch.requests.values():
        for side in (request.hub_id, request.partner_id):
            wanted.setdefault(side, []).append(request.file_id)
    lists = {side: work.lists.inbox_of(side, ids) for side, ids in wanted.items()}
    for request in batch.requests.values():
        events = batch.events.get(request.file_id, ())
        said = standing_of_request(events, request.partner_id)
        if request.file_id in batch.withdrawn:
            said = replace(said, state="withdrawn")
        wrong = [name for name in SAID if getattr(request, name) != getattr(said, name)]
        if wrong and not _some_went(batch.gone, request.file_id, events):
            told = f"Request {request.reference} says other than its events: {_words(wrong)}."
            yield Problem(told, request.hub_id, request.partner_id)
        for side in (request.hub_id, request.partner_id):
            if wrong := _misfits(request, lists[side].get(request.file_id)):
                where = f"In the list of {work.identity.organisation(side).name}"
                told = f"{where}, request {request.reference} is listed other than it stands: {_words(wrong)}."
                yield Problem(told, request.hub_id, request.partner_id)
    kept = [one for key, one in batch.requests.items() if key in batch.keys and key not in batch.gone.erased]
    sound = {one.file_id: believed(batch.events.get(one.file_id, ()), batch.keys[one.file_id]) for one in kept}
    yield from check_chased(runtime, work, kept, sound)


def _withdrawn(work: Work, files: Sequence[File]) -> frozenset[UUID]:
    """The requests in whose files it is said that they are withdrawn; nothing can happen in one after that."""
    requests = [one.id for one in files if one.kind == "request"]
    return frozenset(one.file_id for one in work.records.of_files(requests, "case") if one.what == WITHDRAWAL)


def _misfits(request: ResearchRequest, entry: InboxEntry | None) -> list[str]:
    if entry is None:
        return ["it is not listed"]
    return [name for name in SHOWN if getattr(request, name) != getattr(entry, name)]


def _cases(work: Work, batch: _Batch) -> Iterator[str]:
    for file in batch.files:
        try:
            case = work.files.case(file.id) if file.kind == "case" else None
        except HistoryDamaged as damaged:
            yield Problem(damaged.message, file.tenant_id)
            continue
        if case is None:
            continue
        events = batch.events.get(file.id, ())
        if timed_by(events) != (case.counted_from, case.due_at) and not _some_went(batch.gone, file.id, events):
            told = f"Case {case.reference} says other than its events: when it is to be decided."
            yield Problem(told, case.tenant_id)
        stands = shown_as(case, work.files.requests_of(case.file_id), work.files.subjects(case.file_id))
        if work.lists.case_of(case.tenant_id, case.file_id) != stands:
            yield Problem(f"Case {case.reference} is listed other than it stands.", case.tenant_id)


def _keys(runtime: Runtime, work: Work, files: Sequence[File]) -> Mapping[UUID, bytes]:
    """The keys of these files; those that are gone are left out."""
    tenants = {one.tenant_id for one in files}
    found = {tenant: work.keys.tenant_key(tenant, "file") for tenant in tenants}
    wraps = {one.id: wrap for one in files if (wrap := found[one.tenant_id]) is not None}
    try:
        return runtime.keys.file_keys(wraps)
    except (Erased, KeysUnavailable):
        runtime.keys.check()  # is one key gone, or are all away?
        return {file_id: key for file_id, wrap in wraps.items() if (key := _key(runtime, file_id, wrap)) is not None}


def _key(runtime: Runtime, file_id: UUID, wrap: TenantKey) -> bytes | None:
    try:
        return runtime.keys.file_keys({file_id: wrap})[file_id]
    except (Erased, KeysUnavailable):
        return None


def _some_went(gone: NamedGone, file_id: UUID, events: Sequence[Event]) -> bool:
    """Whether events of a file that were named when it was erased are there no more."""
    named = {key for kind, key in gone.erased.get(file_id, ()) if kind == "file_event"}
    return not named <= {f"{one.file_id}/{one.seq}" for one in events}


def _digest(event: Event) -> str | None:
    try:
        return digest_of_event(event)
    except (OverflowError, ValueError):  # what was written in by hand need not have a digest at all
        return None


def _words(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
