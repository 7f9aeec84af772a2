"""One case: its task list, without opening any record, and the legal basis it rests on."""

from __future__ import annotations

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_READS
from app.services.intake.open_case import KnownCase, find_case
from app.web.hub.case_requests import request_rows
from app.web.hub.door import hub
from app.web.hub.names import STATES
from app.web.hub.people import people_of
from app.web.hub.statements import recorded_address
from app.web.hub.task_list import task_groups
from app.web.runtime import runtime

NOTICES = {
    "added": "Your colleague has been added to the case.",
    "removed": "Your colleague has been taken off the case. They can open nothing of it any more.",
    "one-more": "Added to the case. Give what you know of them below; later requests can include them.",
    "rating": "The rating has been changed, and with it when each request that waits is due.",
    "reopened": "The case is open again. What was recorded and returned stands as it did.",
    "basis": "The legal basis has been changed for requests from now on.",
}


@hub.get("/cases/<uuid:case_id>")
@allow(roles=HUB_READS)
def case(case_id: UUID) -> ResponseReturnValue:
    """What is to be done, who works on it, and every request sent with its clock."""
    known = find_case(runtime(), current.actor(), case_id)
    release = runtime().policy.release
    return render_page(
        "hub/case.html",
        known=known,
        purpose=release.purposes[known.case.purpose],
        state=STATES[known.case.state],
        groups=task_groups(release, known),
        rows=request_rows(known),
        people=people_of(known),
        late=_late(known),
        reopening=recorded_address(case_id, next(one for one in release.statements.values() if one.state == "open")),
        notice=NOTICES.get(request.args.get("done", "")),
    )


def _late(known: KnownCase) -> int:
    """How many answers have come in since the case was closed; 0 while it is open."""
    if known.case.state != "closed":
        return 0
    closed = max(one.released_at for one in known.stated.values() if "state" in one.codes and one.released_at)
    return sum(one.answered_at is not None and one.answered_at > closed for one in known.requests)
