"""Decisions that must stand before a request may leave: the manager's, what the family knows, an adult's wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.domain.answers import Answer, plain
from app.domain.errors import NotFound
from app.domain.files import Subject
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.schemas.dates import rfc3339
from app.services.intake.decide_to_enquire import WHO_MAY, decide_to_enquire
from app.services.intake.open_case import KnownCase, find_case
from app.web.hub.door import STAFF, hub
from app.web.hub.field_groups import (
    CASE,
    CONSENT,
    DECIDED_AT,
    DECIDED_BY,
    MANAGER_DECISION,
    TOLD_DECIDED_BY,
    WISHES,
    decision_sections,
)
from app.web.hub.names import subject_names
from app.web.hub.record_page import RecordPage, receive, show, subject_of
from app.web.runtime import runtime

MANAGER, TOLD, WISHES_RECORDED = "manager_decision", "told_or_agreed_or_reason", "wishes_recorded"


@hub.get("/cases/<uuid:case_id>/decision")
@opens
@allow(roles=STAFF)
def decision(case_id: UUID) -> ResponseReturnValue:
    """The manager's decision; only a decision-maker gets the form to record it."""
    return show(_decision(case_id))


@hub.post("/cases/<uuid:case_id>/decision")
@allow(roles=STAFF)
def save_decision(case_id: UUID) -> ResponseReturnValue:
    """Record the decision with the person who takes it and the time."""
    return receive(_decision(case_id))


@hub.get("/cases/<uuid:case_id>/consent")
@opens
@allow(roles=STAFF)
def consent(case_id: UUID) -> ResponseReturnValue:
    """Whether the family has been told and agrees, or why not."""
    return show(_consent(case_id))


@hub.post("/cases/<uuid:case_id>/consent")
@allow(roles=STAFF)
def save_consent(case_id: UUID) -> ResponseReturnValue:
    """Record it."""
    return receive(_consent(case_id))


@hub.get("/cases/<uuid:case_id>/wishes/<uuid:subject_id>")
@opens
@allow(roles=STAFF)
def wishes(case_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """What an adult wants, and their capacity to decide about it."""
    return show(_wishes(case_id, subject_id))


@hub.post("/cases/<uuid:case_id>/wishes/<uuid:subject_id>")
@allow(roles=STAFF)
def save_wishes(case_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """Record both."""
    return receive(_wishes(case_id, subject_id))


def _decision(case_id: UUID) -> RecordPage:
    known = find_case(runtime(), current.actor(), case_id)
    lead = (
        "No section 47 request leaves without it. Your name and the time are recorded with it, and partners may see it."
    )
    by = {"name": current.actor().display_name, "role": _role_label(), "telephone": None}
    signed = {
        DECIDED_BY: plain({key: value for key, value in by.items() if value}),
        DECIDED_AT: plain(rfc3339(runtime().clock.now())),
    }
    return _deciding(
        known, MANAGER, subject_of(known, CASE), MANAGER_DECISION, "Decision to enquire", lead, signed=signed
    )


def _consent(case_id: UUID) -> RecordPage:
    known = find_case(runtime(), current.actor(), case_id)
    lead = "If they have not been told, choose the reason and name who decided that."
    suggested = {TOLD_DECIDED_BY: {"name": current.actor().display_name, "role": _role_label()}}
    return _deciding(
        known, TOLD, subject_of(known, CASE), CONSENT, "What the person or family knows", lead, suggested=suggested
    )


def _wishes(case_id: UUID, subject_id: UUID) -> RecordPage:
    known = find_case(runtime(), current.actor(), case_id)
    adult = subject_of(known, subject_id=subject_id)
    if adult.kind != "adult":
        raise NotFound("This person is not an adult of the case.")
    title = f"Wishes and capacity: {subject_names(known.subjects)[subject_id].lower()}"
    lead = "An adult who can decide for themselves is overridden only for a reason that is written down."
    return _deciding(known, WISHES_RECORDED, adult, WISHES, title, lead)


def _deciding(  # what the page is about, then what stands on it
    known: KnownCase,
    what: str,
    subject: Subject,
    keys: Sequence[str],
    title: str,
    lead: str,
    *,
    suggested: Mapping[str, Any] | None = None,
    signed: Mapping[str, Answer] | None = None,
) -> RecordPage:
    taken = known.decision(what, subject.subject_id)

    def save(answers: Mapping[str, Answer], version: int | None) -> object:
        everything = {**answers, **(signed or {})}
        return decide_to_enquire(
            runtime(), current.actor(), known.case.file_id, subject.subject_id, what, everything, version
        )

    return RecordPage(
        known=known,
        subject=subject,
        sections=decision_sections(runtime().policy.release.catalogue, keys),
        title=title,
        save=save,
        template="hub/decision.html",
        button="Record this",
        suggested=suggested or {},
        complete=False,
        context={
            "lead": lead,
            "may": current.actor().role in WHO_MAY[what],
            "taken": taken,
            "taken_by": known.people[taken.decided_by] if taken else None,
        },
    )


def _role_label() -> str:
    return runtime().policy.release.roles[current.actor().role].label
