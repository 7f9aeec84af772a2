"""See all of a masked value: a reason first, which is kept in the disclosure log; then one opening of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.collation.reveal import prepare_reveal, reveal
from app.services.disclosure.duties import HUB_READS
from app.services.intake.open_case import find_case
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.reasons import lead_on
from app.web.runtime import runtime
from policies.engine.catalogue import Field


@hub.get("/cases/<uuid:case_id>/records/<uuid:record_id>/<field>/reveal")
@allow(roles=HUB_READS)
def ask_reveal(case_id: UUID, record_id: UUID, field: str) -> ResponseReturnValue:
    """Ask for the reason. Nothing is opened, and whether there is such a record is not said."""
    del record_id
    return _reason_page(case_id, field, {})


@hub.post("/cases/<uuid:case_id>/records/<uuid:record_id>/<field>/reveal")
@allow(roles=HUB_READS)
def give_reason(case_id: UUID, record_id: UUID, field: str) -> ResponseReturnValue:
    """Keep the reason for five minutes and go to the page that reveals with it."""
    find_case(runtime(), current.actor(), case_id)
    return lead_on(
        partial(_reason_page, case_id, field),
        partial(prepare_reveal, runtime(), current.actor(), record_id, [_field(field).key]),
        lambda opening: url_for("hub.revealed", opening_id=opening),
    )


@hub.get("/reveals/<uuid:opening_id>")
@opens
@allow(roles=HUB_READS)
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
