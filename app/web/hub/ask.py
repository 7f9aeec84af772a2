"""Choose partners, then say what each is asked: two pages over one draft, each with an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.open_case import KnownCase, find_case
from app.web.hub.asking_changed import MEANWHILE, closed_page, conflict_with
from app.web.hub.asking_checked import wrong_with_asking
from app.web.hub.asking_pages import partners_page, questions_page
from app.web.hub.choosing import partner_errors
from app.web.hub.door import hub
from app.web.hub.gap_links import gap_links
from app.web.hub.kept_asking import (
    PARTNERS,
    STEP,
    UNFOLD,
    Kept,
    SavedMeanwhile,
    is_of,
    keep,
    opened,
)
from app.web.hub.whom_to_ask import chosen_here, partners_here
from app.web.runtime import runtime

CHECKED = "checked"
"""In an address: show what is wrong with what is kept."""


@hub.get("/cases/<uuid:case_id>/ask")
@opens
@allow(roles=HUB_WORKS)
def ask(case_id: UUID) -> ResponseReturnValue:
    """Every partner with what it is asked for; none is ticked until somebody does."""

    def page(known: KnownCase, kept: Kept) -> ResponseReturnValue:
        wrong = wrong_with_asking(known, kept.form) if CHECKED in request.args else {}
        return partners_page(known, kept, {name: text for name, text in wrong.items() if is_of(PARTNERS, name)})

    return of_asking(case_id, page)


@hub.post("/cases/<uuid:case_id>/ask")
@allow(roles=HUB_WORKS)
def ask_more(case_id: UUID) -> ResponseReturnValue:
    """Keep what was ticked and typed, and go on to the questions, or from any page back to either of the two."""

    def leads_to(said: Mapping[str, Any]) -> str:
        if request.form.get("to") == PARTNERS:
            return url_for("hub.ask", case_id=case_id, **said)
        if request.form.get(STEP) == PARTNERS and partner_errors(request.form, chosen_here(request.form)):
            return url_for("hub.ask", case_id=case_id, checked="yes", **said)
        at = request.form.get(UNFOLD)
        return url_for("hub.ask_questions", case_id=case_id, _anchor=f"p-{at}" if at else None, **said)

    return kept_and_on(case_id, leads_to)


def of_asking(case_id: UUID, page: Callable[[KnownCase, Kept], ResponseReturnValue]) -> ResponseReturnValue:
    """A page of the draft; or what says why not: nothing can be asked yet, or it is closed to this person."""
    known = find_case(runtime(), current.actor(), case_id)
    if known.in_the_way:
        return not_yet_page(known)
    kept = opened(known)
    return closed_page(known, kept) if kept.is_closed else page(known, kept)


def kept_and_on(case_id: UUID, leads_to: Callable[[Mapping[str, Any]], str]) -> ResponseReturnValue:
    """Keep what the page's form changes and go on; where a colleague saved the draft meanwhile, the page again."""
    known = find_case(runtime(), current.actor(), case_id)
    try:
        said: Mapping[str, Any] = {MEANWHILE: "yes"} if keep(known, partners_here()) else {}
    except SavedMeanwhile as meanwhile:
        return saved_meanwhile(known, meanwhile)
    return redirect(leads_to(said), 303)


def not_yet_page(known: KnownCase) -> ResponseReturnValue:
    """What stands in the way of any request at all. A draft stays as it is."""
    return render_page("hub/ask_not_yet.html", known=known, gaps=gap_links(known, known.in_the_way))


def saved_meanwhile(known: KnownCase, meanwhile: SavedMeanwhile) -> ResponseReturnValue:
    """The page that was sent, with everything typed in it, and what somebody saved or closed in the meantime."""
    known = find_case(runtime(), current.actor(), known.case.file_id)
    kept = opened(known)
    typed, conflict = conflict_with(known, kept, meanwhile.typed, partners_here())
    page = partners_page if request.form.get(STEP) == PARTNERS else questions_page
    return page(known, typed, conflict=conflict)
