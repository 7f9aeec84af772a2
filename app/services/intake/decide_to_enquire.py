"""A manager's decision, the consent position, an adult's wishes: what must stand before a request may leave.

AB v Haringey [2013] EWHC 416 (Admin): no section 47 request without a named, timed, reasoned decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.files import Authorisation, Subject
from app.domain.identity import Actor
from app.domain.records import Record
from app.services.disclosure.permission import require_case
from app.services.disclosure.record_refusal import record_refusal
from app.services.intake.decision_words import missing_words
from app.services.intake.save_case_record import store_case_answers
from app.services.research.before_sending import OF_EACH_ADULT
from app.services.runtime import Runtime

WHO_MAY = {
    "manager_decision": ("hub_decision_maker",),
    "told_or_agreed_or_reason": ("hub_collator", "hub_decision_maker"),
    "wishes_recorded": ("hub_collator", "hub_decision_maker"),
    "contact_safety": ("hub_collator", "hub_decision_maker"),
}
TAKEN_TOGETHER = {"wishes_recorded": ("capacity_recorded",)}
"""What one act records besides: whose wishes are written down, their capacity is too, never one without the other."""


def decide_to_enquire(
    runtime: Runtime,
    actor: Actor,
    case_id: UUID,
    subject_id: UUID,
    what: str,
    answers: Mapping[str, Answer],
    seen_version: int | None,
) -> Record:
    """Record one of the decisions of `WHO_MAY`: who and when in clear, its words sealed in the subject's record.

    An adult's wishes are recorded with that adult, everything else with the case as a whole.

    Raises NotPermitted, after logging it, when the role may not take it (naming who may), InvalidInput for what it does
    not say, Stale when the record has moved on, WrongState when the case is closed, NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        if actor.role in WHO_MAY[what]:
            if case.state == "closed":
                raise WrongState("This case is closed. Nothing more can be decided in it.")
            if missing := missing_words(runtime.policy.release.catalogue, what, answers):
                raise InvalidInput(missing)
            _require_about(work.files.subjects(case_id), subject_id, what)
            record = store_case_answers(runtime, work, actor, case, subject_id, answers, seen_version, what)
            for one in (what, *TAKEN_TOGETHER.get(what, ())):
                work.files.authorise(Authorisation(case_id, one, subject_id, actor.person_id, runtime.clock.now()))
            work.commit()
            return record
    record_refusal(runtime, actor, what)
    raise NotPermitted("Only a decision-maker of this hub can record this decision. Ask one to sign in and do it.")


def _require_about(subjects: Sequence[Subject], subject_id: UUID, what: str) -> None:
    kind = "adult" if what in OF_EACH_ADULT else "case"
    if not any((one.subject_id, one.kind) == (subject_id, kind) for one in subjects):
        raise NotFound("This decision is not about them.")
