"""The disclosure log: one page of it at a time, and one entry in full."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.domain.lists import LogLine
from app.domain.time_of_day import london
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.governance.open_entry import open_entry
from app.services.governance.prove_entry import prove_entry
from app.services.governance.read_log import (
    files_with_reference,
    list_disclosures,
    log_choices,
)
from app.services.research.list_requests import Listed
from app.web.field_forms import error_links
from app.web.file_names import attached
from app.web.governance.blueprint import GOVERNANCE, governance
from app.web.governance.entry_view import entry_view
from app.web.governance.filters import Wanted, leads_nowhere, read_filters, typed_filters
from app.web.governance.log_view import filter_choices, line_view, names_of
from app.web.runtime import runtime


@governance.get("/log")
@opens
@allow(roles=GOVERNANCE)
def log() -> ResponseReturnValue:
    """The hub's disclosure log, the newest first, by filters."""
    actor = current.actor()
    today = london(runtime().clock.now()).date()
    try:
        wanted = read_filters(request.args, actor.organisation_id, runtime().policy.release.purposes, today)
    except InvalidInput as wrong:
        return _page(Listed((), None, None), typed_filters(request.args), wrong.errors)
    return _page(_found(wanted), wanted.typed, {})


@governance.get("/log/<uuid:entry_id>")
@opens
@allow(roles=GOVERNANCE)
def entry(entry_id: UUID) -> ResponseReturnValue:
    """One entry in full."""
    found = open_entry(runtime(), current.actor(), entry_id)
    return render_page("governance/entry.html", entry=entry_view(found, current.actor()))


@governance.get("/log/<uuid:entry_id>/receipt")
@opens
@allow(roles=GOVERNANCE)
def receipt(entry_id: UUID) -> ResponseReturnValue:
    """The receipt of an entry, as a file to keep."""
    text = prove_entry(runtime(), current.actor(), entry_id)
    return Response(
        text,
        content_type="application/json",
        headers={"Content-Disposition": attached(f"receipt-{entry_id}.json")},
    )


def _found(wanted: Wanted) -> Listed[LogLine]:
    """The lines asked for; none, unread, for a reference that stands for nothing here."""
    chosen = wanted.chosen
    if wanted.reference is not None:
        chosen = wanted.of_files(files_with_reference(runtime(), current.actor(), wanted.reference))
    return list_disclosures(runtime(), current.actor(), chosen, wanted.page)


def _page(found: Listed[LogLine], typed: dict[str, Any], errors: dict[str, str]) -> Response:
    release = runtime().policy.release
    choices = log_choices(runtime(), current.actor())
    names = names_of(choices.organisations)
    return render_page(
        "governance/log.html",
        error_links=error_links(errors),
        errors=errors,
        lines=[line_view(line, names, release) for line in found.rows],
        typed=typed,
        filtered=bool(typed),
        choices=filter_choices(choices, release),
        newer=_beside("before", found.previous, typed),
        older=_beside("after", found.following, typed),
        latest=url_for("governance.log", **typed),
        nowhere=leads_nowhere(request.args),
        further=bool(request.args.get("after") or request.args.get("before")) and not leads_nowhere(request.args),
    )


def _beside(name: str, key: str | None, typed: dict[str, str]) -> str | None:
    where: dict[str, Any] = {**typed, name: key}
    return None if key is None else url_for("governance.log", **where)
