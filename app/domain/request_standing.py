"""Where a research request stands, as the events of its file say; rows that say it too are projections of this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.events import (
    CHALLENGED,
    CHANGES,
    GIVEN_BACK,
    NOT_VERIFIED,
    REMINDED,
    STOOD_BY,
    TAKEN,
    TO_ANSWER_AGAIN,
    Event,
    moment,
)
from app.domain.research import AGAIN, OVER, WAITS


@dataclass(frozen=True, slots=True)
class RequestStanding:
    """Where a request stands, as its events say: who sent it and how urgent, how far it is. None before it was sent."""

    sent_by: UUID | None = None
    sent_at: datetime | None = None
    rating: str | None = None
    due_at: datetime | None = None
    state: str | None = None
    claimed_by: UUID | None = None
    opened_at: datetime | None = None
    answered_at: datetime | None = None
    changed_at: datetime | None = None
    seen_at: datetime | None = None
    rung_at: datetime | None = None
    rung: int = 0
    board_at: datetime | None = None
    paused_at: datetime | None = None
    closed_until: datetime | None = None
    challenge: str | None = None
    challenge_due_at: datetime | None = None


def standing_of_request(events: Iterable[Event], partner: UUID) -> RequestStanding:
    """Where a request to a partner stands after these events, all of its file's in order."""
    state, holder, opened, answered, paused, rung = None, None, None, None, None, 0
    sent = RequestStanding()
    change = RequestStanding()
    board, called = sent.board_at, sent.rung_at
    for one in events:
        if one.what == "sent":
            sent = RequestStanding(one.by_id, one.at, closed_until=moment(one.codes.get("closed_until")))
        elif one.what == "opened" and one.organisation_id == partner:
            opened = opened or one.at
        elif one.what in TAKEN:
            holder = one.about_id
        elif one.what in GIVEN_BACK:
            holder = None
        elif one.what in ("answered", "corrected"):
            answered = answered or one.at
        elif one.what == REMINDED:
            rung = _number(one.codes.get("rung"))
        elif one.what == "rung" and "change" not in one.codes and one.codes.get("identified") != NOT_VERIFIED:
            called = called or one.at
        elif one.what in ("escalated", "board_ended"):
            board = (board or one.at) if one.what == "escalated" else None
        sent = _challenged_after(one, sent)
        change = _change_after(one, change)
        sent = _promised_after(one, sent)
        state = _state_after(one.what, state, held=holder is not None, answered=answered is not None)
        stands_still = state == "clarification"
        paused = moment(one.codes["paused_at"]) if "paused_at" in one.codes else paused if stands_still else None
    told = change.rung_at if change.changed_at else called
    sent = replace(sent, changed_at=change.changed_at, seen_at=change.seen_at, rung_at=told)
    sent = replace(sent, rung=rung, board_at=board, paused_at=paused)
    return replace(sent, state=state, claimed_by=holder, opened_at=opened, answered_at=answered)


def _promised_after(event: Event, stood: RequestStanding) -> RequestStanding:
    """How urgent a request is, when it is due, and until when its partner is closed, after an event that says it."""
    if "rating" in event.codes:
        stood = replace(stood, rating=event.codes["rating"])
    if "closed_until" in event.codes:
        stood = replace(stood, closed_until=moment(event.codes["closed_until"]))
    return replace(stood, due_at=moment(event.codes["due_at"])) if "due_at" in event.codes else stood


def _challenged_after(event: Event, stood: RequestStanding) -> RequestStanding:
    """Where the challenge of its answer stands after an event."""
    if event.what == CHALLENGED:
        return replace(stood, challenge=WAITS, challenge_due_at=moment(event.codes.get("challenge_due_at")))
    if event.what == TO_ANSWER_AGAIN:
        return replace(stood, challenge=AGAIN)
    ends = event.what in (STOOD_BY, "corrected") and stood.challenge is not None
    return replace(stood, challenge=OVER) if ends else stood


def _change_after(event: Event, stood: RequestStanding) -> RequestStanding:
    """When a fact last changed, was seen and was rung about, after an event; of an earlier change nothing counts."""
    if event.what in CHANGES:
        return RequestStanding(changed_at=event.at)
    if stood.changed_at is None or moment(event.codes.get("change")) != stood.changed_at:
        return stood
    if event.what == "seen":
        return replace(stood, seen_at=stood.seen_at or event.at)
    if event.what == "rung" and event.codes.get("identified") != NOT_VERIFIED:
        return replace(stood, rung_at=stood.rung_at or event.at)
    return stood


def _number(code: Any) -> int:
    """A code that is a number; 0 for what is none."""
    return code if isinstance(code, int) else 0


def _state_after(what: str, state: str | None, *, held: bool, answered: bool) -> str | None:
    """The state of a request after an event; `held` and `answered` are as they are after it."""
    written = "returned" if answered else "claimed"
    given_back = "sent" if state == "claimed" else state
    after = {
        "sent": "sent",
        "claimed": "claimed" if state == "sent" else state,
        "handed_to": "claimed" if state == "sent" else state,
        "taken_over": written if state in ("sent", "awaiting_approval") else state,
        "handed_over": given_back,
        "freed": given_back,
        "submitted": "awaiting_approval",
        "sent_back": written,
        "asked": "clarification",
        "clarified": "claimed" if held else "sent",
        "answered": "returned",
        "corrected": "returned",
    }
    return after.get(what, state)
