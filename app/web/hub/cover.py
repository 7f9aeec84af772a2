"""Go on a case of a colleague whom one covers for: with one press, and no reason but that."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.cover_case import cover_case, find_covered
from app.web.confirmation import confirmed
from app.web.hub.door import hub
from app.web.runtime import runtime


@hub.get("/cases/<uuid:case_id>/cover")
@allow(roles=HUB_WORKS)
def cover(case_id: UUID) -> ResponseReturnValue:
    """Which case, for whom and until when. Nothing of it is opened. Whoever is on it already is led to it."""
    found = find_covered(runtime(), current.actor(), case_id)
    if found is None:
        return redirect(url_for("hub.case", case_id=case_id), 303)
    return render_page("hub/cover.html", found=found)


@hub.post("/cases/<uuid:case_id>/cover")
@allow(roles=HUB_WORKS)
def cover_it(case_id: UUID) -> ResponseReturnValue:
    """The reader is on it from now on. Pressed again, it leads on as well."""
    cover_case(runtime(), current.actor(), case_id)
    return confirmed("covers", "hub.case", case_id=case_id)
