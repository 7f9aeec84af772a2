"""A flood of refusals: each of the first has an entry with what was sought; the rest are counted, in one entry.

Beyond `MOST_REFUSALS` in a window a session is told nothing any more. Its tries are only counted, without waiting for
the disk: a crash may lose the last moment's count, never that there was a flood, as the first that is counted leaves a
job for the window's end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import organisation_detail_key, record
from app.services.identity.limit_rate import count_try, window_key, window_start
from app.services.runtime import Runtime

JOB = "count_refusals"
MOST_REFUSALS = 30
REFUSALS_WITHIN = timedelta(minutes=10)
REFUSED = "refused"


def count_refusal(work: Work, actor: Actor, now: datetime) -> int:
    """Count one more refusal of this session, and say how many there have been in this window.

    The first beyond the limit is a job for the worker at the window's end.
    """
    session = str(actor.session_id)
    tries = count_try(work, now, REFUSED, session, REFUSALS_WITHIN)
    if tries == MOST_REFUSALS + 1:
        start = window_start(now, REFUSALS_WITHIN)
        payload = {
            "window": window_key(REFUSED, session),
            "start": start.isoformat(),
            "person_id": str(actor.person_id),
            "role": actor.role,
        }
        work.jobs.enqueue(JOB, actor.organisation_id, payload, start + REFUSALS_WITHIN)
    return tries


def record_count(runtime: Runtime, work: Work, job: Job) -> None:
    """One entry for all that were only counted, in the transaction that finishes the job. Raises LogUnavailable."""
    start = datetime.fromisoformat(job.payload["start"])
    tries = work.identity.counted_in_window(job.payload["window"], start)
    entry = Entry(
        kind=REFUSED,
        tenant_id=job.organisation_id,
        to_id=job.organisation_id,
        actor_id=UUID(job.payload["person_id"]),
        role=job.payload["role"],
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        level="withheld",
        facts={"counted": max(1, tries - MOST_REFUSALS), "since": job.payload["start"]},
    )
    record(runtime, work, [(entry, organisation_detail_key(runtime, work, job.organisation_id))])
