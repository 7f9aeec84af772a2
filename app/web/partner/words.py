"""States, subjects and the head of a request in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.lists import InboxEntry
from app.domain.research import ResearchRequest
from app.services.research.survey_request import Part, Survey
from app.web.case_words import SUBJECTS, spoken
from app.web.clock_words import DueWords, due_words
from app.web.date_words import moment_words
from app.web.partner.danger import about

ANSWERED = "returned"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every page about a request."""

    file_id: UUID
    reference: str
    hub: str
    telephone: str
    rating: str
    state: str
    words: str
    clock: DueWords | None
    answered: str | None
    changed: str | None
    danger: str


def head_of(survey: Survey, now: datetime) -> Head:
    """The head of a request as it stands now."""
    request = survey.request
    holder = "you" if survey.mine else survey.holder
    return Head(
        file_id=request.file_id,
        reference=request.reference,
        hub=survey.hub.name,
        telephone=survey.number.telephone,
        rating=request.rating,
        state=request.state,
        words=state_words(request, holder, approver=survey.may_approve and not survey.mine),
        clock=clock_of(request, now),
        answered=moment_words(request.answered_at) if request.answered_at else None,
        changed=moment_words(request.changed_at) if request.changed_at and request.tells_of_change else None,
        danger=about(survey),
    )


def clock_of(request: ResearchRequest | InboxEntry, now: datetime) -> DueWords | None:
    """The clock of a request that still waits; None once it has been answered or withdrawn."""
    waiting = request.answered_at is None and request.state != "withdrawn"
    return due_words(request.due_at, now, request.paused_at) if waiting else None


def state_words(request: ResearchRequest | InboxEntry, holder: str | None, *, approver: bool) -> str:
    """A state in words. `holder` is who has it; `approver` whether the reader may be the second person."""
    if request.state == "claimed":
        return f"With {holder}" if holder else "Waiting"
    if request.state == "awaiting_approval":
        return "Awaiting your approval" if approver else "Awaiting approval"
    if request.state == ANSWERED and holder and holder != "you":
        return "Answered"
    return {
        "sent": "Waiting",
        "clarification": "Question asked",
        "returned": "Answered",
        "withdrawn": "Withdrawn",
    }[request.state]


def why_not(survey: Survey, message: str) -> str:
    """Why what was typed was not saved: that a colleague has the request now, and who; otherwise the message."""
    if survey.mine or survey.holder is None:
        return message
    return (
        f"{survey.holder} has this request now. What you typed was not saved: it is below, to copy. Your draft as you "
        "last saved it is kept."
    )


def title_of(part: Part, parts: Sequence[Part]) -> str:
    """A subject as a heading, without a name: “Child K4X”, as at the hub; “Adult” where there is one only."""
    return called(part.subject_id, part.kind, alone=sum(one.kind == part.kind for one in parts) == 1)


def called(subject_id: UUID, kind: str, *, alone: bool) -> str:
    """The same of somebody who is the only one of a kind, or is not."""
    return SUBJECTS[kind] if alone else f"{SUBJECTS[kind]} {spoken(subject_id)}"
