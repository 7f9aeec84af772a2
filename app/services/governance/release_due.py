"""A proposed policy release whose time is near or past: whether somebody has still to sign, or nothing applies it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.domain.changes import OPEN_FOR, RELEASE_ACTIVATED, standing
from app.domain.ports import Work
from app.domain.proposed_release import ProposedRelease
from app.domain.time_of_day import london
from app.services.runtime import Runtime

LOOKED_AT: Final = 10
"""So many proposals are looked at, the newest."""
BEFORE: Final = timedelta(days=1)
APPLIED_WITHIN: Final = timedelta(minutes=1)
SETTLED: Final = 1000


def release_due(runtime: Runtime) -> str | None:
    """What is to be done about the first of them, and by whom; None where nothing is."""
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        for one in work.policy.last_proposed(LOOKED_AT):
            if _near(one, now) and one.digest != runtime.policy.release.digest and (said := _said(work, one, now)):
                return said
    return None


def _near(one: ProposedRelease, now: datetime) -> bool:
    return one.begins_at is not None and one.begins_at - BEFORE <= now < one.begins_at + OPEN_FOR


def _said(work: Work, one: ProposedRelease, now: datetime) -> str | None:
    here, kinds = one.organisation_id, [RELEASE_ACTIVATED]
    if any(each.about_id == one.id for each in work.changes.settled_in(here, SETTLED, kinds)):
        return None
    found = [each for each in work.changes.open_in(here, SETTLED, kinds) if each.about_id == one.id]
    signed = work.changes.signatures([each.id for each in found])
    complete = any(standing(each, {by.person_id for by in signed[each.id]}).complete for each in found)
    begins = one.begins_at or now
    if not complete:
        day, name = london(begins), work.identity.organisation(one.organisation_id).name
        return (
            f"A policy release is to begin on {day.day} {day:%B %Y} at {day:%H:%M} and is not signed: two "
            f"administrators of {name} sign for it on the page “Policy”."
        )
    if now >= max(begins, *(each.done_at or begins for each in found)) + APPLIED_WITHIN:
        return "A policy release is signed and its time is past: see that `flask changes work` is running."
    return None
