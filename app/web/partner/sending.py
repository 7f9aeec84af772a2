"""What sending a return can lead to: the receipt, a colleague's approval, or the news that somebody was first."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale, WrongState
from app.http import current
from app.http.page import render_page
from app.schemas.texts import wrong_with
from app.services.research.said_of_sent import WORDS_SAY
from app.services.research.sign_off_return import sign_off_return, submit_for_approval
from app.web.partner.blueprint import surveyed
from app.web.partner.words import head_of
from app.web.runtime import runtime


def send(file_id: UUID, basis: str, seen_version: int, why_said: str = "") -> ResponseReturnValue:
    """Sign off. Raises InvalidInput for what is missing; a second press leads to the receipt of the first."""
    if problem := wrong_with(why_said, "Why the address stays"):
        raise InvalidInput({WORDS_SAY: problem})
    who = current.actor()
    try:
        sign_off_return(runtime(), who, file_id, legal_basis=basis, seen_version=seen_version, why_said=why_said)
    except (Stale, WrongState) as error:
        return moved_on(file_id, error.message)
    return redirect(url_for("partner.receipt", file_id=file_id), 303)


def submit(file_id: UUID, basis: str) -> ResponseReturnValue:
    """Hand the finished draft to whoever approves. Raises InvalidInput for what is missing."""
    try:
        submit_for_approval(runtime(), current.actor(), file_id, basis)
    except (Stale, WrongState) as error:
        return moved_on(file_id, error.message)
    return redirect(url_for("partner.request_page", file_id=file_id), 303)


def moved_on(file_id: UUID, message: str) -> ResponseReturnValue:
    """After an act that came too late: to the receipt when it was one's own, otherwise a page that says what stands."""
    survey = surveyed(file_id)
    if survey.request.state == "returned" and not survey.drafts:
        return redirect(url_for("partner.receipt", file_id=file_id), 303)
    if survey.request.state == "awaiting_approval" and survey.mine:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    head = head_of(survey, runtime().clock.now())
    return render_page("partner/moved_on.html", status=409, head=head, survey=survey, message=message)


def typed_version() -> int:
    """The request's version as whoever pressed the button had seen it; 0, which no request has, for nonsense."""
    typed = request.form.get("seen_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
