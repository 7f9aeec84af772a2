"""When a request's time stood still, as its events tell it: from a question to whatever let the partner go on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from app.domain.clocks import Pause
from app.domain.events import Event

STOPS: Final = "stops"
"""The code of a question that stops the time: not of one whose asker's readers would learn of it by that."""
ENDS: Final = ("clarified", "submitted", "answered", "corrected")
"""The hub has said what was asked, or the partner goes on without it."""


class Pauses(NamedTuple):
    """Those that have ended, and since when the partner waits for the hub's word now, if it does."""

    ended: tuple[Pause, ...]
    since: datetime | None


def pauses_of(events: Iterable[Event]) -> Pauses:
    """The pauses of one request's events, in order. One that has not ended moves no due time yet."""
    ended, since = list[Pause](), None
    for one in events:
        if one.what == "asked" and one.codes.get(STOPS) is True:
            since = since or one.at
        elif one.what in ENDS and since is not None:
            ended.append(Pause(since, one.at))
            since = None
    return Pauses(tuple(ended), since)


def question_ended(events: Iterable[Event]) -> Event | None:
    """What ended the newest question: the hub's word, or the partner going on without it. None while it waits."""
    ended, waits = None, False
    for one in events:
        if one.what == "asked":
            ended, waits = None, True
        elif one.what in ENDS and waits:
            ended, waits = one, False
    return ended
