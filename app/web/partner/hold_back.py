"""Hold back one item of a return that waits: on a ground, with words that the hub and its author read."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import GROUNDS
from app.domain.errors import InvalidInput, Stale, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.research.hold_back import LONGEST_WHY, Item, hold_back, may_be_held_back
from app.web.field_forms import error_links
from app.web.partner.blueprint import ROLES, part_of, partner, surveyed
from app.web.partner.sending import moved_on, typed_version
from app.web.partner.words import head_of, title_of
from app.web.reasons import require_words
from app.web.runtime import runtime


@partner.get("/<uuid:file_id>/hold-back/<uuid:subject_id>/<field>")
@allow(roles=ROLES)
def hold_back_page(file_id: UUID, subject_id: UUID, field: str) -> ResponseReturnValue:
    """What holding it back does, and the form."""
    return _page(file_id, subject_id, field, {})


@partner.post("/<uuid:file_id>/hold-back/<uuid:subject_id>/<field>")
@allow(roles=ROLES)
def hold_it_back(file_id: UUID, subject_id: UUID, field: str) -> ResponseReturnValue:
    """Held back: the page to approve shows what leaves now."""
    given = request.form
    try:
        require_words(given, why="Reason")
        item = Item(subject_id, field, given.get("ground", ""), given.get("why", ""))
        hold_back(runtime(), current.actor(), file_id, item, typed_version())
    except InvalidInput as error:
        return _page(file_id, subject_id, field, error.errors)
    except (Stale, WrongState) as error:
        return moved_on(file_id, error.message)
    return redirect(url_for("partner.check", file_id=file_id), 303)


def _page(file_id: UUID, subject_id: UUID, field: str, errors: Mapping[str, str]) -> ResponseReturnValue:
    survey = surveyed(file_id)
    part = part_of(survey, subject_id)
    found = may_be_held_back(runtime().policy.release, survey.own.kind).get(field)
    if found is None or survey.request.state != "awaiting_approval" or survey.mine or not survey.may_approve:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    return render_page(
        "partner/hold_back.html",
        error_links=error_links(errors),
        errors=errors,
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        field=found,
        subject=title_of(part, survey.parts),
        grounds=[(key, one.words) for key, one in GROUNDS.items()],
        typed=request.form,
        longest=LONGEST_WHY,
    )
