"""A request that has not been answered in time: both sides are told, once for each due time."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from app.domain.research import ResearchRequest
from app.services.runtime import Runtime

OVERDUE: Final = "overdue"
OVERDUE_AT_HUB: Final = "overdue_at_hub"
NOT_APPROVED: Final = "not_approved"
AT_ONCE = 100
"""So many in one work; the rest in the next."""


def tell_overdue(runtime: Runtime) -> int:
    """Have both sides told of requests that are past their due time since the last look; says how many there were.

    At the partner it is whoever must act next: who has it, or who approves. Whatever moves the due time (a rating)
    makes it news again once that has passed. Raises DatabaseUnavailable.
    """
    now, found = runtime.clock.now(), 0
    while True:
        with runtime.database.work(None) as work:
            late = work.files.take_overdue(now, AT_ONCE)
            work.jobs.enqueue_all([(*mail, {"file_id": str(one.file_id)}, now) for one in late for mail in _mails(one)])
            work.commit()
        found += len(late)
        if len(late) < AT_ONCE:
            return found


def _mails(late: ResearchRequest) -> list[tuple[str, UUID]]:
    at_partner = NOT_APPROVED if late.state == "awaiting_approval" else OVERDUE
    return [(at_partner, late.partner_id), (OVERDUE_AT_HUB, late.hub_id)]
