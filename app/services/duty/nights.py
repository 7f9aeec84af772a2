"""The worker looks after red cases: half an hour before a hub closes, when it closes and then every quarter of an hour.

One row a hub says when it looks next, however many cases there are. Each case nobody has accepted is escalated once a
night, with an event and a leaf; the list of all of them goes to the hub's managers again and again as one mail, and how
often is counted for the hub alone. A night that is over when the worker comes back is not rung about any more.
Of what nobody has handed back by the end of a night that is said, with an event and a leaf, to whoever had it and to
the hub's people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from app.domain.duty import EVERY, TO_WRITE_UP, HubNight, Night, escalated_in, handed
from app.domain.errors import DatabaseUnavailable, ExchangeError
from app.domain.events import ESCALATED, LAPSED, Event
from app.domain.lists import CaseEntry
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.closed_to_names import named_of
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.working import Clockwork, append, digest_of_event
from app.services.duty.hand_back import TOLD_BACK
from app.services.duty.standing import believed_in, is_unaccepted, keys_of, most_urgent, standing_of, tonight
from app.services.runtime import Runtime

HAND_OVER_NOW: Final = "duty_hand_over"
RING_LIST: Final = "duty_ring_list"
NOT_BACK: Final = "duty_not_back"
"""The mail to the hub's people on a case that its duty worker has not handed back when the night was over."""
TOLD_LAPSED: Final = "duty_lapsed"
"""The mail to that duty worker."""
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
    if row.ends_at is not None and now >= row.ends_at:
        _end(runtime, work, row)
        return
    if row.opens_at is not None and now >= row.opens_at:
        _morning(runtime, work, hub, row.opens_at)
        ends = row.opens_at + TO_WRITE_UP
        row = replace(row, opens_at=None, ends_at=ends, rings=0, first_ring_at=None, last_ring_at=None)
    found = tonight(runtime, work, hub)
    night = found.night
    if night is None:
        wait = WITHOUT_HOURS if found.unknown else NEVER_CLOSES
        _save(work, replace(row, next_at=now + wait))
        return
    if now < night.hand_over_from:
        _save(work, replace(row, next_at=night.hand_over_from))
    elif now < night.closes:
        if row.opens_at is None:
            _tell(runtime, work, hub, HAND_OVER_NOW, [one.file_id for one in unaccepted(runtime, work, hub, MOST)])
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
        if _tell(runtime, work, hub, RING_LIST, left):
            row = replace(row, rings=row.rings + 1, first_ring_at=row.first_ring_at or now, last_ring_at=now)
        work.duty.save(_no_later(replace(row, next_at=min(now + EVERY, night.opens))))
    _by_the_clock(runtime, work, hub, ESCALATED, {one: {} for one in new[:AT_ONCE]})


def _tell(runtime: Runtime, work: Work, hub: UUID, kind: str, left: Sequence[UUID]) -> bool:
    """Have one mail written of all these cases, and one of each that is closed to named people, to these alone.

    Whether there are others than those: what the hub is shown of how often it was told counts these.
    """
    now, closed = runtime.clock.now(), named_of(runtime, work, hub, left)
    work.jobs.enqueue_all([(kind, hub, {"case_id": str(one)}, now) for one in sorted(closed)])
    if open_to_all := len(closed) < len(left):
        work.jobs.enqueue(kind, hub, {}, now)
    return open_to_all


def _end(runtime: Runtime, work: Work, row: HubNight) -> None:
    """The night is over for whoever has handed nothing back: they and the hub's people on the case are told."""
    now, hub = runtime.clock.now(), row.hub_id
    red = [one.file_id for one in work.duty.urgent(hub, most_urgent(runtime), MOST)]
    given = {id_: handed(each) for id_, each in believed_in(runtime, work, hub, red).items()}
    had = {id_: one for id_, one in sorted(given.items()) if one is not None and one.lapses(now)}
    over = dict(list(had.items())[:AT_ONCE])
    work.jobs.enqueue_all([(NOT_BACK, hub, {"case_id": str(one)}, now) for one in over])
    whose = sorted({one.to_id for one in over.values()})
    work.jobs.enqueue_all([(TOLD_LAPSED, hub, {"person_id": str(one)}, now) for one in whose])
    work.duty.save(replace(row, next_at=now, ends_at=row.ends_at if len(had) > AT_ONCE else None))
    _by_the_clock(runtime, work, hub, LAPSED, {id_: {"given": one.given_at.isoformat()} for id_, one in over.items()})


def _by_the_clock(runtime: Runtime, work: Work, hub: UUID, what: str, cases: Mapping[UUID, Mapping[str, str]]) -> None:
    """Add what no person did to each case, with its codes and its leaf, and commit; durable when this returns."""
    if not cases:
        work.commit()
        return
    files = keys_of(runtime, work, list(cases), hub)
    acts = [files[one].act(what, None, **codes) for one, codes in cases.items()]
    events = append(work, Clockwork(hub), runtime.clock.now(), acts)
    entries = [(_entry(runtime, hub, one), files[one.file_id].detail_key) for one in events]
    make_durable(runtime, work, record(runtime, work, entries))


def _entry(runtime: Runtime, hub: UUID, event: Event) -> Entry:
    """What no person did of a case at night: in the hub's own log."""
    return Entry(
        kind="reminded",
        tenant_id=hub,
        file_id=event.file_id,
        to_id=hub,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        what=event.what,
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
    work.duty.save(_no_later(row))
    work.commit()


def _no_later(row: HubNight) -> HubNight:
    """Look again no later than when the night before is over."""
    return row if row.ends_at is None else replace(row, next_at=min(row.next_at, row.ends_at))


def _put_off(runtime: Runtime, row: HubNight) -> None:
    """What failed is undone: look again in a minute, so that other hubs are not kept."""
    with runtime.database.work(None) as work:
        work.duty.save(replace(row, next_at=runtime.clock.now() + AFTER_FAILURE))
        work.commit()
