"""A log that was found changed takes no disclosure from then on, and its parties' people are told.

Nothing can be opened, sent or released without an entry, and the database's `log_append` takes none for a log that is
stopped: there, and nowhere else, it is enforced. Only `lift_stop` ends it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from uuid import UUID

from app.domain.log_entry import Log
from app.domain.log_stop import Stop
from app.domain.ports import Work
from app.services.runtime import Runtime

TELL = "log_stopped"
"""The kind of job that tells one organisation of one stop."""
HUB = "hub"


def stop_logs(runtime: Runtime, found: Mapping[str, str]) -> None:
    """Stop the logs that were found changed (by label, with what is wrong), and see that each party is told once.

    Also of stops that somebody else made. A log that is gone altogether takes nothing anyway. Raises Unavailable
    errors.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        add_stops(work, found, now, also={one.log.id for one in work.stops.stops()})
        for stop in work.stops.stops():  # its turn is held: of two workers, the later finds what the earlier has done
            _tell(work, stop, now)
        work.commit()


def add_stops(work: Work, found: Mapping[str, str], now: datetime, also: Container[int] = ()) -> None:
    """Stop these logs; one that is stopped already stays as it was found first.

    Each log's turn is waited for, and that of those with the numbers `also`: what got in before is done when the stop
    is there, and nothing gets in after.
    """
    for log in work.log.logs():
        if log.label in found or log.id in also:
            work.log.lock(log)
        if log.label in found:
            work.stops.add(log, now, found[log.label])


def told_of(stop: Stop) -> Mapping[str, str]:
    """What the jobs that tell of a stop hold: one that is found again is a stop of its own."""
    return {"log": stop.log.label, "found_at": stop.found_at.isoformat()}


def _tell(work: Work, stop: Stop, now: datetime) -> None:
    known = {one.organisation_id for one in work.jobs.told(TELL) if one.payload == told_of(stop)}
    for party in parties(work, stop.log):
        if party not in known:
            work.jobs.enqueue(TELL, party, told_of(stop), now)


def parties(work: Work, log: Log) -> list[UUID]:
    """Whose log it is; that of the installation concerns every hub."""
    own = dict.fromkeys(one for one in log.whose if one is not None)
    return list(own) or [one.id for one in work.identity.organisations(HUB)]
