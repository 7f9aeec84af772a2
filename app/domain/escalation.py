"""What of a case is with the strategic board: a fold over the codes of what was said in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

from app.domain.opening_hours import LONDON

RAISED, ANSWER_BY, ENDED = "escalation", "answer_by", "board"
"""The codes that say that something is raised and what it is about, the day an answer is wanted by, how it ended."""
LAST_MINUTE = time(23, 59)


class Coded(Protocol):
    """What the fold must know of a statement."""

    @property
    def codes(self) -> Mapping[str, Any]: ...
    @property
    def released_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class WithBoard:
    """What is with the strategic board and has not ended: what it is about, since when, and when an answer is due.

    Adding to it leaves since when it is open.
    """

    about: str
    since: datetime
    due_at: datetime


def with_board(said: Iterable[Coded]) -> WithBoard | None:
    """What is open after these statements of a case, every version of them; None while nothing is."""
    timed = sorted(((one.released_at, one.codes) for one in said if one.released_at), key=lambda one: one[0])
    ended = max((at for at, codes in timed if ENDED in codes), default=None)
    open_ = [(at, codes) for at, codes in timed if RAISED in codes and (ended is None or at > ended)]
    if not open_:
        return None
    newest = open_[-1][1]
    return WithBoard(newest[RAISED], open_[0][0], end_of(date.fromisoformat(newest[ANSWER_BY])))


def raised_since(said: Iterable[Coded]) -> datetime | None:
    """When what was raised last was raised first, whether or not it has ended since; None where nothing ever was."""
    timed = sorted(((one.released_at, one.codes) for one in said if one.released_at), key=lambda one: one[0])
    raised = [at for at, codes in timed if RAISED in codes]
    if not raised:
        return None
    ended = max((at for at, codes in timed if ENDED in codes and at < raised[-1]), default=None)
    return next(at for at in raised if ended is None or at > ended)


def end_of(day: date) -> datetime:
    """The last minute of a day in London: an answer that is wanted by a day may come in the course of it."""
    return datetime.combine(day, LAST_MINUTE, LONDON)
