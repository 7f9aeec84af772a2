"""An agreement is to be looked at again, or ends: those who look after it on each side are told, step by step."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import uuid5

from app.domain.agreements import ENDED, LADDER, TO_SIGN
from app.domain.changes import SIGNS
from app.domain.time_of_day import london
from app.services.runtime import Runtime

REVIEW: Final = "agreement_review"
"""The job that tells those of one side."""
TOLD: Final = (SIGNS, "ig_officer", "partner_ig_officer")
"""The roles whose people are."""


def tell_of_reviews(runtime: Runtime) -> None:
    """See that each side of an agreement is told of each step that it has reached: once a step, for each day it is due.

    A side that has not signed it, or shares under a later version, has nothing to look at. Raises DatabaseUnavailable.
    """
    now = runtime.clock.now()
    today = london(now).date()
    with runtime.database.work(None) as work:
        due = work.partnerships.agreements.looked_at_by(today + timedelta(days=max(LADDER)))
        open_ = [one for one in due if one.state(today) not in (ENDED, TO_SIGN)]
        for one in open_:
            later = work.partnerships.agreements.of(one.hub_id)
            for side in (each for each in one.sides if each.stands):
                if not one.followed(later, side.organisation_id):
                    name = f"{REVIEW} {one.id} {one.review_at} {one.ends} {one.step(today)}"
                    said = {"agreement_id": str(one.id)}
                    again = uuid5(side.organisation_id, name)
                    work.jobs.enqueue_once(again, REVIEW, side.organisation_id, said, now)
        work.commit()
