"""The request opened: contact safety first, then staff safety, what is asked, who it is about, and what can be done."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, WrongState
from app.domain.research import WORKABLE
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.research.open_work import open_asked
from app.web.partner.blueprint import ROLES, partner, surveyed, today
from app.web.partner.request_page import show_request
from app.web.partner.request_view import view_of
from app.web.partner.words import head_of
from app.web.runtime import runtime


@partner.get("/<uuid:file_id>/open")
@opens
@allow(roles=ROLES)
def opened(file_id: UUID) -> ResponseReturnValue:
    """What the hub asks. One leaf a load. A colleague's request leads back to the page that says who has it."""
    survey = surveyed(file_id)
    try:
        found = open_asked(runtime(), current.actor(), survey)
    except WrongState:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    except NotFound:
        if survey.request.claimed_by in (None, current.actor().person_id):
            raise
        has = "has answered" if survey.request.answered_at else "is working on"
        return show_request(surveyed(file_id), f"A colleague {has} this request. Nothing was opened.", 409)
    asked_on = runtime().policy.release.legal_bases.get(survey.request.legal_basis)
    return render_page(
        "partner/opened.html",
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        view=view_of(survey, found),
        purpose=runtime().policy.release.purposes[survey.request.purpose],
        basis=next(iter(found.values())).release.legal_bases.get(survey.request.legal_basis),
        basis_ended=asked_on.ended(today()) if asked_on else None,
        correcting=survey.request.answered_at is not None,
        may_answer=survey.mine and survey.request.state in WORKABLE,
    )
