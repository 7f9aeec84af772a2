"""What a change of whom an organisation works with writes when it is applied, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.domain.changes import PARTNERSHIP_ENDED, PARTNERSHIP_MADE, PARTNERSHIP_OFFERED, Change
from app.domain.ports import Work
from app.services.administration.written import Written
from app.services.identity.end_partnership import end_between
from app.services.identity.make_partnership import HUB, begin_partnership

OFFERED: Final = "offer_waits"
"""The job that tells a partner's administrators that a hub offers to work with them."""
AGREED: Final = "offer_agreed"
"""The job that tells a hub's administrators that what it offered is agreed to."""
LEFT: Final = "other_side_ended"
"""The job that tells the administrators of the other side."""


def write_partnership(work: Work, change: Change, now: datetime) -> Written:
    """Write it, within the transaction that settles the change. Raises NotFound where there is none to end.

    An offer, and taking it back, are worth no more than that they were signed: they write nothing else.
    """
    own, other = (work.identity.organisation(one) for one in (change.organisation_id, change.about_id))
    told = {"organisation_id": str(own.id)}
    if change.what == PARTNERSHIP_OFFERED:
        work.jobs.enqueue(OFFERED, other.id, told, now)
    if change.what == PARTNERSHIP_MADE:
        rows = begin_partnership(work, other.id, own.id, change.body["agreement"], now)
        work.jobs.enqueue(AGREED, other.id, told, now)
        return Written(rows, own.id)
    if change.what == PARTNERSHIP_ENDED:
        hub, partner = (own, other) if own.kind == HUB else (other, own)
        work.jobs.enqueue(LEFT, other.id, told, now)
        return Written(end_between(work, hub, partner, now), partner.id)
    return Written([], other.id)
