"""Add somebody to a case that has been started: an unborn child, a partner who moved in, another address."""

from __future__ import annotations

from uuid import UUID, uuid4

from app.domain.errors import InvalidInput, WrongState
from app.domain.files import Subject
from app.domain.identity import Actor
from app.services.disclosure.permission import require_case
from app.services.intake.start_case import about_errors
from app.services.research.boards import refresh_board
from app.services.runtime import Runtime


def add_subject(runtime: Runtime, actor: Actor, case_id: UUID, kind: str, subject_id: UUID | None = None) -> Subject:
    """One more subject of a case, checked as when a case is started. Requests sent before stay as they were.

    `subject_id` is an id made for one form before it was shown: sent twice, the form adds one. Raises InvalidInput,
    WrongState when the case is closed, NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        case = work.files.lock_case(case_id) or case  # of two at once, the second counts the first
        before = work.files.subjects(case_id)
        for known in before:
            if known.subject_id == subject_id:
                return known
        if case.state == "closed":
            raise WrongState("This case is closed. Start a new case if there is a new concern.")
        kinds = [kind, *(one.kind for one in before if one.kind != "case")]
        if errors := about_errors(runtime, case.purpose, case.rating, kinds):
            raise InvalidInput({"kind": next(iter(errors.values()))})
        added = Subject(subject_id or uuid4(), case_id, kind, 1 + max(one.ordinal for one in before))
        work.files.add_subject(added)
        refresh_board(work, case)
        work.commit()
    return added
