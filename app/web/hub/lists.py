"""The hub's cases, and the board of every request it has sent. Both lists name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.identity import Organisation
from app.domain.lists import CaseEntry, InboxEntry
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.clocks.answering import Number
from app.services.disclosure.duties import HUB_DECIDES, HUB_READS, has_duty
from app.services.research.list_partners import list_partners
from app.services.research.list_requests import Listed, cases_of, list_board, list_cases
from app.services.research.name_inbox import name_inbox
from app.web.clock_words import DueWords, due_words
from app.web.confirmation import just_done
from app.web.date_words import erased_words
from app.web.hub.door import hub
from app.web.hub.list_filters import (
    SHOWN,
    WAITING,
    board_filters,
    case_filters,
    wanted_cases,
    wanted_requests,
)
from app.web.hub.names import STATES
from app.web.hub.paging import addresses, page_of
from app.web.runtime import runtime
from app.web.tallies import first_of, tally

NOTICES = {
    "stepped-back": "You have stepped back from the case. You see nothing of it any more.",
    "left": "You are not on the case any more. You open nothing of it until a colleague adds you again.",
    "handed-over": "Your colleague is on the case now.",
    "taken-on": "You are on the case now.",
    "opened-to-hub": "The whole hub may know of the case again. It stands in every list.",
    "closed": "The outcome is recorded and the case is closed.",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of the list; `clock` is of the partner due next, `decision` the hub's own.

    `late` counts answers that came after it was closed; `undecided`: nobody can be asked before a decision. Where the
    person is not on the case, `href` is None; a manager can hand it over all the same.
    """

    entry: CaseEntry
    href: str | None
    hand_over: str | None
    clock: DueWords | None
    decision: DueWords | None
    erased: str | None
    late: int
    undecided: bool


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A request of the board. `clock` is None once it is answered.

    `late` says that the answer came after its case was closed; `ring` that the partner has not seen in time what
    changed, `untold` that nobody there could be told by mail, `closed` that it lies where nobody sees it;
    `number` is where the partner answers now.
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
    closed: bool
    number: Number | None


@hub.get("/cases")
@allow(roles=HUB_READS)
def cases() -> ResponseReturnValue:
    """The hub's open (or closed) cases, the latest first."""
    actor, now = current.actor(), runtime().clock.now()
    name_of = name_inbox(runtime(), actor).colleagues
    filters = case_filters(request.args, name_of)
    chosen = wanted_cases(filters)
    listed = list_cases(runtime(), actor, chosen, page_of(request.args))
    mine = cases_of(runtime(), actor, [one.file_id for one in listed.rows]) - listed.erased.keys()
    manages = has_duty(runtime().policy.release, actor, HUB_DECIDES)
    rows = [
        CaseRow(
            one,
            url_for("hub.case", case_id=one.file_id) if one.file_id in mine else None,
            url_for("hub.hand_over", case_id=one.file_id)
            if manages and one.file_id not in mine | listed.erased.keys()
            else None,
            due_words(one.next_due_at, now, one.next_paused_at) if one.next_due_at else None,
            due_words(one.due_at, now) if one.due_at else None,
            erased_words(listed.erased.get(one.file_id)),
            list(listed.late.values()).count(one.file_id),
            one.file_id in listed.undecided,
        )
        for one in listed.rows
    ]
    newer, older = addresses("hub.cases", listed, filters.chosen)
    return render_page(
        "hub/cases.html",
        rows=rows,
        state=chosen.state,
        filters=filters,
        page=url_for("hub.cases"),
        colleagues=_sorted(name_of),
        tally=tally(first_of(request.args, page_of(request.args)), len(rows), listed.total),
        newer=newer,
        older=older,
        notice=just_done(NOTICES),
    )


@hub.get("/board")
@allow(roles=HUB_READS)
def board() -> ResponseReturnValue:
    """Requests the hub has sent: open ones by due time, answered ones by time of answering."""
    actor = current.actor()
    partners = {one.id: one for one in list_partners(runtime(), actor)}
    name_of = name_inbox(runtime(), actor).colleagues
    filters = board_filters(request.args, partners, name_of)
    listed = list_board(runtime(), actor, wanted_requests(filters), page_of(request.args))
    newer, older = addresses("hub.board", listed, filters.chosen)
    return render_page(
        "hub/board.html",
        rows=_rows(listed, partners),
        unheard={one: number for one, number in listed.unheard.items() if one not in listed.erased},
        filters=filters,
        page=url_for("hub.board"),
        shown=list(SHOWN.items()),
        states=[(state, STATES[state]) for state in WAITING],
        partners=[(str(one.id), one.name) for one in partners.values()],
        colleagues=_sorted(name_of),
        tally=tally(first_of(request.args, page_of(request.args)), len(listed.rows), listed.total),
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
            else due_words(one.due_at, now, one.paused_at),
            erased=erased_words(listed.erased.get(one.file_id)),
            late=one.file_id in listed.late,
            ring=one.file_id in listed.to_ring,
            untold=one.file_id in listed.untold - listed.erased.keys(),
            closed=one.file_id in listed.unattended - listed.erased.keys(),
            number=listed.numbers.get(one.counterpart_id),
        )
        for one in listed.rows
    ]


def _sorted(people: Mapping[UUID, str]) -> list[tuple[str, str]]:
    return sorted(((str(id_), name) for id_, name in people.items()), key=lambda one: one[1])
