"""A policy release with other bank holidays is put in force: what is due across them is worked out again."""

from __future__ import annotations

from datetime import datetime

from app.domain.clock_settings import HOURS
from app.domain.ports import Work
from app.services.clocks.keep_setting import REBASE
from policies.engine.release import PolicyRelease


def rebase_where_holidays_changed(work: Work, before: PolicyRelease, after: PolicyRelease, now: datetime) -> None:
    """Enqueue a job for each organisation that is closed on the holidays of a calendar that says others than before."""
    keys = before.calendars.keys() | after.calendars.keys()
    changed = {key for key in keys if before.calendars.get(key) != after.calendars.get(key)}
    if not changed:
        return
    there = [one.id for one in work.identity.organisations()]
    closed_on = {
        id_: {setting.said.get("calendar") for setting in kept.of(HOURS)}
        for id_, kept in work.clocks.kept(there).items()
    }
    work.jobs.enqueue_all([(REBASE, id_, {}, now) for id_, keys in closed_on.items() if keys & changed])
