"""Which number of an organisation answers now. Every page that says whom to ring says this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.clock_settings import Kept
from app.domain.clocks import LONDON, Calendar
from app.domain.errors import NoClock
from app.services.clocks.timekeeping import calendar_of, cover_in
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Number:
    """Where it is answered now; `closed_until` is None while the organisation is open, `by` is who covers it else.

    `by` is None where nobody does: then it is the number that it has said all the same, or its own.
    """

    telephone: str
    closed_until: datetime | None = None
    by: str | None = None


def numbers_in(runtime: Runtime, hub_id: UUID, kept: Mapping[UUID, Kept]) -> Mapping[UUID, Number]:
    """The number of each organisation that was read. A partner that has said no hours is closed when the hub is.

    Of whom no hours can be read, nor the hub's, its own number is said: it counts as open.
    """
    hours = {id_: _hours(runtime, one) for id_, one in kept.items()}
    of_hub = hours.get(hub_id)
    return {
        id_: _number(runtime, one, hours[id_] or (None if one.organisation.kind == HUB else of_hub))
        for id_, one in kept.items()
    }


def _number(runtime: Runtime, kept: Kept, calendar: Calendar | None) -> Number:
    now = runtime.clock.now()
    if calendar is None or calendar.is_open(now):
        return Number(kept.organisation.telephone)
    cover = cover_in(kept)
    return Number(cover.telephone, calendar.next_opening(now), cover.by if cover.out_of_hours else None)


def _hours(runtime: Runtime, kept: Kept) -> Calendar | None:
    try:
        return calendar_of(runtime.policy.release, kept, runtime.clock.now().astimezone(LONDON).date())
    except NoClock:
        return None
