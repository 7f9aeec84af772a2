"""A weighty change is told to all who may sign it, and done an hour later unless one of them takes it back.

A web server that somebody has captured can show one change and have another signed. What is told is written by the
programs that apply changes and send mail, from what is signed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.domain.changes import KINDS, Change
from app.domain.ports import Work

ANNOUNCED: Final = "change_announced"
"""The job that tells them."""


def still_announced(work: Work, change: Change, now: datetime) -> bool:
    """Whether it has to wait: it is announced now, and committed, where it was not; or its hour is not over.

    The hour is counted from what the administering role has written, which the application cannot.
    """
    if not KINDS[change.what].weighty:
        return False
    if change.announced_at is None:
        work.changes.announce(change.id, now)
        work.jobs.enqueue(ANNOUNCED, change.organisation_id, {"change_id": str(change.id)}, now)
        work.commit()
        return True
    return change.done_at is None or now < change.done_at
