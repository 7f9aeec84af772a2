"""Approving on paper: the sheet that an owner without a passkey signs, and entering what was signed."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.approve_on_paper import ENOUGH, propose_from_paper, see_sheet
from app.services.administration.owned_entries import OwnedEntry
from app.web.admin.blueprint import ADMINISTERS
from app.web.admin.changes import to_sign
from app.web.admin.organisation_time import day_of, parts_of, with_more
from app.web.field_forms import error_links
from app.web.governance.blueprint import READS_ENTRIES, entry_pages
from app.web.governance.entry_words import in_words, once
from app.web.runtime import runtime


@entry_pages.get("/paper")
@allow(roles=READS_ENTRIES)
def paper() -> ResponseReturnValue:
    """All that is open, in words, with its digest, to be printed and signed."""
    kind, policy = current.actor().organisation_kind, runtime().policy
    sheet = see_sheet(runtime(), current.actor())
    entries = [OwnedEntry(*one, None, None) for one in sheet.entries]
    return render_page(
        "governance/entry_paper.html",
        sheet=sheet,
        words=[in_words(policy, kind, one) for one in entries],
        once=once(policy, kind, entries),
        release=policy.number,
    )


@entry_pages.route("/from-paper", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def from_paper() -> ResponseReturnValue:
    """What an owner has signed on paper; then to the change's page, to be signed by two."""
    errors: dict[str, str] = {}
    typed = {name: request.form.get(name, "") for name in ("digest", "owner", "kept_at")}
    if request.method == "POST":
        found: dict[str, str] = {}
        signed_on = day_of("signed_on", "When it was signed", found)
        try:
            return to_sign(propose_from_paper(runtime(), current.actor(), signed_on=signed_on, **typed))
        except InvalidInput as error:
            errors = with_more(found, error)
    return render_page(
        "governance/entry_from_paper.html",
        error_links=error_links(errors),
        errors=errors,
        typed=typed,
        day=parts_of("signed_on"),
        enough=ENOUGH,
    )
