"""Jobs: enqueued in the caller's transaction, taken by a worker with SKIP LOCKED."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_new

from app.adapters.database.insert_all import insert_all
from app.adapters.database.tables.work import job, last_done
from app.domain.jobs import LAST_DONE, Job, Queue
from app.domain.log_stop import Told

MOST_COUNTED = 1_000_000
"""Tries beyond it are not counted."""


def job_of(row: Any) -> Job:
    """A row of the queue as a job."""
    return Job(row.id, row.kind, row.organisation_id, row.payload, row.attempts, frozenset(row.told))


class SqlJobRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def enqueue(self, kind: str, organisation: UUID, payload: Mapping[str, Any], at: datetime) -> None:
        """Put a job in the queue; it exists only if the caller commits."""
        self.enqueue_all([(kind, organisation, payload, at)])

    def enqueue_once(
        self, job_id: UUID, kind: str, organisation: UUID, payload: Mapping[str, Any], at: datetime
    ) -> None:
        """Put a job of this id in the queue, unless it was put there before."""
        new = {"id": job_id, "kind": kind, "organisation_id": organisation, "payload": dict(payload), "run_at": at,
               "first_due": at}  # fmt: skip
        self._db.execute(insert_new(job).values(**new, attempts=0).on_conflict_do_nothing())

    def enqueue_all(self, jobs: Sequence[tuple[str, UUID, Mapping[str, Any], datetime]]) -> None:
        """Put jobs in the queue (kind, whose, payload, when); they exist only if the caller commits."""
        new = [
            {"id": uuid4(), "kind": kind, "organisation_id": organisation, "payload": dict(payload), "run_at": at,
             "first_due": at, "attempts": 0}
            for kind, organisation, payload, at in jobs
        ]  # fmt: skip
        insert_all(self._db, job, new)

    def take(self, now: datetime, kinds: Collection[str] | None = None) -> Job | None:
        """The next job that is due, of these kinds where they are given, locked until the commit; or None."""
        query = select(job).where(job.c.finished_at.is_(None), job.c.run_at <= now).order_by(job.c.run_at, job.c.id)
        if kinds is not None:
            query = query.where(job.c.kind.in_(kinds))
        row = self._db.execute(query.limit(1).with_for_update(skip_locked=True)).one_or_none()
        return job_of(row) if row else None

    def told(self, kind: str) -> tuple[Told, ...]:
        """Who was to be told something by jobs of a kind, and how each of these stands."""
        query = select(job.c.organisation_id, job.c.payload, job.c.finished_at, job.c.failure).where(job.c.kind == kind)
        return tuple(Told(*row) for row in self._db.execute(query.order_by(job.c.run_at)))

    def said_before(self, job_id: UUID, since: datetime) -> bool:
        """Whether one like it that was due earlier, but not before `since`, has told somebody or is still to tell."""
        mine = job.alias("mine")
        query = (
            select(job.c.id)
            .join(mine, and_(mine.c.kind == job.c.kind, mine.c.payload == job.c.payload))
            .where(mine.c.id == job_id, job.c.first_due > since)
            .where(tuple_(job.c.first_due, job.c.id) < tuple_(mine.c.first_due, mine.c.id))
            .where(or_(job.c.finished_at.is_(None), and_(job.c.finished_at > since, func.cardinality(job.c.told) > 0)))
        )
        return self._db.execute(query.limit(1)).one_or_none() is not None

    def note_done(self, what: str, at: datetime) -> None:
        """Keep when a worker was at work, or a backup set was made, for whoever asks when that was last."""
        new = insert_new(last_done).values(what=what, at=at)
        self._db.execute(new.on_conflict_do_update(index_elements=["what"], set_={"at": new.excluded.at}))

    def standing(self, now: datetime) -> Queue:
        """How the queue stands: what of it was due by now and is not done, tried again or not."""
        seen, made = (select(last_done.c.at).where(last_done.c.what == what).scalar_subquery() for what in LAST_DONE)
        due = select(seen, func.count(), func.min(job.c.first_due), made).select_from(job)
        return Queue(*self._db.execute(due.where(job.c.finished_at.is_(None), job.c.first_due <= now)).one())

    def finish(self, job_id: UUID, at: datetime, failure: str | None = None) -> None:
        """Done, or given up for a failure that no other try would mend."""
        self._db.execute(update(job).where(job.c.id == job_id).values(finished_at=at, failure=failure))

    def put_off(self, job_id: UUID, run_at: datetime) -> None:
        """Nobody else's until then: whoever took it is at it."""
        self._db.execute(update(job).where(job.c.id == job_id).values(run_at=run_at))

    def note_told(self, job_id: UUID, people: Collection[UUID]) -> None:
        """Keep with the job whom it has told."""
        self._db.execute(update(job).where(job.c.id == job_id).values(told=sorted(people)))

    def put_back(self, job_id: UUID, run_at: datetime, failure: str) -> None:
        """Not done: try again later."""
        self._db.execute(
            update(job)
            .where(job.c.id == job_id)
            .values(run_at=run_at, failure=failure, attempts=func.least(job.c.attempts, MOST_COUNTED) + 1)
        )
