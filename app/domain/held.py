"""Facts that a person has decided to send, and that leave after a while unless somebody calls them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.events import Event

TO_CALL_BACK = timedelta(minutes=10)
"""How long what is less strict, or a corrected identity, can be called back before partners are told."""
HELD, CALLED_BACK, LET_GO, DROPPED = "held", "called_back", "let_go", "dropped"
ENDS = (CALLED_BACK, LET_GO, DROPPED)
SAFETY, IDENTITY = "safety", "identity"


@dataclass(frozen=True, slots=True)
class Held:
    """One partner's, as its request's events say: `what` is safety or identity, `subject` of whom an identity is.

    `how` marks it for the partner, `rests_on` names what the case held when it was decided.
    """

    file_id: UUID
    number: int
    what: str
    subject: UUID | None
    how: str
    rests_on: str
    by: UUID
    leaves_at: datetime


def held_of(events: Iterable[Event]) -> tuple[Held, ...]:
    """What is held of one request and has neither been sent nor called back, the oldest first."""
    found: dict[str, Held] = {}
    for one in events:
        if one.what == HELD and (held := _held(one)) is not None:
            found[str(one.seq)] = held
        elif one.what in ENDS:
            found.pop(str(one.codes.get("held")), None)
    return tuple(found.values())


def safety_held(held: Sequence[Held]) -> bool:
    """Whether contact and staff safety are among it."""
    return any(one.what == SAFETY for one in held)


def _held(event: Event) -> Held | None:
    """None for one that was written in by somebody who does not know what it has to say."""
    codes = event.codes
    try:
        subject = UUID(codes["subject"]) if "subject" in codes else None
        leaves_at = datetime.fromisoformat(codes["leaves_at"])
        said = (codes["facts"], subject, codes["how"], codes["rests_on"])
    except (KeyError, TypeError, ValueError):
        return None
    return None if event.by_id is None else Held(event.file_id, event.seq, *said, event.by_id, leaves_at)
