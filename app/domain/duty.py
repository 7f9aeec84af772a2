"""Urgent cases while their hub is closed: which night it is, and to whom a case was handed until the morning. Pure.

A hand-over says by itself when it ends: a while after the hub opens, so that what was done can still be written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.clocks import Calendar
from app.domain.events import ACCEPTED, DECLINED, ENDED, ESCALATED, HANDED, Event

BEFORE_CLOSING = timedelta(minutes=30)
"""So long before a hub closes its people are told which cases are to be handed over."""
EVERY = timedelta(minutes=15)
"""So often its managers are told which cases nobody has accepted."""
TO_WRITE_UP = timedelta(hours=2)
"""So long after the hub opens a duty worker still reads what they had, and says what they did."""
SHORTEST = timedelta(hours=2)
"""A hub that closes for less, at midday, hands nothing over."""
LOOK_BACK, LOOK_AHEAD = timedelta(days=21), timedelta(days=30)
ABOUT_DUTY = (HANDED, ACCEPTED, DECLINED, ENDED, ESCALATED, "conflict_declared", "freed")
"""The events that say to whom a case was handed, and what became of it."""


@dataclass(frozen=True, slots=True)
class Night:
    """A time in which a hub is closed: a night, a weekend, holidays."""

    closes: datetime
    opens: datetime

    @property
    def hand_over_from(self) -> datetime:
        """When its people are told to hand over."""
        return self.closes - BEFORE_CLOSING

    @property
    def ends(self) -> datetime:
        """When whoever had a case reads it no more, if they have not handed it back before."""
        return self.opens + TO_WRITE_UP


@dataclass(frozen=True, slots=True)
class HubNight:
    """How far the worker is with one hub: when it looks next, and at which night, by when the hub `opens_at`.

    Of that night: how often its managers were sent the list of what nobody has accepted, first and last; by whom a
    duty worker was last rung, and which call that was. `ends_at` is when the night before ends of which somebody may
    not have handed back what they had.
    """

    hub_id: UUID
    next_at: datetime
    opens_at: datetime | None = None
    rings: int = 0
    first_ring_at: datetime | None = None
    last_ring_at: datetime | None = None
    rung_at: datetime | None = None
    rung_by: UUID | None = None
    rung_call: UUID | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A case that was handed to somebody for a night: `state` is the event by which it stands so, `at` when that was.

    `telephone` says that it was accepted so, and recorded by whoever gave it.
    """

    case_id: UUID
    to_id: UUID
    by_id: UUID
    given_at: datetime
    until: datetime
    state: str = HANDED
    at: datetime | None = None
    telephone: bool = False

    def waits(self, now: datetime) -> bool:
        """Whether it was given and neither accepted nor refused."""
        return self.state == HANDED and now < self.until

    def accepted(self, now: datetime) -> bool:
        """Whether it is theirs now."""
        return self.state == ACCEPTED and now < self.until


def night_of(calendar: Calendar, at: datetime) -> Night | None:
    """The night that a moment lies in, or the next one; None for a hub that does not close for long enough."""
    closed = None
    for opens, closes in calendar.openings(at - LOOK_BACK):
        since = at - LOOK_BACK if closed is None else closed
        if opens > at and opens - since >= SHORTEST:
            return Night(since, opens)
        if opens > at + LOOK_AHEAD:
            return None
        closed = closes
    return None


def handed(events: Iterable[Event]) -> Handed | None:
    """To whom a case was handed last, as its events say in order; None while it never was.

    Whoever steps back or leaves has it no more.
    """
    found: Handed | None = None
    for one in events:
        if one.what == HANDED:
            found = _given(one)
        elif found is not None and one.about_id == found.to_id:
            if one.what in (ACCEPTED, ENDED):
                found = replace(found, state=one.what, at=one.at, telephone="identified" in one.codes)
            elif one.what in (DECLINED, "conflict_declared", "freed"):
                found = replace(found, state=DECLINED, at=one.at)
    return found


def accepted_by(person: UUID, own: Sequence[Event], now: datetime) -> frozenset[UUID]:
    """The cases that are theirs until the morning, as their own events say."""
    about = [one for one in own if one.about_id == person and one.what in ABOUT_DUTY]
    if not about:
        return frozenset()
    found = (handed(each for each in about if each.file_id == case) for case in {one.file_id for one in about})
    return frozenset(one.case_id for one in found if one is not None and one.accepted(now))


def escalated_in(events: Iterable[Event], night: Night) -> bool:
    """Whether it has been escalated in this night."""
    return any(one.what == ESCALATED and one.at >= night.closes for one in events)


def _given(event: Event) -> Handed | None:
    """None for one that does not say who, by whom or until when: it gives nothing."""
    if event.about_id is None or event.by_id is None:
        return None
    try:
        until = datetime.fromisoformat(event.codes["until"])
        return Handed(event.file_id, event.about_id, event.by_id, event.at, until)
    except (KeyError, TypeError, ValueError):
        return None
