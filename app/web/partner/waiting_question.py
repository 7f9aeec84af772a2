"""A question to the hub that waits for a second person: they see what would be sent, then send it or send it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, Stale, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.research.approval import approval_needed
from app.services.research.ask_hub import approve_question
from app.services.research.completeness import statements
from app.services.research.open_work import OpenedWork, answered, content_of, open_work
from app.services.research.question_in_draft import QUESTION, asked_in
from app.services.research.sent_back import GROUNDS
from app.services.research.survey_request import Survey
from app.web.field_forms import error_links
from app.web.partner.answer_form import seen_by
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.legal import choices_for, prefilled
from app.web.partner.request_view import view_of
from app.web.partner.sending import moved_on, typed_version
from app.web.partner.words import head_of
from app.web.runtime import runtime
from policies.engine.catalogue import Field


@dataclass(frozen=True, slots=True)
class Row:
    """One field as it would be sent; `asks` are the words of the question itself."""

    field: Field
    answer: Answer
    asks: str | None
    seen: tuple[tuple[str, str], ...]


def question_in(work: OpenedWork) -> UUID | None:
    """The subject of the question in these opened drafts, or None: then they are a return."""
    return next((subject for subject, one in work.written.items() if asked_in(content_of(one))), None)


def waiting_question_page(
    survey: Survey,
    work: OpenedWork,
    subject: UUID,
    errors: Mapping[str, str] | None = None,
    basis: str | None = None,
) -> ResponseReturnValue:
    """The page for whoever approves it, and for its author."""
    policy = runtime().policy
    view = view_of(survey, work.asked)
    person = next(one for one in view.people if one.part.subject_id == subject)
    content = answered(content_of(work.written[subject]))
    choices = choices_for(survey)
    chosen = prefilled(survey, choices) if basis is None else basis
    bases = [one.basis for one in choices if one.basis.key == chosen]
    fields = [policy.release.catalogue[QUESTION], *statements(policy.release, bases)]
    seen = seen_by(policy, person.part, [one.key for one in fields], survey.hub.name, {})
    need = approval_needed(runtime(), survey.own.kind, [content])
    return render_page(
        "partner/check_question.html",
        error_links=error_links(_where_wrong(errors or {})),
        errors=errors or {},
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        view=view,
        person=person,
        rows=[
            Row(one, content.answers[one.key], asked_in(content) if one.key == QUESTION else None, seen[one.key])
            for one in fields
            if one.key in content.answers
        ],
        need=need,
        may_sign=survey.approves(need),
        choices=choices,
        chosen=chosen,
        grounds=tuple(GROUNDS.items()),
    )


def _where_wrong(errors: Mapping[str, str]) -> Mapping[str, str]:
    """What it is sent back for is wrong in its own place; all else is said at the legal basis."""
    if not errors or "ground" in errors:
        return errors
    return {"legal_basis": "; ".join(errors.values())}


@partner.post("/<uuid:file_id>/send-question")
@allow(roles=ROLES)
def send_question(file_id: UUID) -> ResponseReturnValue:
    """Approve the question: it is sent. A second press leads to where the request stands."""
    survey = surveyed(file_id)
    basis = request.form.get("legal_basis", "")
    if survey.request.state == "clarification":
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    try:
        approve_question(runtime(), current.actor(), file_id, legal_basis=basis, seen_version=typed_version())
    except InvalidInput as error:
        work = open_work(runtime(), current.actor(), survey, survey.sending)
        if subject := question_in(work):
            return waiting_question_page(survey, work, subject, error.errors, basis)
        return moved_on(file_id, "This request has moved on since you opened it.")
    except (Stale, WrongState) as error:
        return moved_on(file_id, error.message)
    return redirect(url_for("partner.request_page", file_id=file_id), 303)
