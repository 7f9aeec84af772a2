"""Who wants one mail a day, and the mails that are kept for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.adapters.database.jobs import job_of
from app.adapters.database.tables.work import job, mail_hour, mail_kept
from app.domain.jobs import Job


class SqlDigestRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def hours(self, people: Collection[UUID]) -> Mapping[UUID, int]:
        """At which hour of a London clock each of these people wants one mail a day; none of who gets each at once."""
        query = select(mail_hour.c.person_id, mail_hour.c.hour).where(mail_hour.c.person_id.in_(people))
        return {row.person_id: row.hour for row in self._db.execute(query)}

    def choose(self, person: UUID, hour: int | None, at: datetime) -> None:
        """One mail a day at this hour from now on; None: each at once."""
        if hour is None:
            self._db.execute(delete(mail_hour).where(mail_hour.c.person_id == person))
            return
        chosen = {"hour": hour, "chosen_at": at}
        new = insert(mail_hour).values(person_id=person, **chosen)
        self._db.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=chosen))

    def keep(self, job_id: UUID, people: Collection[UUID], at: datetime) -> None:
        """Keep a mail for the next one that each of these people gets."""
        new = insert(mail_kept).on_conflict_do_nothing()
        self._db.execute(new, [{"person_id": one, "job_id": job_id, "kept_at": at} for one in sorted(people)])

    def kept_for(self, person: UUID) -> tuple[Job, ...]:
        """The jobs of the mails that are kept for somebody, in the order they came."""
        query = select(job).join(mail_kept, mail_kept.c.job_id == job.c.id).where(mail_kept.c.person_id == person)
        return tuple(job_of(row) for row in self._db.execute(query.order_by(mail_kept.c.kept_at, job.c.id)))

    def drop(self, person: UUID, job_ids: Collection[UUID]) -> None:
        """They have been sent, or say nothing any more."""
        self._db.execute(delete(mail_kept).where(mail_kept.c.person_id == person, mail_kept.c.job_id.in_(job_ids)))
