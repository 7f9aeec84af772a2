"""Saying something in a case: a sealed record of who said what and when, that is never saved again.

What is merely held on record of somebody is kept the same way: saved anew, it supersedes what was held, which stays.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from app.services.disclosure.releasing import SealedFile, author, release_entry, store
from app.services.disclosure.sealing import Content, seal
from app.services.runtime import Runtime

MOMENT = timedelta(microseconds=1)
"""The least that tells two times apart."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one subject of a case: `what` is None for what is held on record of them."""

    subject: Subject
    what: str | None
    words: Mapping[str, Answer]
    codes: Mapping[str, Any] = field(default_factory=dict)
    protection: str = "unknown"

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


def state(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    said: Statement,
    before: Record | None,
    after: datetime | None = None,
) -> Stated:
    """Seal and store it for the hub alone, after `before`, which stood until now; the case's row must be locked.

    Its time is never before that of what it follows, and later than `after`: of two statements that change the same
    thing, it says which stands. Raises KeysUnavailable.
    """
    now = runtime.clock.now()
    if after is not None:
        now = max(now, after + MOMENT)
    if before is not None and before.released_at is not None:
        now = max(now, before.released_at)
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
        codes=dict(said.codes),
    )
    own = author(work, actor)
    content = Content(said.words, {})
    sealed = seal(runtime.policy, file.tenant, file.key, record, actor.organisation_kind, content, [own], now)
    work.records.add(record)
    store(work, sealed)
    entry = release_entry(runtime, actor, "stated" if said.what else "recorded", file, [sealed], own)
    codes = "altered" if before else "collected"
    return Stated(record, replace(entry, what=said.what or codes, extra={"record": str(record.id)}))
