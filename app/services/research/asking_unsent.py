"""Asking that nobody sends: after a working day whoever is on its case is told, once for each saving.

It ends by being sent or thrown away, or with its case (`asking_draft.end_asking`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from app.domain.clocks import Clock, Target
from app.domain.jobs import Job
from app.domain.ports import Work
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.runtime import Runtime

UNSENT: Final = "asking_unsent"
AFTER: Final = Target("working_days", 1)
WITHOUT_HOURS: Final = timedelta(days=1)
"""For a hub that has said no hours: it can send nothing, and must know all the more that something lies there."""


def to_tell(runtime: Runtime, work: Work, looked_at: Job) -> None:
    """Have it told of a draft that still stands as it was looked at, one of the hub's working days after its saving."""
    case_id = UUID(looked_at.payload["file_id"])
    draft, hub = work.asking.of(case_id), looked_at.organisation_id
    if draft is None or str(draft.mark) != looked_at.payload["mark"]:
        return
    time, _ = timekeeping_or_why(runtime, work, hub)
    at = Clock(draft.saved_at, AFTER, time.hub).due if time else draft.saved_at + WITHOUT_HOURS
    work.jobs.enqueue(UNSENT, hub, {"case_id": str(case_id), "mark": str(draft.mark)}, at)


def stands_unsent(work: Work, job: Job) -> bool:
    """Whether the draft that a mail is to be about is still there, and was not saved again."""
    draft = work.asking.of(UUID(job.payload["case_id"]))
    return draft is not None and str(draft.mark) == job.payload["mark"]
