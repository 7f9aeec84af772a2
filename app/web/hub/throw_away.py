"""Throw away asking that is not sent, as a press on a page of its own; nothing of it is opened."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.open_case import find_case
from app.services.research.asking_draft import find_asking, throw_away_asking
from app.web.confirmation import confirmed
from app.web.hub.door import hub
from app.web.hub.kept_asking import mark_of
from app.web.runtime import runtime


@hub.get("/cases/<uuid:case_id>/ask/throw-away")
@allow(roles=HUB_WORKS)
def throw_away(case_id: UUID) -> ResponseReturnValue:
    """Who saved it last and when, and what throwing it away means."""
    return _page(case_id, changed=False)


@hub.post("/cases/<uuid:case_id>/ask/throw-away")
@allow(roles=HUB_WORKS)
def throw_it_away(case_id: UUID) -> ResponseReturnValue:
    """Erase it, unless somebody has saved it since the page was shown."""
    mark = mark_of(request.form)
    if mark is None or not throw_away_asking(runtime(), current.actor(), case_id, mark):
        return _page(case_id, changed=True)
    return confirmed("thrown-away", "hub.case", case_id=case_id)


def _page(case_id: UUID, *, changed: bool) -> ResponseReturnValue:
    found = find_asking(runtime(), current.actor(), case_id)
    if found is None:
        return redirect(url_for("hub.case", case_id=case_id), 303)
    mark, by, at = found
    known = find_case(runtime(), current.actor(), case_id)
    status = 409 if changed else 200
    return render_page("hub/throw_away.html", known=known, mark=mark, by=by, at=at, changed=changed, status=status)
