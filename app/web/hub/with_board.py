"""What of the hub's cases is with the strategic board: since when, by when an answer is wanted. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.lists import CaseEntry
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_READS
from app.services.escalation.list_with_board import list_with_board
from app.services.research.list_requests import cases_of
from app.web.clock_words import DueWords, due_words, duration_words
from app.web.date_words import erased_words
from app.web.hub.door import hub
from app.web.hub.paging import addresses, page_of
from app.web.hub.raised_about import ABOUT
from app.web.runtime import runtime
from app.web.tallies import first_of, tally


@dataclass(frozen=True, slots=True)
class RaisedRow:
    """A case of the list: `href` is None for whoever is not on it, `age` how long it has been with the board."""

    entry: CaseEntry
    href: str | None
    about: str
    age: str
    clock: DueWords | None
    erased: str | None


@hub.get("/with-the-board")
@allow(roles=HUB_READS)
def with_board() -> ResponseReturnValue:
    """The hub's cases with something open there, the soonest answer first."""
    actor, now = current.actor(), runtime().clock.now()
    listed = list_with_board(runtime(), actor, page_of(request.args))
    mine = cases_of(runtime(), actor, [one.file_id for one in listed.rows]) - listed.erased.keys()
    rows = [
        RaisedRow(
            entry=one,
            href=url_for("hub.case", case_id=one.file_id) if one.file_id in mine else None,
            about=ABOUT[one.board_about or ""],
            age=duration_words(now - (one.board_since or now)),
            clock=due_words(one.board_due_at, now) if one.board_due_at else None,
            erased=erased_words(listed.erased.get(one.file_id)),
        )
        for one in listed.rows
    ]
    newer, older = addresses("hub.with_board", listed, {})
    return render_page(
        "hub/with_board.html",
        rows=rows,
        tally=tally(first_of(request.args, page_of(request.args)), len(rows), listed.total),
        newer=newer,
        older=older,
    )
