"""A case is closed to named people, others are named, and it is opened to the whole hub again."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.texts import wrong_with
from app.services.disclosure.duties import HUB_DECIDES
from app.services.disclosure.reasoned import LONGEST
from app.services.intake.close_to_named import close_to_named, find_closing, open_to_hub
from app.services.intake.colleagues import colleague_roles
from app.web.confirmation import confirmed, just_done
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.hub.people import to_choose
from app.web.runtime import runtime

NOTICES = {"closed-to-named": "Only the people named here know of this case now."}


@hub.route("/cases/<uuid:case_id>/named", methods=["GET", "POST"])
@allow(roles=HUB_DECIDES)
def close_to_named_people(case_id: UUID) -> ResponseReturnValue:
    """Who knows of the case and who else is to, and why nobody else; on a case that is closed, who else is named."""
    errors: Mapping[str, str] = {}
    reason, ticked = request.form.get("reason", ""), request.form.getlist("people")
    if request.method == "POST":
        try:
            if problem := wrong_with(reason, "Why"):
                raise InvalidInput({"reason": problem})
            close_to_named(runtime(), current.actor(), case_id, _people(ticked), reason)
            return confirmed("closed-to-named", "hub.close_to_named_people", case_id=case_id)
        except InvalidInput as error:
            errors = error.errors
    found = find_closing(runtime(), current.actor(), case_id)
    roles = colleague_roles(runtime(), current.actor())
    return render_page(
        "hub/named.html",
        error_links=error_links(errors),
        errors=errors,
        found=found,
        known=[name for _, name in to_choose(found.known, roles)],
        others=to_choose(found.others, roles),
        ticked=ticked,
        reason=reason,
        longest=LONGEST,
        notice=just_done(NOTICES),
    )


@hub.route("/cases/<uuid:case_id>/named/open", methods=["GET", "POST"])
@allow(roles=HUB_DECIDES)
def open_to_whole_hub(case_id: UUID) -> ResponseReturnValue:
    """Why everybody of the hub may know of the case again; then it stands in every list."""
    errors: Mapping[str, str] = {}
    reason = request.form.get("reason", "")
    if request.method == "POST":
        try:
            if problem := wrong_with(reason, "Why"):
                raise InvalidInput({"reason": problem})
            open_to_hub(runtime(), current.actor(), case_id, reason)
            return confirmed("opened-to-hub", "hub.cases")
        except InvalidInput as error:
            errors = error.errors
    found = find_closing(runtime(), current.actor(), case_id)
    return render_page(
        "hub/named_open.html",
        error_links=error_links(errors),
        errors=errors,
        found=found,
        reason=reason,
        longest=LONGEST,
    )


def _people(ticked: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in ticked]
    except ValueError:
        raise InvalidInput({"people": "Choose people of this hub who can be put on cases."}) from None
