"""Sheets to print ahead, for when the exchange cannot be reached: whom to ring, a record of a call, a request."""

from __future__ import annotations

from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.lists import BoardFilter, Page
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_READS
from app.services.research.list_partners import list_partners
from app.services.research.list_requests import list_board
from app.web.hub.door import hub
from app.web.hub.paging import page_of
from app.web.runtime import runtime

ON_ONE: Final = 100
"""Requests of one sheet; what does not fit is on the next."""


@hub.get("/sheets")
@allow(roles=HUB_READS)
def sheets() -> ResponseReturnValue:
    """Which sheets there are, and what each is for."""
    return render_page("hub/sheets.html")


@hub.get("/sheets/chase")
@allow(roles=HUB_READS)
def chase_sheet() -> ResponseReturnValue:
    """What is not answered, the soonest due first, with the number to ring; nothing of what was asked."""
    partners = {one.id: one for one in list_partners(runtime(), current.actor())}
    page = Page(after=page_of(request.args).after, size=ON_ONE)
    listed = list_board(runtime(), current.actor(), BoardFilter(), page)
    return render_page(
        "hub/sheet_chase.html",
        rows=[
            (one, partners.get(one.counterpart_id), listed.numbers.get(one.counterpart_id))
            for one in listed.rows
            if one.file_id not in listed.erased
        ],
        following=url_for("hub.chase_sheet", after=listed.following) if listed.following else None,
        first=url_for("hub.chase_sheet") if page.after else None,
    )


@hub.get("/sheets/call")
@allow(roles=HUB_READS)
def call_sheet() -> ResponseReturnValue:
    """A blank record of a call to or from a partner."""
    return render_page("hub/sheet_call.html")


@hub.get("/sheets/request")
@allow(roles=HUB_READS)
def request_sheet() -> ResponseReturnValue:
    """A blank request to a partner, with room for its answer."""
    return render_page("hub/sheet_request.html")
