"""See all of a masked value: a reason first, which is kept in the disclosure log; then one opening of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, NotFound
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.texts import wrong_with
from app.services.collation.open_returns import prepare_reveal, reveal
from app.services.intake.open_case import find_case
from app.web.field_forms import error_links
from app.web.hub.door import READERS, hub
from app.web.runtime import runtime
from policies.engine.catalogue import Field


@hub.get("/cases/<uuid:case_id>/records/<uuid:record_id>/<field>/reveal")
@allow(roles=READERS)
def ask_reveal(case_id: UUID, record_id: UUID, field: str) -> ResponseReturnValue:
    """Ask for the reason. Nothing is opened, and whether there is such a record is not said."""
    del record_id
    return _reason_page(case_id, field, {})


@hub.post("/cases/<uuid:case_id>/records/<uuid:record_id>/<field>/reveal")
@allow(roles=READERS)
def give_reason(case_id: UUID, record_id: UUID, field: str) -> ResponseReturnValue:
    """Keep the reason for five minutes and go to the page that reveals with it."""
    find_case(runtime(), current.actor(), case_id)
    reason = request.form.get("reason", "")
    if problem := wrong_with(reason, "Reason"):
        return _reason_page(case_id, field, {"reason": problem})
    try:
        opening = prepare_reveal(runtime(), current.actor(), record_id, [_field(field).key], reason)
    except InvalidInput as error:
        return _reason_page(case_id, field, error.errors)
    return redirect(url_for("hub.revealed", opening_id=opening), 303)


@hub.get("/reveals/<uuid:opening_id>")
@opens
@allow(roles=READERS)
def revealed(opening_id: UUID) -> ResponseReturnValue:
    """The whole value, once for each load, each with a log entry of its own."""
    try:
        opened = reveal(runtime(), current.actor(), opening_id)
    except NotFound:
        return render_page("hub/reveal_over.html", status=404)
    back = opened.request.case_id if opened.request else opened.record.file_id
    return render_page(
        "hub/revealed.html",
        shown=[(opened.catalogue[key], one) for key, one in opened.fields.items() if one.answer is not None],
        back=url_for("hub.returns", case_id=back) if opened.request else url_for("hub.case", case_id=back),
    )


def _field(key: str) -> Field:
    catalogue = runtime().policy.release.catalogue
    if key not in catalogue:
        raise NotFound("There is no such field.")
    return catalogue[key]


def _reason_page(case_id: UUID, field: str, errors: Mapping[str, str]) -> ResponseReturnValue:
    known = find_case(runtime(), current.actor(), case_id)
    return render_page(
        "hub/reveal.html",
        error_links=error_links(errors),
        errors=errors,
        known=known,
        field=_field(field),
        typed=request.form.get("reason", ""),
    )
