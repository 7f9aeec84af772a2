"""What waits for one person: the groups of their first page, and one line of it. It names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

SHOWN = 10
"""Lines of each group on the page: the most urgent ones."""
COUNTED = 100
"""A group is counted up to here, so that counting never grows with what there is."""

COVERED = "covered"
CHANGED = "changed"
OVERDUE = "overdue"
TO_APPROVE = "to_approve"
CHALLENGED = "challenged"
ANSWER_AGAIN = "answer_again"
TO_ANSWER = "to_answer"
TO_RING = "to_ring"
CLOSED_THERE = "closed_there"
WORDS_HELD = "words_held"
ASKS_BACK = "asks_back"
LATE_ANSWER = "late_answer"
CHALLENGE_LATE = "challenge_late"
CORRECTED = "corrected"
NEW_RETURN = "new_return"
TO_DECIDE = "to_decide"
TO_ASK = "to_ask"
NOT_SENT = "not_sent"
TO_RAISE = "to_raise"
BOARD_LATE = "board_late"
LOGS_STOPPED = "logs_stopped"
DOES_NOT_HOLD = "does_not_hold"
TO_REVIEW = "to_review"
NO_DECIDER = "no_decider"
TO_HAND_OVER = "to_hand_over"
TO_ACCEPT = "to_accept"
ON_DUTY = "on_duty"
NOT_BACK = "not_back"
NO_DECIDER_ON = "no_decider_on"

AT_PARTNER = (CHANGED, OVERDUE, CHALLENGED, TO_APPROVE, ANSWER_AGAIN, TO_ANSWER)
AT_NIGHT = (TO_ACCEPT, TO_HAND_OVER, ON_DUTY, NOT_BACK)
ANSWERS = (ASKS_BACK, LATE_ANSWER, CHALLENGE_LATE, TO_RAISE, BOARD_LATE, CORRECTED, NEW_RETURN)
AT_HUB = (*AT_NIGHT, NO_DECIDER_ON, COVERED, CLOSED_THERE, TO_RING, WORDS_HELD, *ANSWERS, TO_DECIDE, NOT_SENT, TO_ASK)
OF_LOGS = (LOGS_STOPPED, DOES_NOT_HOLD, TO_REVIEW)
OF_HUB = (NO_DECIDER,)
"""The groups of each kind of people in the order of their page: what endangers somebody stands first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: a request, a case (its `file_id` is then the case's) or an entry of the log (then that).

    `counterpart_id` is the other side of a request. `due_at` is when it is due, None where nothing says so. `for_id` is
    the colleague whose it is, where the reader covers for them.
    """

    what: str
    file_id: UUID
    case_id: UUID | None
    counterpart_id: UUID | None
    reference: str
    rating: str | None
    due_at: datetime | None
    mine: bool
    for_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OfNight:
    """What of a night is somebody's: for a duty worker (`tonight`) what was handed to them.

    Whoever `works` on cases hands over when the hub `closes` what is rated so (None: not yet), and writes down what was
    done.
    """

    tonight: bool = False
    works: bool = False
    closes: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """What waits for any of a hub's decision-makers: cases `rated` so on which nobody of these `roles` is."""

    rated: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotTheirs:
    """What waits for approval and is not somebody's to approve: by these authors, or, `had`, that they once had."""

    authors: frozenset[UUID] = frozenset()
    had: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The most urgent lines of a kind, and how many there are; None where there are more than `COUNTED`."""

    what: str
    lines: tuple[Waiting, ...]
    count: int | None


def grouped(order: tuple[str, ...], lines: Mapping[str, tuple[tuple[Waiting, ...], int]]) -> tuple[Group, ...]:
    """The groups in which anything waits, in an order; given are each group's lines and how many were counted."""
    found = ((what, *lines[what]) for what in order if what in lines)
    return tuple(Group(what, shown, count if count <= COUNTED else None) for what, shown, count in found)
