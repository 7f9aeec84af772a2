"""A manager holds a case, whether or not they are on it."""

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
from app.services.intake.assign_case import find_hand_over
from app.services.intake.hold_case import hold_case
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.hold_day import AGAIN, read_again, typed_again, with_day
from app.web.hub.door import hub
from app.web.runtime import runtime

ASKED = {"reason": "Why it is held", "heard": "Who told you"}


@hub.route("/cases/<uuid:case_id>/hold", methods=["GET", "POST"])
@allow(roles=HUB_DECIDES)
def hold(case_id: UUID) -> ResponseReturnValue:
    """Why, and who said so; the case's page then says that it is held. What is held is not held anew: since when and
    why would be said otherwise than it was.
    """
    errors: Mapping[str, str] = {}
    typed = {key: request.form.get(key, "") for key in ASKED}
    again, wrong_day = read_again(request.form)
    found = find_hand_over(runtime(), current.actor(), case_id)
    if request.method == "POST" and not found.case.held_at:
        try:
            wrong = {key: problem for key, words in ASKED.items() if (problem := wrong_with(typed[key], words))}
            if wrong:
                raise InvalidInput({**wrong, **wrong_day})
            hold_case(runtime(), current.actor(), case_id, typed["reason"], typed["heard"], again)
            return confirmed("held", "hub.case", case_id=case_id)
        except InvalidInput as error:
            errors = with_day(error.errors, wrong_day)
    return render_page(
        "hub/hold.html",
        error_links=error_links(errors),
        errors=errors,
        found=found,
        longest=LONGEST,
        reason=typed["reason"],
        heard=typed["heard"],
        again=typed_again(request.form),
        again_label=AGAIN,
    )
