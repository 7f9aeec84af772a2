"""How urgent a case is: changed, it reaches every request that still waits."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.research import OPEN_STATES
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.web.case_words import ANSWERS_DUE, RATINGS
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.hub.field_groups import CASE
from app.web.hub.record_form import seen_version
from app.web.hub.record_page import subject_of
from app.web.runtime import runtime


@hub.route("/cases/<uuid:case_id>/rating", methods=["GET", "POST"])
@allow(roles=HUB_WORKS)
def rating(case_id: UUID) -> ResponseReturnValue:
    """The ratings, the one in force ticked, and how many requests another would reach."""
    if request.method == "GET":
        return _page(case_id, {})
    whole = subject_of(find_case(runtime(), current.actor(), case_id), CASE).subject_id
    codes = {"rating": request.form.get("rating", "")}
    try:
        state_in_case(runtime(), current.actor(), case_id, whole, "rating", {}, seen_version(request.form), codes)
    except InvalidInput as error:
        return _page(case_id, error.errors)
    except (Stale, WrongState) as error:
        return _page(case_id, {}, notice=error.message, status=409)
    return redirect(url_for("hub.case", case_id=case_id, done="rating"), 303)


def _page(
    case_id: UUID, errors: Mapping[str, str], notice: str | None = None, status: int | None = None
) -> ResponseReturnValue:
    known = find_case(runtime(), current.actor(), case_id)
    return render_page(
        "hub/rating.html",
        status=status,
        error_links=error_links(errors),
        errors=errors,
        notice=notice,
        known=known,
        choices=[(key, f"{words}. {ANSWERS_DUE[key]}.") for key, words in RATINGS.items()],
        chosen=request.form.get("rating") or known.case.rating,
        version=known.stated["rating", subject_of(known, CASE).subject_id].version,
        waiting=sum(one.state in OPEN_STATES and one.answered_at is None for one in known.requests),
    )
