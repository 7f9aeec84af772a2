"""A question to the hub when the partner cannot tell who is meant. A merely possible match comes here, never to nil."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, LogStopped, Stale, Unavailable, WrongState
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.texts import read_text
from app.services.research.approval import approval_needed
from app.services.research.ask_hub import ask_hub
from app.services.research.open_work import answered, content_of, open_written
from app.services.research.question_in_draft import QUESTION, asked_in
from app.services.research.survey_request import Survey
from app.web.field_forms import error_links, errors_by_id, read_values
from app.web.partner.answer_form import seen_by
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.legal import (
    CHOOSE,
    choices_for,
    is_usable,
    load_statements,
    prefilled,
    standing_basis,
    statements_for,
)
from app.web.partner.words import head_of, title_of
from app.web.runtime import runtime
from app.web.typed_again import raw_values

LONGEST = 2000
SHOWS = {
    "no": "No: it only asks who is meant, or what is asked",
    "yes": "Yes: whoever reads it learns that we may know them, or something that we hold",
}


@partner.get("/<uuid:file_id>/question")
@opens
@allow(roles=ROLES)
def question(file_id: UUID) -> ResponseReturnValue:
    """The form, with the question a colleague sent back and what was stated already. Opens the drafts there are."""
    survey = surveyed(file_id)
    if not survey.mine or survey.request.state != "claimed":
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    possible = request.args.get("possible") == "yes"
    typed: dict[str, Any] = {"possible": possible, "shows": "yes" if possible else ""}
    for opened in open_written(runtime(), current.actor(), survey.drafts):
        content, fields = answered(content_of(opened)), statements_for(survey, choices_for(survey)).fields
        typed |= raw_values({key: one.value for key, one in content.answers.items()}, {one.key: one for one in fields})
        if asked := asked_in(content):
            typed |= {"question": asked, "subject": str(opened.record.subject_id), "shows": "yes"}
    return _page(survey, typed)


@partner.post("/<uuid:file_id>/question")
@allow(roles=ROLES)
def ask(file_id: UUID) -> ResponseReturnValue:
    """Send the question, or give it to whoever approves. If anything is wrong, what was typed comes back."""
    survey = surveyed(file_id)
    typed: dict[str, Any] = {
        "question": request.form.get("question", ""),
        "subject": request.form.get("subject", ""),
        "shows": request.form.get("shows", ""),
        "legal_basis": request.form.get("legal_basis", ""),
        **read_values(request.form, statements_for(survey, choices_for(survey)).fields),
    }
    if survey.request.state in {"clarification", "awaiting_approval"} and survey.mine:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    if typed["shows"] == "yes" and "legal_basis" not in request.form:
        return _page(survey, typed)  # which now asks for the basis too
    try:
        text, subject, stated = _read(survey, typed)
        ask_hub(
            runtime(),
            current.actor(),
            file_id,
            subject,
            question=text,
            legal_basis=typed["legal_basis"] if typed["shows"] == "yes" else None,
            stated=stated,
        )
    except InvalidInput as error:
        return _page(survey, typed, errors=error.errors)
    except (Stale, WrongState) as error:
        return _page(surveyed(file_id), typed, notice=error.message, status=409)
    except LogStopped:
        raise  # its own page says whom to ring, and keeps what was typed
    except Unavailable as error:
        return _page(survey, typed, notice=error.message, status=503)
    return redirect(url_for("partner.request_page", file_id=file_id), 303)


def _read(survey: Survey, typed: Mapping[str, Any]) -> tuple[str, UUID, Mapping[str, Answer]]:
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
    if typed["shows"] not in SHOWS:
        errors["shows"] = "Say whether your question shows anything that you hold."
    stated: Mapping[str, Answer] = {}
    try:
        stated = _stated(survey, typed) if typed["shows"] == "yes" else {}
    except InvalidInput as error:
        errors |= error.errors
    if errors or subject is None:
        raise InvalidInput(errors)
    return text, subject, stated


def _stated(survey: Survey, typed: Mapping[str, Any]) -> Mapping[str, Answer]:
    """What the chosen legal basis asks to be stated. Raises InvalidInput."""
    choices, basis = choices_for(survey), typed["legal_basis"]
    usable = is_usable(basis, choices)
    errors = {} if usable else {"legal_basis": CHOOSE}
    try:
        stated = load_statements(typed, statements_for(survey, choices), basis, complete=usable)
    except InvalidInput as error:
        errors |= error.errors
    if errors:
        raise InvalidInput(errors)
    return stated


def _page(
    survey: Survey,
    typed: Mapping[str, Any],
    *,
    errors: Mapping[str, str] | None = None,
    notice: str | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    choices = choices_for(survey)
    stated = statements_for(survey, choices)
    keys = [QUESTION, *(field.key for field in stated.fields)]
    return render_page(
        "partner/question.html",
        status=status,
        error_links=error_links(errors or {}),
        errors=errors_by_id(errors or {}),
        notice=notice,
        head=head_of(survey, runtime().clock.now()),
        subjects=[(str(part.subject_id), title_of(part, survey.parts)) for part in survey.parts],
        typed=typed,
        asked=QUESTION,
        seen=seen_by(runtime().policy, survey.parts[0], keys, survey.hub.name, {}),
        stated=stated,
        need=approval_needed(runtime(), survey.own.kind, ()),
        shows=list(SHOWS.items()),
        standing=standing_basis(survey),
        choices=choices,
        chosen=typed.get("legal_basis") or prefilled(survey, choices),
        limit=LONGEST,
    )
