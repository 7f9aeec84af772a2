"""Add somebody, or an address, to a case that has been started."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.add_subject import add_subject as add
from app.services.intake.open_case import find_case
from app.web.case_words import SUBJECTS
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.hub.once import new_promise, promised
from app.web.runtime import runtime
from policies.engine.vocabulary import PEOPLE


@hub.route("/cases/<uuid:case_id>/add", methods=["GET", "POST"])
@allow(roles=HUB_WORKS)
def add_subject(case_id: UUID) -> ResponseReturnValue:
    """Ask who is added; then to the task list, where their details and whatever they need are to be done."""
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        once = promised(request.form.get("once", ""))
        try:
            add(runtime(), current.actor(), case_id, request.form.get("kind", ""), once)
            return confirmed("one-more", "hub.case", case_id=case_id)
        except InvalidInput as error:
            errors = error.errors
    known = find_case(runtime(), current.actor(), case_id)
    return render_page(
        "hub/add_subject.html",
        error_links=error_links(errors),
        errors=errors,
        known=known,
        kinds=[(kind, SUBJECTS[kind]) for kind in PEOPLE],
        chosen=request.form.get("kind"),
        covered=runtime().policy.release.purposes[known.case.purpose].subjects,
        once=request.form.get("once") or new_promise(),
    )
