"""Bank holidays are announced a few years ahead: who looks after the policy is told in time that they run out."""

from __future__ import annotations

from typing import Final
from uuid import uuid5

from app.domain.clocks import LONDON
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime
from policies.engine.clock_profiles import HolidayCalendar

TELL: Final = "holidays_end"
"""The kind of job that tells one hub of one calendar."""


def tell_of_ending(runtime: Runtime) -> None:
    """See that every hub is told of each calendar that ends soon: once for each day on which it ends.

    Raises DatabaseUnavailable.
    """
    now = runtime.clock.now()
    today = now.astimezone(LONDON).date()
    ending = [one for one in runtime.policy.release.calendars.values() if one.ends_soon(today)]
    if not ending:
        return
    with runtime.database.work(None) as work:
        for hub in work.identity.organisations(HUB):
            for one in ending:
                payload = {"calendar": one.key, "known_until": one.known_until.isoformat()}
                work.jobs.enqueue_once(uuid5(hub.id, f"{TELL} {one.key} {one.known_until}"), TELL, hub.id, payload, now)
        work.commit()


def ending_words(calendar: HolidayCalendar) -> str:
    """What a mail, a page and a command say of a calendar that ends soon."""
    until = f"{calendar.known_until.day} {calendar.known_until:%B %Y}"
    return (
        f"The bank holidays of {calendar.label} are known until {until}. After that one counts as a working day, and "
        "what is due across it is due too early. Whoever runs the exchange adds the days that GOV.UK has announced "
        "since to the policy, and puts it in force."
    )
