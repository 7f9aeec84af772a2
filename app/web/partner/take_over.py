"""Take a request over from a colleague who has it: with a reason, at once."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.research.take_over import LONGEST_REASON, take_in_cover, take_over
from app.web.field_forms import error_links
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.request_page import show_request
from app.web.partner.words import head_of
from app.web.reasons import require_words
from app.web.runtime import runtime


@partner.get("/<uuid:file_id>/take-over")
@allow(roles=ROLES)
def take_over_page(file_id: UUID) -> ResponseReturnValue:
    """Who has it, what becomes of their draft, and the form."""
    return _page(file_id, {})


@partner.post("/<uuid:file_id>/take-over")
@allow(roles=ROLES)
def take_it_over(file_id: UUID) -> ResponseReturnValue:
    """The reader's from now on; whoever covers need not say why. Pressed again, it leads on as well."""
    try:
        if request.form.get("cover") == "yes":
            take_in_cover(runtime(), current.actor(), file_id)
        else:
            require_words(request.form, reason="Reason")
            take_over(runtime(), current.actor(), file_id, request.form.get("reason", ""))
    except InvalidInput as error:
        return _page(file_id, error.errors)
    except (WrongState, Stale) as error:
        survey = surveyed(file_id)
        if not survey.mine:
            return show_request(survey, error.message, 409)
    return redirect(url_for("partner.opened", file_id=file_id), 303)


def _page(file_id: UUID, errors: Mapping[str, str]) -> ResponseReturnValue:
    survey = surveyed(file_id)
    if survey.mine or survey.request.claimed_by is None:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    return render_page(
        "partner/take_over.html",
        error_links=error_links(errors),
        errors=errors,
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        reason=request.form.get("reason", ""),
        longest=LONGEST_REASON,
    )
