"""What has been said while a request waited: one step of its ladder each, as its events tell it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.events import REMINDED, Event


@dataclass(frozen=True, slots=True)
class Reminder:
    """A step that was done: its key in the ladder and its place from 1, whom it told, and when that was.

    `unnamed` are those of whom the partner had named nobody then: others were told in their place.
    """

    step: str
    rung: int
    told: tuple[str, ...]
    at: datetime
    unnamed: tuple[str, ...] = ()


def reminders_of(events: Iterable[Event]) -> tuple[Reminder, ...]:
    """Those of one request's events, in order."""
    found = (reminder_of(one.codes, one.at) for one in events if one.what == REMINDED)
    return tuple(one for one in found if one is not None)


def reminder_of(codes: Mapping[str, Any], at: datetime) -> Reminder | None:
    """What an event says; None for one that was written in by somebody who does not know what it has to say."""
    step, rung, told = codes.get("step"), codes.get("rung"), codes.get("told")
    if not isinstance(step, str) or not isinstance(rung, int) or not isinstance(told, list):
        return None
    unnamed = codes.get("unnamed", [])
    nobody = tuple(map(str, unnamed)) if isinstance(unnamed, list) else ()
    return Reminder(step, rung, tuple(map(str, told)), at, nobody)


def steps_done(reminders: Iterable[Reminder], times: Sequence[datetime]) -> int:
    """How many steps of a ladder that come at these times are done, in order.

    One is, once it or a later one was said at or after its time. So a due time that moves earlier has nobody told
    again, of one that moves later the steps are said when they come, and when it moves back it is as it was.
    """
    return max((min(one.rung, bisect_right(times, one.at)) for one in reminders), default=0)
