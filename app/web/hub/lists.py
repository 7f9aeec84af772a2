"""The hub's cases, and the board of every request it has sent. Both lists name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.identity import Organisation
from app.domain.lists import BoardFilter, CaseEntry, InboxEntry
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_DECIDES, HUB_READS, has_duty
from app.services.research.list_partners import list_partners
from app.services.research.list_requests import Listed, cases_of, list_board, list_cases
from app.web.case_words import RATINGS
from app.web.clock_words import DueWords, due_words
from app.web.date_words import erased_words
from app.web.hub.door import hub
from app.web.hub.names import STATES
from app.web.hub.paging import neighbours, page_of
from app.web.runtime import runtime

NOTICES = {
    "stepped-back": "You have stepped back from the case. You see nothing of it any more.",
    "handed-over": "Your colleague is on the case now.",
    "closed": "The outcome is recorded and the case is closed.",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of the list; `clock` is of the partner due next.

    `late` counts answers that came after it was closed. Where the person is not on the case, `href` is None; a manager
    can hand it over all the same.
    """

    entry: CaseEntry
    href: str | None
    hand_over: str | None
    clock: DueWords | None
    erased: str | None
    late: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A request of the board. `clock` is None once it is answered.

    `late` says that the answer came after its case was closed; `ring` that the partner has not seen in time what
    changed, `untold` that nobody there could be told by mail.
    """

    entry: InboxEntry
    partner: Organisation | None
    state: str
    href: str | None
    clock: DueWords | None
    erased: str | None
    late: bool
    ring: bool
    untold: bool


@hub.get("/cases")
@allow(roles=HUB_READS)
def cases() -> ResponseReturnValue:
    """The hub's open (or closed) cases, the latest first."""
    state = "closed" if request.args.get("state") == "closed" else "open"
    actor, now = current.actor(), runtime().clock.now()
    listed = list_cases(runtime(), actor, state, page_of(request.args))
    mine = cases_of(runtime(), actor, [one.file_id for one in listed.rows]) - listed.erased.keys()
    manages = has_duty(runtime().policy.release, actor, HUB_DECIDES)
    rows = [
        CaseRow(
            one,
            url_for("hub.case", case_id=one.file_id) if one.file_id in mine else None,
            url_for("hub.hand_over", case_id=one.file_id)
            if manages and one.file_id not in mine | listed.erased.keys()
            else None,
            due_words(one.next_due_at, now) if one.next_due_at else None,
            erased_words(listed.erased.get(one.file_id)),
            list(listed.late.values()).count(one.file_id),
        )
        for one in listed.rows
    ]
    newer, older = _addresses("hub.cases", listed, {"state": state})
    notice = NOTICES.get(request.args.get("done", ""))
    return render_page("hub/cases.html", rows=rows, state=state, newer=newer, older=older, notice=notice)


@hub.get("/board")
@allow(roles=HUB_READS)
def board() -> ResponseReturnValue:
    """Requests the hub has sent: open ones by due time, answered ones by time of answering."""
    actor = current.actor()
    partners = list_partners(runtime(), actor)
    filters = _filters(request.args, frozenset(str(one.id) for one in partners))
    chosen = BoardFilter(
        answered=filters["show"] == "answered",
        withdrawn=filters["show"] == "withdrawn",
        rating=filters["rating"],
        counterpart=UUID(filters["partner"]) if filters["partner"] else None,
    )
    listed = list_board(runtime(), actor, chosen, page_of(request.args))
    newer, older = _addresses("hub.board", listed, filters)
    return render_page(
        "hub/board.html",
        rows=_rows(listed, {one.id: one for one in partners}),
        partners=partners,
        filters=filters,
        newer=newer,
        older=older,
    )


def _rows(listed: Listed[InboxEntry], partners: Mapping[UUID, Organisation]) -> list[BoardRow]:
    actor, now = current.actor(), runtime().clock.now()
    mine = cases_of(runtime(), actor, [one.case_id for one in listed.rows if one.case_id])
    return [
        BoardRow(
            entry=one,
            partner=partners.get(one.counterpart_id),
            state=STATES[one.state],
            href=url_for("hub.one_request", case_id=one.case_id, file_id=one.file_id) if one.case_id in mine else None,
            clock=None
            if one.answered_at or one.state == "withdrawn" or one.file_id in listed.erased
            else due_words(one.due_at, now),
            erased=erased_words(listed.erased.get(one.file_id)),
            late=one.file_id in listed.late,
            ring=one.file_id in listed.to_ring,
            untold=one.file_id in listed.untold - listed.erased.keys(),
        )
        for one in listed.rows
    ]


def _filters(typed: Mapping[str, str], partners: frozenset[str]) -> dict[str, str | None]:
    """The filters of an address, each one that is not of its list left out."""
    rating, partner = typed.get("rating"), typed.get("partner")
    return {
        "show": typed["show"] if typed.get("show") in {"answered", "withdrawn"} else "open",
        "rating": rating if rating in RATINGS else None,
        "partner": partner if partner in partners else None,
    }


def _addresses(endpoint: str, listed: Listed[Any], filters: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    newer, older = neighbours(listed, filters)
    newer_url, older_url = (f"{url_for(endpoint)}?{urlencode(one)}" if one else None for one in (newer, older))
    return newer_url, older_url
