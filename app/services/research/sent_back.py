"""Why a draft went back to whoever wrote it: one of a few grounds, which their page says. Codes, never a word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.events import Event
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.permission import require_request
from app.services.runtime import Runtime

GROUNDS: Final[Mapping[str, str]] = {
    "missing": "Something is missing",
    "wrong": "Something is wrong, or has to be left out",
    "unclear": "It cannot be understood as it is written",
    "speak": "Speak to me before you change it",
}
"""What an approver chooses from. Each fits a return that holds something and one that found nothing: a code of an event
is not sealed, and tells nobody which of the two it was.
"""


@dataclass(frozen=True, slots=True)
class SentBack:
    """Who sent it back, when, and on what ground in words."""

    by: str
    at: datetime
    ground: str


def require_ground(ground: str) -> str:
    """The ground, as long as it is one. Raises InvalidInput."""
    if ground not in GROUNDS:
        raise InvalidInput({"ground": "Choose what is to be changed, so that its author is told."})
    return ground


def sent_back_for(runtime: Runtime, actor: Actor, file_id: UUID) -> SentBack | None:
    """Why it went back to the actor, as long as nothing has been submitted since. Reads events, opens nothing.

    Raises NotFound, after logging the refusal.
    """
    with runtime.database.work(actor.organisation_id) as work:
        require_request(runtime, work, actor, file_id)
        last = _back_to(actor.person_id, work.events.of_files([file_id]).get(file_id, ()))
        if last is None or last.by_id is None:
            return None
        ground = GROUNDS.get(str(last.codes.get("ground")))
        return SentBack(work.identity.person(last.by_id).display_name, last.at, ground) if ground else None


def sent_back_among(work: Work, person_id: UUID, file_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of these requests those that went back to somebody, and nothing has been submitted since. One statement."""
    events = work.events.of_files(list(file_ids)) if file_ids else {}
    return frozenset(file_id for file_id, each in events.items() if _back_to(person_id, each))


def _back_to(person_id: UUID, events: Sequence[Event]) -> Event | None:
    last = next((one for one in reversed(events) if one.what in ("submitted", "sent_back", "answered")), None)
    return (
        last if last and last.what == "sent_back" and last.about_id == person_id and last.codes.get("ground") else None
    )
