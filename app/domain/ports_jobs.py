"""What services need of jobs and of mail: the queue, what is kept for one mail a day, and handing a mail over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.domain.ended import Ended
from app.domain.jobs import Job, Queue
from app.domain.log_stop import Told


class JobRows(Protocol):
    """Work to be done after the commit."""

    def enqueue(self, kind: str, organisation: UUID, payload: Mapping[str, Any], at: datetime) -> None: ...
    def enqueue_once(
        self, job_id: UUID, kind: str, organisation: UUID, payload: Mapping[str, Any], at: datetime
    ) -> None: ...
    def enqueue_all(self, jobs: Sequence[tuple[str, UUID, Mapping[str, Any], datetime]]) -> None: ...
    def take(self, now: datetime, kinds: Collection[str] | None = None) -> Job | None: ...
    def told(self, kind: str) -> tuple[Told, ...]: ...
    def said_before(self, job_id: UUID, since: datetime) -> bool:
        """Whether one like it that was due earlier, but not before `since`, has told somebody or is still to tell."""
        ...

    def note_done(self, what: str, at: datetime) -> None: ...
    def standing(self, now: datetime) -> Queue: ...
    def finish(self, job_id: UUID, at: datetime, failure: str | None = None) -> None: ...
    def put_off(self, job_id: UUID, run_at: datetime) -> None: ...
    def note_told(self, job_id: UUID, people: Collection[UUID]) -> None: ...
    def put_back(self, job_id: UUID, run_at: datetime, failure: str) -> None: ...


class EndedRows(Protocol):
    """Rows that have ended and are kept no longer."""

    def clear(self, ended: Ended, before: datetime, most: int) -> int:
        """Take away at most so many of the oldest; how many there were."""
        ...


class DigestRows(Protocol):
    """Who wants one mail a day, at which hour, and what is kept for it."""

    def hours(self, people: Collection[UUID]) -> Mapping[UUID, int]: ...
    def choose(self, person: UUID, hour: int | None, at: datetime) -> None: ...
    def keep(self, job_id: UUID, people: Collection[UUID], at: datetime) -> None: ...
    def kept_for(self, person: UUID) -> tuple[Job, ...]: ...
    def drop(self, person: UUID, job_ids: Collection[UUID]) -> None: ...


class Mail(Protocol):
    """Sends plain-text mail."""

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Hand one mail over. Raises MailboxRefused for an address nobody has, MailUnavailable.

        `once` is the same whenever the same mail is handed over again.
        """
