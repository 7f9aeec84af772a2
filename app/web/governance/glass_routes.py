"""Breaking glass: a typed reason, then one record for five minutes. Each load is an entry, and a review is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.clocks.reviews import find_review_due
from app.services.governance.break_glass import behind_glass, break_glass, prepare_break_glass
from app.services.governance.open_entry import TouchedRecord
from app.web.field_forms import error_links
from app.web.governance.blueprint import BREAKS_GLASS, governance
from app.web.governance.entry_view import record_title
from app.web.governance.glass_view import glass_view
from app.web.reasons import lead_on
from app.web.runtime import runtime


@governance.get("/log/<uuid:entry_id>/break-glass")
@allow(roles=BREAKS_GLASS)
def glass(entry_id: UUID) -> ResponseReturnValue:
    """What breaking glass means, and the form for the reason."""
    return _form(entry_id, {}, {})


@governance.post("/log/<uuid:entry_id>/break-glass")
@allow(roles=BREAKS_GLASS)
def give_reason(entry_id: UUID) -> ResponseReturnValue:
    """Keep the reason for five minutes and lead to the record."""
    records = behind_glass(runtime(), current.actor(), entry_id).records
    chosen = records[0].id if len(records) == 1 else _id(request.form.get("record", ""))
    return lead_on(
        partial(_form, entry_id, request.form),
        partial(prepare_break_glass, runtime(), current.actor(), entry_id, chosen),
        lambda opening: url_for("governance.behind", entry_id=entry_id, opening_id=opening),
    )


@governance.get("/log/<uuid:entry_id>/break-glass/<uuid:opening_id>")
@opens
@allow(roles=BREAKS_GLASS)
def behind(entry_id: UUID, opening_id: UUID) -> ResponseReturnValue:
    """The record, in full where policy allows it at all; or, after five minutes, the way back to the form."""
    try:
        opened, reason = break_glass(runtime(), current.actor(), opening_id)
    except NotFound:
        return render_page("governance/glass_over.html", status=404, entry_id=entry_id)
    return render_page(
        "governance/behind_glass.html",
        entry_id=entry_id,
        record=glass_view(opened),
        reason=reason,
        review_due=find_review_due(runtime(), current.actor()),
    )


def _form(entry_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    records = behind_glass(runtime(), current.actor(), entry_id).records
    return render_page(
        "governance/break_glass.html",
        error_links=error_links(errors),
        errors=errors,
        entry_id=entry_id,
        records=_choices(records),
        typed=typed,
        review_due=find_review_due(runtime(), current.actor()),
    )


def _choices(records: Sequence[TouchedRecord]) -> list[tuple[str, str]]:
    """Numbered where there are several: two may be about a child each."""
    several = len(records) > 1
    return [(str(one.id), record_title(one, number if several else None)) for number, one in enumerate(records, 1)]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
