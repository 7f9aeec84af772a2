"""The outcome of a case: recorded by a decision-maker, and the case is closed with it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import Answer
from app.domain.research import OPEN_STATES
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.services.intake.close_case import close_case
from app.services.intake.open_case import find_case
from app.web.hub.door import DECISION_MAKER, STAFF, hub
from app.web.hub.field_groups import CASE, OUTCOME, decision_sections
from app.web.hub.record_page import RecordPage, receive, show, subject_of
from app.web.runtime import runtime


@hub.get("/cases/<uuid:case_id>/outcome")
@opens
@allow(roles=STAFF)
def outcome(case_id: UUID) -> ResponseReturnValue:
    """The outcome as stored, and the form to record it."""
    return show(_outcome(case_id))


@hub.post("/cases/<uuid:case_id>/outcome")
@allow(roles=STAFF)
def save_outcome(case_id: UUID) -> ResponseReturnValue:
    """Record it and close the case."""
    return receive(_outcome(case_id))


def _outcome(case_id: UUID) -> RecordPage:
    known = find_case(runtime(), current.actor(), case_id)

    def save(answers: Mapping[str, Answer], version: int | None) -> object:
        return close_case(runtime(), current.actor(), case_id, answers, version)

    waiting = sum(one.state in OPEN_STATES for one in known.requests)
    late = "" if not waiting else f" {waiting} of {len(known.requests)} partners have not answered yet."
    closed = known.case.state == "closed"
    decided_by = known.people.get(known.case.decision_maker_id) if known.case.decision_maker_id else None
    return RecordPage(
        known=known,
        subject=subject_of(known, CASE),
        sections=decision_sections(runtime().policy.release.catalogue, OUTCOME),
        title="Outcome",
        save=save,
        template="hub/outcome.html",
        button="Record the outcome and close the case",
        complete=False,
        context={
            "lead": f"Recording the outcome closes the case.{late}",
            "may": current.actor().role == DECISION_MAKER and not closed,
            "closed": closed,
            "decided_by": decided_by,
        },
        done=url_for("hub.cases", state="closed", done="closed"),
    )
