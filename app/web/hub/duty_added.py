"""A decision-maker makes a colleague the hub's duty worker for twelve hours, and ends that early."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, NotFound
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_DECIDES
from app.services.disclosure.reasoned import LONGEST
from app.services.duty.added import add_duty_worker, end_duty_worker, find_added
from app.web.confirmation import confirmed, just_done
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.reasons import require_words
from app.web.runtime import runtime

DONE = {
    "added": "They are a duty worker from now on, for 12 hours, and are told by mail. Hand cases over to them.",
    "over": "That is over already: whoever is a duty worker now stands below.",
    "ended": "They are a duty worker no more, and are told by mail. What they had is to be handed over again.",
}


@hub.route("/duty/added", methods=["GET", "POST"])
@allow(roles=HUB_DECIDES)
def add_duty_worker_page() -> ResponseReturnValue:
    """Who is a duty worker for some hours, and whom to make one."""
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            require_words(request.form, reason="Why")
            add_duty_worker(
                runtime(), current.actor(), _uuid(request.form.get("person", "")), request.form.get("reason", "")
            )
            return confirmed("added", "hub.add_duty_worker_page")
        except InvalidInput as error:
            errors = error.errors
    found = find_added(runtime(), current.actor())
    return render_page(
        "hub/duty_added.html",
        error_links=error_links(errors),
        errors=errors,
        found=found,
        candidates=[(str(one.id), one.display_name) for one in found.candidates],
        chosen=request.form.get("person"),
        reason=request.form.get("reason", ""),
        longest=LONGEST,
        notice=just_done(DONE),
    )


@hub.post("/duty/added/<uuid:added_id>/end")
@allow(roles=HUB_DECIDES)
def end_duty_worker_early(added_id: UUID) -> ResponseReturnValue:
    """They are a duty worker no more; whoever presses twice reads that it is so."""
    try:
        end_duty_worker(runtime(), current.actor(), added_id)
    except NotFound:
        return confirmed("over", "hub.add_duty_worker_page")
    return confirmed("ended", "hub.add_duty_worker_page")


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
