"""The hub challenges an answer: what was asked, what was answered and why that is challenged; then a senior decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.research import WAITS
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.challenging.settle import LONGEST_WHY, have_answered_again, may_settle, stand_by_answer
from app.services.research.compose import CHALLENGE
from app.services.research.open_work import answers_of, open_work
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.request_page import show_request
from app.web.partner.request_view import view_of
from app.web.partner.sending import typed_version
from app.web.partner.words import head_of
from app.web.reasons import require_words
from app.web.runtime import runtime

STANDS, AGAIN = "stands", "again"
CHOICES: Final = {
    STANDS: "The answer stands",
    AGAIN: "It is to be answered again",
}
LABEL: Final = "If it stands, why"
CHOOSE: Final = "Choose whether the answer stands or is to be given again."


@partner.get("/<uuid:file_id>/challenge")
@opens
@allow(roles=ROLES)
def challenge(file_id: UUID) -> ResponseReturnValue:
    """The page. Opens the request and the returns; whoever may not decide is led to the request."""
    return _page(file_id, {})


@partner.post("/<uuid:file_id>/challenge")
@allow(roles=ROLES)
def settle(file_id: UUID) -> ResponseReturnValue:
    """The answer stands, or is given again. Too late, the page of the request says what stands now."""
    chosen, why = request.form.get("outcome", ""), request.form.get("why", "")
    try:
        require_words(request.form, LONGEST_WHY, why=LABEL)
        if chosen not in CHOICES:
            raise InvalidInput({"outcome": CHOOSE})
        if chosen == STANDS:
            stand_by_answer(runtime(), current.actor(), file_id, why, typed_version())
        else:
            have_answered_again(runtime(), current.actor(), file_id, typed_version())
    except InvalidInput as error:
        return _page(file_id, error.errors)
    except (Stale, WrongState, NotPermitted) as error:
        kept = f" What you typed was not sent: “{why.strip()}”" if why.strip() else ""
        return show_request(surveyed(file_id), f"{error.message}{kept}", 409)
    return confirmed(chosen, "partner.request_page", file_id=file_id)


def _page(file_id: UUID, errors: Mapping[str, str]) -> ResponseReturnValue:
    survey = surveyed(file_id)
    if survey.request.challenge != WAITS or not may_settle(runtime(), current.actor(), file_id):
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    work = open_work(runtime(), current.actor(), survey, survey.returned)
    view = view_of(survey, work.asked)
    answered = []
    for person in view.people:
        one = work.written[person.part.subject_id]
        answers = answers_of(one)
        own = [field for field in one.release.catalogue.fields_for("return", survey.own.kind) if not field.shared]
        answered.append((person.named, [(field, answers[field.key]) for field in own if field.key in answers]))
    told = (*view.ask, *view.household, *(one for person in view.people for one in person.told))
    return render_page(
        "partner/challenge.html",
        error_links=error_links(errors),
        errors=errors,
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        why_challenged=next((one for one in told if one.field.key == CHALLENGE), None),
        challenge=CHALLENGE,
        view=view,
        answered=answered,
        choices=list(CHOICES.items()),
        label=LABEL,
        typed=request.form,
        longest=LONGEST_WHY,
    )
