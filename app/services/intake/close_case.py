"""Record the outcome of a case, and close it: a decision-maker's act, its words sealed in the case record."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotPermitted
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.services.disclosure.permission import require_case
from app.services.disclosure.record_refusal import record_refusal
from app.services.intake.decision_words import OUTCOME_ACT
from app.services.intake.outcome_slip import write_outcome_slip
from app.services.intake.save_case_record import store_case_answers
from app.services.research.boards import refresh_board
from app.services.runtime import Runtime

OUTCOME = ("case_decision", "case_decision_reason")


def close_case(
    runtime: Runtime, actor: Actor, case_id: UUID, answers: Mapping[str, Answer], seen_version: int | None
) -> CaseFile:
    """Store the outcome and its reasons and close the case; requests still open stay with the partners.

    Raises NotPermitted unless the actor is a decision-maker, InvalidInput without outcome and reasons, Stale when the
    record has moved on, WrongState when the case was closed before, NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        if actor.role == "hub_decision_maker":
            closed = case.closed(actor.person_id)
            _complete(runtime, answers)
            whole = next(one for one in work.files.subjects(case_id) if one.kind == "case")
            about = whole.subject_id
            record = store_case_answers(runtime, work, actor, case, about, answers, seen_version, OUTCOME_ACT)
            write_outcome_slip(runtime, work, actor, closed, record)
            work.files.save_case(closed)
            refresh_board(work, closed)
            work.commit()
            return closed
    record_refusal(runtime, actor, "close_case")
    raise NotPermitted("Only a decision-maker of this hub can record the outcome. Ask one to sign in and do it.")


def _complete(runtime: Runtime, answers: Mapping[str, Answer]) -> None:
    catalogue = runtime.policy.release.catalogue
    if missing := [key for key in OUTCOME if key not in answers or not answers[key].value]:
        raise InvalidInput({key: f"Give “{catalogue[key].label}”." for key in missing})
