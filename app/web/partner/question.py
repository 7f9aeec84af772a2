"""A question to the hub when the partner cannot tell who is meant. A merely possible match comes here, never to nil."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.errors import InvalidInput, Stale, Unavailable, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.texts import read_text
from app.services.research.clarify import QUESTION, ask_hub
from app.services.research.survey_request import Survey
from app.web.field_forms import error_links
from app.web.partner.answer_form import seen_by
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.legal import CHOOSE, choices_for, is_usable, prefilled
from app.web.partner.words import head_of, title_of
from app.web.runtime import runtime

LONGEST = 2000


@partner.get("/<uuid:file_id>/question")
@allow(roles=ROLES)
def question(file_id: UUID) -> ResponseReturnValue:
    """The form. Opens nothing."""
    survey = surveyed(file_id)
    if not survey.mine or survey.request.state != "claimed":
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    return _page(survey, {"possible": request.args.get("possible") == "yes"})


@partner.post("/<uuid:file_id>/question")
@allow(roles=ROLES)
def ask(file_id: UUID) -> ResponseReturnValue:
    """Seal, log and send the question. Whatever stands against it, the page comes back with what was typed."""
    survey = surveyed(file_id)
    typed = {
        "question": request.form.get("question", ""),
        "subject": request.form.get("subject", ""),
        "legal_basis": request.form.get("legal_basis", ""),
    }
    if survey.request.state == "clarification" and survey.mine:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    try:
        text, subject = _read(survey, typed)
        ask_hub(runtime(), current.actor(), file_id, subject, question=text, legal_basis=typed["legal_basis"])
    except InvalidInput as error:
        return _page(survey, typed, errors=error.errors)
    except (Stale, WrongState) as error:
        return _page(surveyed(file_id), typed, notice=error.message, status=409)
    except Unavailable as error:
        return _page(survey, typed, notice=error.message, status=503)
    return redirect(url_for("partner.request_page", file_id=file_id), 303)


def _read(survey: Survey, typed: Mapping[str, str]) -> tuple[str, UUID]:
    errors: dict[str, str] = {}
    text = ""
    try:
        text = read_text(typed["question"], "Your question", limit=LONGEST, lines=True)
        if not text:
            errors["question"] = "Write what you need to know from the hub."
    except ValidationError as error:
        errors["question"] = str(error.messages[0])
    about = {str(part.subject_id): part.subject_id for part in survey.parts}
    only = next(iter(about.values())) if len(about) == 1 else None
    subject = only or about.get(typed["subject"])
    if subject is None:
        errors["subject"] = "Choose whom your question is about."
    if not is_usable(typed["legal_basis"], choices_for(survey)):
        errors["legal_basis"] = CHOOSE
    if errors or subject is None:
        raise InvalidInput(errors)
    return text, subject


def _page(
    survey: Survey,
    typed: Mapping[str, object],
    *,
    errors: Mapping[str, str] | None = None,
    notice: str | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    choices = choices_for(survey)
    seen = seen_by(runtime().policy, survey.parts[0], [QUESTION], survey.hub.name, {})
    return render_page(
        "partner/question.html",
        status=status,
        error_links=error_links(errors or {}),
        errors=errors or {},
        notice=notice,
        head=head_of(survey, runtime().clock.now()),
        subjects=[(str(part.subject_id), title_of(part, survey.parts)) for part in survey.parts],
        typed=typed,
        seen=seen[QUESTION],
        choices=choices,
        chosen=typed.get("legal_basis") or prefilled(survey, choices),
        limit=LONGEST,
    )
