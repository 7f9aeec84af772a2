"""What a hub says is there before going live is to be looked at again: those who look after it are told in steps."""

from __future__ import annotations

from typing import Final
from uuid import uuid5

from app.domain.agreements import LADDER
from app.domain.time_of_day import london
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime

LOOK_AGAIN: Final = "evidence_review"
"""The job that tells those of one hub."""


def tell_of_evidence(runtime: Runtime) -> None:
    """See that each hub is told of each day on which it said that it looks again, once a step, for all items of a day.

    Raises DatabaseUnavailable.
    """
    now = runtime.clock.now()
    today = london(now).date()
    with runtime.database.work(None) as work:
        hubs = [one.id for one in work.identity.organisations(HUB) if one.rehearsal is None]
        for hub, said in work.partnerships.evidence.of(hubs).items():
            for day in {one.again_at for one in said.values()}:
                step = min((one for one in LADDER if (day - today).days <= one), default=None)
                if step is not None:
                    work.jobs.enqueue_once(uuid5(hub, f"{LOOK_AGAIN} {day} {step}"), LOOK_AGAIN, hub, {}, now)
        work.commit()
