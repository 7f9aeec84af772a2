"""Facts that changed after sending: the person who sends what no machine may, and the partner that must be rung."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.errors import InvalidInput
from app.domain.events import IDENTIFIED
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_DECIDES, HUB_FOLLOWS_UP, HUB_WORKS, has_duty
from app.services.intake.open_case import find_case
from app.services.research.call_back import call_back
from app.services.research.opened_by import opened_by
from app.services.research.ring_partner import NO_ANSWER, OUTCOMES, PartnerCall, ring_partner
from app.services.research.send_changed import find_behind, send_identity, send_safety
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.hub.case_requests import request_of
from app.web.hub.changed_words import NO_NUMBER
from app.web.hub.door import hub
from app.web.hub.names import shared_names
from app.web.hub.nobody_there import partners_to_ring
from app.web.hub.once import new_promise, promised
from app.web.reasons import require_words
from app.web.runtime import runtime


@hub.get("/cases/<uuid:case_id>/changed")
@allow(roles=HUB_WORKS)
def changed(case_id: UUID) -> ResponseReturnValue:
    """Which partners were told something else than the case holds now, and the acts that tell them."""
    return _page(case_id, {})


@hub.post("/cases/<uuid:case_id>/changed/safety")
@allow(roles=HUB_DECIDES)
def send_changed_safety(case_id: UUID) -> ResponseReturnValue:
    """A decision-maker sends the chosen partners contact and staff safety as they are now."""
    try:
        require_words(request.form, reason="Reason")
        chosen = [UUID(one) for one in request.form.getlist("partners")]
        send_safety(runtime(), current.actor(), case_id, chosen, request.form.get("reason", ""))
    except ValueError:
        return _page(case_id, {"partners": "Choose whom to tell."})
    except InvalidInput as error:
        return _page(case_id, error.errors)
    return _decided(case_id)


@hub.post("/cases/<uuid:case_id>/requests/<uuid:file_id>/identity/<uuid:subject_id>")
@allow(roles=HUB_WORKS)
def send_changed_identity(case_id: UUID, file_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """Give one partner the corrected name and date of birth of one person."""
    key = f"reason-{file_id}-{subject_id}"
    reason, another = request.form.get(key, ""), request.form.get("another") == "yes"
    try:
        require_words({"reason": reason}, reason="Reason")
        send_identity(runtime(), current.actor(), case_id, file_id, subject_id, reason, another=another)
    except InvalidInput as error:
        return _page(case_id, {key: next(iter(error.errors.values()))})
    return _decided(case_id)


@hub.post("/cases/<uuid:case_id>/requests/<uuid:file_id>/call-back/<int:number>")
@allow(roles=HUB_WORKS)
def call_it_back(case_id: UUID, file_id: UUID, number: int) -> ResponseReturnValue:
    """Keep from being sent what was decided less than ten minutes ago."""
    call_back(runtime(), current.actor(), file_id, number)
    return _decided(case_id)


@hub.route("/cases/<uuid:case_id>/requests/<uuid:file_id>/ring", methods=["GET", "POST"])
@allow(roles=HUB_FOLLOWS_UP)
def ring(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Whom to ring, what to say, and what is recorded of the call."""
    errors: Mapping[str, str] = {}
    known = find_case(runtime(), current.actor(), case_id)
    row = request_of(known, file_id)
    if request.method == "POST":
        given = {one.name: request.form.get(one.name, "") for one in fields(PartnerCall)}
        try:
            require_words(given, spoke_to="Who you spoke to", said="What you said")
            call = PartnerCall(**given)
            told = ring_partner(runtime(), current.actor(), file_id, call, promised(request.form.get("once", "")))
            what = "told" if told else "unanswered" if call.outcome == NO_ANSWER else "unverified"
            return confirmed(what, "hub.case_requests", case_id=case_id)
        except InvalidInput as error:
            errors = error.errors
    return render_page(
        "hub/ring.html",
        error_links=error_links(errors),
        errors=errors,
        known=known,
        row=row,
        closed=next((one for one in partners_to_ring(known, runtime().clock.now()) if one.href == request.path), None),
        outcomes=list(OUTCOMES.items()),
        ways=list(IDENTIFIED.items()),
        tried=opened_by(runtime(), current.actor(), file_id).unanswered,
        once=request.form.get("once") or new_promise(),
        no_number=NO_NUMBER,
        typed=request.form,
    )


def _page(case_id: UUID, errors: Mapping[str, str]) -> ResponseReturnValue:
    known = find_case(runtime(), current.actor(), case_id)
    return render_page(
        "hub/changed.html",
        error_links=error_links(errors),
        errors=errors,
        known=known,
        behind=find_behind(runtime(), current.actor(), case_id),
        names=shared_names(known.subjects),
        decides=has_duty(runtime().policy.release, current.actor(), HUB_DECIDES),
        people=known.people,
        typed=request.form,
    )


def _decided(case_id: UUID) -> Response:
    return redirect(url_for("hub.changed", case_id=case_id), 303)
