"""One mail a day for whoever wants it: what can wait is kept until their hour. What is urgent never is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from app.domain.jobs import Job
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.services.messages.notice import DIGEST
from app.services.messages.notices import NOTICES
from app.services.messages.said import Said, said_of
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Line:
    """One of the mails that are kept."""

    job_id: UUID
    subject: str
    said: Said


def keep_for_later(runtime: Runtime, work: Work, job: Job, said: Said) -> frozenset[UUID]:
    """For whom of those it concerns a mail is kept: they want one a day, and it can wait until then.

    It cannot where more than half the time that is left would have gone by.
    """
    now, request = runtime.clock.now(), said.request
    if request is None or request.state not in NOTICES[job.kind].waits:
        return frozenset()
    if runtime.policy.release.runs_on(request.rating):
        return frozenset()
    found = {one: next_at(hour, now) for one, hour in work.digests.hours(said.to).items() if one not in job.told}
    if request.answered_at is None:
        found = {one: at for one, at in found.items() if at - now <= (request.due_at - now) / 2}
    if found:
        work.digests.keep(job.id, found.keys(), now)
    for person, at in found.items():
        once = uuid5(person, at.isoformat())
        work.jobs.enqueue_once(once, DIGEST, job.organisation_id, {"person_id": str(person)}, at)
    return frozenset(found)


def lines_for(runtime: Runtime, work: Work, person: UUID) -> list[Line]:
    """What is kept for somebody, as far as it still concerns them and says something; the rest is dropped."""
    found, over = [], []
    for job in work.digests.kept_for(person):
        said = said_of(runtime, work, job)
        stands = said and said.request and said.request.state in NOTICES[job.kind].waits and person in said.to
        if said and stands:
            found.append(Line(job.id, NOTICES[job.kind].subject, said))
        else:
            over.append(job.id)
    if over:
        work.digests.drop(person, over)
    return found


def next_at(hour: int, now: datetime) -> datetime:
    """The next time that a clock in London shows this full hour."""
    today = now.astimezone(LONDON).date()
    at = datetime.combine(today, time(hour), LONDON)
    if at <= now:
        at = datetime.combine(today + timedelta(days=1), time(hour), LONDON)
    return at.astimezone(now.tzinfo)
