"""Saying something in a case: a sealed record of who said what and when, that is never saved again.

What is merely held on record of somebody is kept the same way: saved anew, it supersedes what was held, which stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app.domain.answers import Answer
from app.domain.files import CaseFile, Subject
from app.domain.history import Key
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.places_said import typed_before
from app.services.disclosure.releasing import author, release_entry, store_new
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content, Recipient, Sealed, seal
from app.services.disclosure.tagging import FOUND_AGAIN, tag_people
from app.services.disclosure.words_looked_at import to_look_at
from app.services.runtime import Runtime

MOMENT = timedelta(microseconds=1)
"""The least that tells two times apart."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one subject of a case: `what` is None for what is held on record of them.

    `typed` are the words that whoever says it typed now; the others stood before.
    """

    subject: Subject
    what: str | None
    words: Mapping[str, Answer]
    codes: Mapping[str, Any] = field(default_factory=dict)
    protection: str = "unknown"
    typed: Collection[str] = ()

    def __repr__(self) -> str:
        return f"Statement(what={self.what!r}, {len(self.words)} words, …)"

    @property
    def key(self) -> Key:
        """Under which it stands in the case."""
        return self.what, self.subject.subject_id


@dataclass(frozen=True, slots=True)
class Stated:
    """A stored statement, and the entry its caller records last."""

    record: Record
    entry: Entry


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement, the file that it is kept in, and what stood until now (`before`).

    Of two statements that change the same thing, its time says which stands: it is later than `after`.
    """

    file: SealedFile
    said: Statement
    before: Record | None = None
    after: datetime | None = None


def state(runtime: Runtime, work: Work, actor: Actor, case: CaseFile, saying: Saying) -> Stated:
    """Seal and store it for the hub alone; the case's row must be locked. Raises KeysUnavailable."""
    return state_all(runtime, work, actor, case, [saying])[0]


def state_all(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, sayings: Sequence[Saying]
) -> tuple[Stated, ...]:
    """The same of several, of one case, whose row must be locked. Raises KeysUnavailable."""
    own, now = author(work, actor), runtime.clock.now()
    all_sealed = [_sealed(runtime, actor, case, one, own, now) for one in sayings]
    store_new(work, *all_sealed)
    saved = [one.said for one in sayings if one.said.what is None and one.said.subject.kind in FOUND_AGAIN]
    tag_people(runtime, work, case.tenant_id, {one.subject.subject_id: one.words for one in saved})
    work.jobs.enqueue_all([to_look_at(actor, [one.record for one in all_sealed], now)])
    return tuple(
        _stated(runtime, actor, saying, sealed, own) for saying, sealed in zip(sayings, all_sealed, strict=True)
    )


def _sealed(runtime: Runtime, actor: Actor, case: CaseFile, saying: Saying, own: Recipient, now: datetime) -> Sealed:
    said, before, file = saying.said, saying.before, saying.file
    if saying.after is not None:
        now = max(now, saying.after + MOMENT)
    if before is not None and before.released_at is not None:
        now = max(now, before.released_at)
    kept = said.words.keys() - set(said.typed)
    record = Record(
        id=uuid4(),
        file_id=file.id,
        kind="case",
        subject_id=said.subject.subject_id,
        subject_kind=said.subject.kind,
        author_id=actor.organisation_id,
        author_person_id=actor.person_id,
        approved_by=None,
        state="released",
        version=before.version + 1 if before else 1,
        purpose=case.purpose,
        legal_basis=case.legal_basis,
        protection=said.protection,
        policy_release=runtime.policy.number,
        saved_at=now,
        released_at=now,
        supersedes=before.id if before else None,
        what=said.what,
        codes={**said.codes, **typed_before(runtime.policy.release.catalogue, before, kept, actor)},
    )
    content = Content(said.words, {})
    return seal(runtime.policy, file.tenant, file.key, record, actor.organisation_kind, content, [own], now)


def _stated(runtime: Runtime, actor: Actor, saying: Saying, sealed: Sealed, own: Recipient) -> Stated:
    entry = release_entry(runtime, actor, "stated" if saying.said.what else "recorded", saying.file, [sealed], own)
    codes = "altered" if saying.before else "collected"
    extra = {"record": str(sealed.record.id)}
    return Stated(sealed.record, replace(entry, what=saying.said.what or codes, extra=extra))
