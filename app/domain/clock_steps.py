"""What became of a request's time, step by step, as its events tell it: rated anew, stopped, gone on, counted anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.events import REBASED, Event, moment
from app.domain.pauses import ENDS

SENT, RE_RATED, ASKED, CLARIFIED, WENT_ON = "sent", "re_rated", "asked", "clarified", "went_on"
ENDED: Final = (CLARIFIED, WENT_ON)
OF_ITS_QUESTIONS: Final = (ASKED, *ENDED)
"""Steps that tell that the partner had a question."""


@dataclass(frozen=True, slots=True)
class ClockStep:
    """One step: what, when and by whom (None: the clock). `due` and `rating` hold after it, `due_before` and
    `rating_before` held until it; `stopped` is since when its time stands still after it, `stood` since when it stood.
    """

    what: str
    at: datetime
    by_id: UUID | None
    due: datetime | None = None
    due_before: datetime | None = None
    rating: str | None = None
    rating_before: str | None = None
    stopped: datetime | None = None
    stood: datetime | None = None

    @property
    def moved(self) -> bool:
        """Whether another time is due than before."""
        return self.due_before is not None and self.due != self.due_before


def clock_steps(events: Iterable[Event]) -> tuple[ClockStep, ...]:
    """The steps of one request's time, all of its file's events in order; the first is its sending."""
    steps = list[ClockStep]()
    last, asks = None, False
    for one in events:
        what = _what(one, asks=asks)
        if what is None or (last is None and what != SENT):
            continue
        step = ClockStep(what, one.at, one.by_id)
        if last is not None:
            step = replace(step, due_before=last.due, rating_before=last.rating, stood=last.stopped)
            step = replace(step, due=last.due, rating=last.rating, stopped=None if what in ENDED else last.stopped)
        last = _said(one, step)
        asks = what == ASKED or (asks and what not in ENDED)
        steps.append(last)
    return tuple(steps)


def _what(event: Event, *, asks: bool) -> str | None:
    if event.what in (SENT, RE_RATED, REBASED, ASKED):
        return event.what
    if event.what == CLARIFIED:
        return CLARIFIED
    return WENT_ON if event.what in ENDS and asks else None


def _said(event: Event, step: ClockStep) -> ClockStep:
    """The step with what its event says of rating, due time and pause."""
    codes = event.codes
    if "rating" in codes:
        step = replace(step, rating=codes["rating"])
    if "due_at" in codes:
        step = replace(step, due=moment(codes["due_at"]))
    return replace(step, stopped=moment(codes["paused_at"])) if "paused_at" in codes else step
