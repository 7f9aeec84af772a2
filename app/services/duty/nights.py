"""The worker looks after red cases: half an hour before a hub closes, when it closes and then every quarter of an hour.

One row a hub says when it looks next, however many cases there are. Each case nobody has accepted is escalated once a
night, with an event and a leaf; the list of all of them goes to the hub's managers again and again as one mail, and how
often is counted for the hub alone. A night that is over when the worker comes back is not rung about any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from app.domain.duty import EVERY, HubNight, Night, escalated_in
from app.domain.errors import DatabaseUnavailable, ExchangeError
from app.domain.events import ESCALATED, Event
from app.domain.lists import CaseEntry
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.working import Clockwork, append, digest_of_event
from app.services.duty.hand_back import TOLD_BACK
from app.services.duty.standing import is_unaccepted, keys_of, most_urgent, standing_of, tonight
from app.services.runtime import Runtime

HAND_OVER_NOW: Final = "duty_hand_over"
RING_LIST: Final = "duty_ring_list"
WITHOUT_HOURS = timedelta(hours=1)
"""A hub whose hours nobody has said is looked at again after so long."""
NEVER_CLOSES, AFTER_FAILURE = timedelta(days=1), timedelta(minutes=1)
MOST, AT_ONCE = 10_000, 500
"""So many red cases of a hub are looked at; so many are escalated in one work, the rest in the next."""
_log = structlog.get_logger()


def keep_nights(runtime: Runtime) -> int:
    """Do what is due in every hub's night, each in a transaction of its own; says in how many something was.

    A hub in which it fails is looked at again later, and keeps no other. Raises DatabaseUnavailable.
    """
    done = 0
    with runtime.database.work(None) as work:
        if work.duty.add_hubs(runtime.clock.now()):
            work.commit()
    while True:
        with runtime.database.work(None) as work:
            row = work.duty.take(runtime.clock.now())
            if row is None:
                return done
            try:
                _look(runtime, work, row)
                done += 1
                continue
            except DatabaseUnavailable:
                raise
            except ExchangeError as failure:
                _log.warning("night_failed", hub=str(row.hub_id), error_code=failure.code)
        _put_off(runtime, row)


def unaccepted(runtime: Runtime, work: Work, hub: UUID, most: int) -> tuple[CaseEntry, ...]:
    """The open red cases of a hub that no duty worker has accepted, the latest first."""
    red = work.duty.urgent(hub, most_urgent(runtime), most)
    given = standing_of(runtime, work, hub, [one.file_id for one in red])
    now = runtime.clock.now()
    return tuple(one for one in red if is_unaccepted(given.get(one.file_id), now))


def _look(runtime: Runtime, work: Work, row: HubNight) -> None:
    """One look at one hub, and when the next is. Raises KeysUnavailable, LogUnavailable: nothing was done."""
    now, hub = runtime.clock.now(), row.hub_id
    if row.opens_at is not None and now >= row.opens_at:
        _morning(runtime, work, hub, row.opens_at)
        row = replace(row, opens_at=None, rings=0, first_ring_at=None, last_ring_at=None)
    found = tonight(runtime, work, hub)
    night = found.night
    if night is None:
        wait = WITHOUT_HOURS if found.unknown else NEVER_CLOSES
        _save(work, replace(row, next_at=now + wait))
        return
    if now < night.hand_over_from:
        _save(work, replace(row, next_at=night.hand_over_from))
    elif now < night.closes:
        if row.opens_at is None and unaccepted(runtime, work, hub, MOST):
            work.jobs.enqueue(HAND_OVER_NOW, hub, {}, now)
        _save(work, replace(row, opens_at=night.opens, next_at=night.closes))
    else:
        _ring(runtime, work, replace(row, opens_at=night.opens), night)


def _ring(runtime: Runtime, work: Work, row: HubNight, night: Night) -> None:
    """Escalate what has not been in this night, and have the managers told of all that nobody has accepted."""
    now, hub = runtime.clock.now(), row.hub_id
    left = [one.file_id for one in unaccepted(runtime, work, hub, MOST)]
    known = work.events.of_kinds(left, [ESCALATED]) if left else {}
    new = [one for one in left if not escalated_in(known.get(one, ()), night)]
    if len(new) > AT_ONCE:
        work.duty.save(replace(row, next_at=now))
    else:
        if left:
            work.jobs.enqueue(RING_LIST, hub, {}, now)
            row = replace(row, rings=row.rings + 1, first_ring_at=row.first_ring_at or now, last_ring_at=now)
        work.duty.save(replace(row, next_at=min(now + EVERY, night.opens)))
    _escalate(runtime, work, hub, new[:AT_ONCE])


def _escalate(runtime: Runtime, work: Work, hub: UUID, cases: Sequence[UUID]) -> None:
    if not cases:
        work.commit()
        return
    files = keys_of(runtime, work, cases, hub)
    events = append(work, Clockwork(hub), runtime.clock.now(), [files[one].act(ESCALATED, None) for one in cases])
    entries = [(_entry(runtime, hub, one), files[one.file_id].detail_key) for one in events]
    make_durable(runtime, work, record(runtime, work, entries))


def _entry(runtime: Runtime, hub: UUID, event: Event) -> Entry:
    """That nobody had accepted it when the hub had closed: in the hub's own log, by nobody."""
    return Entry(
        kind="reminded",
        tenant_id=hub,
        file_id=event.file_id,
        to_id=hub,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        what=ESCALATED,
        event=digest_of_event(event),
    )


def _morning(runtime: Runtime, work: Work, hub: UUID, opened: datetime) -> None:
    """The hub is open: its people on a case are told that it is theirs again, where nobody has handed it back yet."""
    red = work.duty.urgent(hub, most_urgent(runtime), MOST)
    given = standing_of(runtime, work, hub, [one.file_id for one in red])
    now = runtime.clock.now()
    back = {id_: one.to_id for id_, one in sorted(given.items()) if one.accepted(now) and one.given_at < opened}
    work.jobs.enqueue_all([(TOLD_BACK, hub, {"case_id": str(id_), "but": str(had)}, now) for id_, had in back.items()])


def _save(work: Work, row: HubNight) -> None:
    work.duty.save(row)
    work.commit()


def _put_off(runtime: Runtime, row: HubNight) -> None:
    """What failed is undone: look again in a minute, so that other hubs are not kept."""
    with runtime.database.work(None) as work:
        work.duty.save(replace(row, next_at=runtime.clock.now() + AFTER_FAILURE))
        work.commit()
