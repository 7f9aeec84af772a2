"""A draft that is kept by itself while its author types: asked for by a script, answered in a line that it shows."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale, Unavailable, WrongState
from app.domain.time_of_day import time_words
from app.http import current
from app.http.access import allow
from app.web.partner.answer import draft_version, form_for, store, typed_in
from app.web.partner.blueprint import ROLES, part_of, partner, surveyed
from app.web.partner.words import why_not
from app.web.runtime import runtime


@partner.post("/<uuid:file_id>/answer/<uuid:subject_id>/keep")
@allow(roles=ROLES)
def keep(file_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """Save the draft as it stands, finished or not, and open nothing. “Nothing for the rest” waits for a press."""
    survey = surveyed(file_id)
    part = part_of(survey, subject_id)
    form = form_for(survey, part, request.form.getlist("asked"))
    try:
        saved = store(survey, part, form, typed_in(form), draft_version(), complete=False)
    except InvalidInput as error:
        return _told(f"Not saved by itself: {next(iter(error.errors.values()))}"), 422
    except (Stale, WrongState) as error:
        return _told(f"Not saved by itself: {why_not(surveyed(file_id), error.message)}"), 409
    except Unavailable as error:
        return _told(f"Not saved by itself: {error.message}"), 503
    if saved is None:
        return _told("")
    return _told(f"Draft saved by itself at {time_words(saved.saved_at)}.", str(saved.version))


def _told(said: str, version: str = "") -> Response:
    """What to show, the draft's version now, and for how many seconds the session goes on: to keep is to use it."""
    visitor, now = current.visitor(), runtime().clock.now()
    goes_on = visitor.ends_at - now if visitor else timedelta(0)
    return jsonify(said=said, version=version, ends_in=int(goes_on.total_seconds()))
