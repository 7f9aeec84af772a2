"""Keeping lists in step with what they list, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.domain.files import CaseFile, Subject
from app.domain.lists import CaseEntry, InboxEntry
from app.domain.ports import Work
from app.domain.research import OPEN_STATES, ResearchRequest


def refresh_board(work: Work, case: CaseFile) -> None:
    """Write the case's line in its hub's list anew. Locks the case's row, so that of two at once neither is lost."""
    show_locked(work, work.files.lock_case(case.file_id) or case)


def show_locked(work: Work, case: CaseFile) -> None:
    """The same for a case that this work has locked, as it stood then."""
    work.lists.deliver_case(shown_as(case, work.files.requests_of(case.file_id), work.files.subjects(case.file_id)))


def shown_as(case: CaseFile, requests: Sequence[ResearchRequest], subjects: Iterable[Subject]) -> CaseEntry:
    """The line of a case in its hub's list, counted from its requests that were not withdrawn, and its subjects."""
    closed, standing = case.state == "closed", [one for one in requests if one.state != "withdrawn"]
    following = None if closed else next_due(requests)
    return CaseEntry(
        organisation_id=case.tenant_id,
        file_id=case.file_id,
        reference=case.reference,
        rating=case.rating,
        state=case.state,
        subjects=sum(one.kind != "case" for one in subjects),
        asked=len(standing),
        answered=sum(one.answered_at is not None for one in standing),
        next_due_at=following.due_at if following else None,
        next_paused_at=following.paused_at if following else None,
        due_at=None if closed else case.due_at,
        started_at=case.started_at,
        closed_at=case.closed_at,
        held_at=case.held_at,
        board_about=case.board.about if case.board else None,
        board_since=case.board.since if case.board else None,
        board_due_at=case.board.due_at if case.board else None,
    )


def next_due(requests: Iterable[ResearchRequest]) -> ResearchRequest | None:
    """The request whose answer is due next; one whose time stands still only where all of those that wait do."""
    waiting = [one for one in requests if one.state in OPEN_STATES]
    running = [one for one in waiting if one.paused_at is None]
    return min(running or waiting, key=lambda one: one.due_at, default=None)


def store_request(work: Work, request: ResearchRequest) -> None:
    """Store a request's next state and show it in both lists. Raises Stale when somebody was first."""
    store_requests(work, [request])


def store_requests(work: Work, requests: Sequence[ResearchRequest]) -> None:
    """The same of several: all of them, or none."""
    work.files.save_requests(requests)
    work.lists.update_inbox(requests)


def listed(request: ResearchRequest) -> tuple[InboxEntry, InboxEntry]:
    """How a new request is shown in the lists of its partner and its hub."""
    hub, partner = request.hub_id, request.partner_id
    return _listed(request, partner, "answering", hub), _listed(request, hub, "asking", partner)


def _listed(request: ResearchRequest, organisation: UUID, side: str, other: UUID) -> InboxEntry:
    return InboxEntry(
        organisation_id=organisation,
        file_id=request.file_id,
        side=side,
        counterpart_id=other,
        case_id=request.case_id if side == "asking" else None,
        reference=request.reference,
        rating=request.rating,
        state=request.state,
        due_at=request.due_at,
        sent_at=request.sent_at,
        claimed_by=None,
        answered_at=None,
    )
