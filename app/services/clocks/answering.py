"""Which number of an organisation answers now. Every page that says whom to ring says this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.clock_settings import Kept
from app.domain.clocks import LONDON, Calendar
from app.domain.errors import NoClock
from app.domain.ports import Work
from app.domain.time_of_day import london, time_words
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

    @property
    def closed(self) -> str:
        """“ (closed until 27 March 2026 at 9am; the night desk answers)”; empty while they are open."""
        if self.closed_until is None:
            return ""
        until = london(self.closed_until)
        answers = f"; {self.by} answers" if self.by else ""
        return f" (closed until {until.day} {until:%B %Y} at {time_words(until)}{answers})"

    @property
    def words(self) -> str:
        """The number, and why it is that one; for a sentence."""
        return f"{self.telephone}{self.closed}"


def number_of(runtime: Runtime, work: Work, hub_id: UUID, organisation_id: UUID) -> Number:
    """The number of one organisation, as it is rung from or for a hub. One statement."""
    return numbers_of(runtime, work, hub_id, {organisation_id})[organisation_id]


def numbers_of(runtime: Runtime, work: Work, hub_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, Number]:
    """The same of several, however many, in one statement."""
    return numbers_in(runtime, hub_id, work.clocks.kept({hub_id, *ids}))


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
