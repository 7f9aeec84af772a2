"""Keeping lists in step with what they list, in the same transaction."""

from __future__ import annotations

from uuid import UUID

from app.domain.files import CaseFile
from app.domain.lists import CaseEntry, InboxEntry
from app.domain.ports import Work
from app.domain.research import OPEN_STATES, ResearchRequest


def refresh_board(work: Work, case: CaseFile) -> None:
    """Write the case's line in its hub's list anew. Locks the case's row, so that of two at once neither is lost."""
    work.lists.deliver_case(case.tenant_id, shown_as(work, work.files.lock_case(case.file_id) or case))


def shown_as(work: Work, case: CaseFile) -> CaseEntry:
    """The line of a case in its hub's list, counted from its requests and subjects."""
    requests = work.files.requests_of(case.file_id)
    waiting = [one.due_at for one in requests if one.state in OPEN_STATES]
    subjects = [one for one in work.files.subjects(case.file_id) if one.kind != "case"]
    return CaseEntry(
        organisation_id=case.tenant_id,
        file_id=case.file_id,
        reference=case.reference,
        rating=case.rating,
        state=case.state,
        subjects=len(subjects),
        asked=len(requests),
        answered=sum(one.answered_at is not None for one in requests),
        next_due_at=min(waiting, default=None),
        started_at=case.started_at,
    )


def store_request(work: Work, request: ResearchRequest) -> None:
    """Store a request's next state and show it in both lists. Raises Stale when somebody was first."""
    work.files.save_request(request)
    work.lists.update_inbox(request.partner_id, request)
    work.lists.update_inbox(request.hub_id, request)


def listed(request: ResearchRequest, organisation: UUID, side: str, other: UUID) -> InboxEntry:
    """How a new request is shown in the list of one side; `other` is the organisation on the other."""
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
