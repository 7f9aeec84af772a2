"""Hand a request to a colleague, chosen by name from fifty at a time."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.research import CLAIMABLE
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.research.hand_to import find_colleagues, hand_to, may_hand
from app.services.research.take_over import LONGEST_REASON
from app.web.field_forms import error_links
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.request_page import show_request
from app.web.partner.words import head_of
from app.web.reasons import require_words
from app.web.runtime import runtime

LONGEST_NAME = 100


@partner.get("/<uuid:file_id>/hand-to")
@allow(roles=ROLES)
def hand_to_page(file_id: UUID) -> ResponseReturnValue:
    """The colleagues, and the form."""
    return _page(file_id, {})


@partner.post("/<uuid:file_id>/hand-to")
@allow(roles=ROLES)
def hand_it_to(file_id: UUID) -> ResponseReturnValue:
    """Theirs from now on; or, with "Find", the same page with those of a name."""
    if "find" in request.form:
        return _page(file_id, {})
    try:
        require_words(request.form, reason="Reason")
        hand_to(runtime(), current.actor(), file_id, _chosen(), request.form.get("reason", ""))
    except InvalidInput as error:
        return _page(file_id, error.errors)
    except (WrongState, Stale, NotPermitted) as error:
        return show_request(surveyed(file_id), error.message, 409)
    return redirect(url_for("partner.request_page", file_id=file_id), 303)


def _chosen() -> UUID | None:
    try:
        return UUID(request.form.get("colleague", ""))
    except ValueError:
        return None


def _page(file_id: UUID, errors: Mapping[str, str]) -> ResponseReturnValue:
    survey, actor = surveyed(file_id), current.actor()
    if not may_hand(runtime(), actor, survey.request) or survey.request.state not in CLAIMABLE:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    part = request.form.get("part", "")[:LONGEST_NAME]
    found = find_colleagues(runtime(), actor, file_id, part)
    return render_page(
        "partner/hand_to.html",
        error_links=error_links(errors),
        errors=errors,
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        colleagues=[(str(one.id), one.display_name) for one in found.people],
        away={str(one): "Away: a colleague covers, and is told" for one in found.away},
        more=found.more or bool(part),
        part=part,
        chosen=request.form.get("colleague"),
        reason=request.form.get("reason", ""),
        longest=LONGEST_REASON,
    )
