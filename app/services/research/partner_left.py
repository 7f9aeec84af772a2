"""A hub asks a partner nothing more: whoever waits for an answer of theirs is told, for each request."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.runtime import Runtime

MAIL: Final = "partner_left"


def tell_who_waits(runtime: Runtime, work: Work, job: Job) -> None:
    """Have a mail written of each request that the partner has not answered, unless it is asked again by now."""
    partner = UUID(job.payload["partner_id"])
    if partner in work.partnerships.partners_of(job.organisation_id):
        return
    waiting, now = work.partnerships.waiting(job.organisation_id, partner), runtime.clock.now()
    work.jobs.enqueue_all([(MAIL, job.organisation_id, {"file_id": str(one)}, now) for one in waiting])
