"""A draft that is kept by itself while its author types: asked for by a script, answered in a line that it shows."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale, Unavailable, WrongState
from app.domain.time_of_day import time_words
from app.http.access import allow
from app.web.partner.answer import draft_version, form_for, store, typed_in
from app.web.partner.blueprint import ROLES, part_of, partner, surveyed
from app.web.partner.words import why_not


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
        return jsonify(said=f"Not saved by itself: {next(iter(error.errors.values()))}"), 422
    except (Stale, WrongState) as error:
        return jsonify(said=f"Not saved by itself: {why_not(surveyed(file_id), error.message)}"), 409
    except Unavailable as error:
        return jsonify(said=f"Not saved by itself: {error.message}"), 503
    if saved is None:
        return jsonify(said="", version="")
    return jsonify(said=f"Draft saved by itself at {time_words(saved.saved_at)}.", version=str(saved.version))
