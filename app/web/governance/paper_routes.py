"""Approving on paper: the sheet that an owner without a passkey signs, and entering what was signed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.approval_sheets import Sheets, see_sheet
from app.services.administration.approve_on_paper import ENOUGH, propose_from_paper
from app.services.administration.entries import LONGEST_WHY, called
from app.services.administration.owned_entries import OwnedEntry
from app.web.admin.blueprint import ADMINISTERS
from app.web.admin.changes import to_sign
from app.web.admin.organisation_time import day_of, parts_of, with_more
from app.web.field_forms import error_links
from app.web.governance.blueprint import READS_ENTRIES, entry_pages
from app.web.governance.entry_words import EntryWords, in_words, once
from app.web.reasons import require_words
from app.web.runtime import runtime

BOXES: Final = ("digest", "owner", "signed_on", "kept_at", "why")
"""In the order in which they stand on the page."""
AGAINST_ADVICE: Final = "Why is it approved against the advice?"


@entry_pages.get("/paper")
@allow(roles=READS_ENTRIES)
def paper() -> ResponseReturnValue:
    """All that is open, in words, with its digest, to be printed and signed."""
    kind, policy = current.actor().organisation_kind, runtime().policy
    sheets = see_sheet(runtime(), current.actor())
    entries = [OwnedEntry(*one, None, None) for one in sheets.now.entries]
    return render_page(
        "governance/entry_paper.html",
        sheet=sheets.now,
        words=[_with_advice(in_words(policy, kind, one), sheets) for one in entries],
        objected=[called(policy.release, kind, key) for kind, key, _ in sheets.objected],
        against=any(one[2] in sheets.advice and sheets.advice[one[2]].against for one in sheets.now.entries),
        once=once(policy, kind, entries),
        release=policy.number,
    )


@entry_pages.route("/from-paper", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def from_paper() -> ResponseReturnValue:
    """What an owner has signed on paper; then to the change's page, to be signed by two."""
    errors: dict[str, str] = {}
    typed = {name: request.form.get(name, "") for name in ("digest", "owner", "kept_at", "why")}
    if request.method == "POST":
        found: dict[str, str] = {}
        signed_on = day_of("signed_on", "When it was signed", found)
        try:
            require_words(request.form, LONGEST_WHY, why=AGAINST_ADVICE)
            return to_sign(propose_from_paper(runtime(), current.actor(), signed_on=signed_on, **typed))
        except InvalidInput as error:
            more = with_more(found, error)
            errors = {key: more[key] for key in sorted(more, key=lambda one: BOXES.index(one.partition("-")[0]))}
    return render_page(
        "governance/entry_from_paper.html",
        error_links=error_links(errors),
        errors=errors,
        typed=typed,
        day=parts_of("signed_on"),
        enough=ENOUGH,
        against_advice=AGAINST_ADVICE,
        limit=LONGEST_WHY,
    )


def _with_advice(words: EntryWords, sheets: Sheets) -> EntryWords:
    """An entry with what the data protection officer last advised on it, as its owner is to read it."""
    advice = sheets.advice.get(words.entry.digest)
    if advice is None:
        return words
    which = "Against it" if advice.against else "To approve it"
    told = f"{which}: {advice.words} ({sheets.names[advice.by_id]}, data protection officer)"
    return replace(words, lines=[*words.lines, ("Advice", told)])
