"""The inbox: every hub's requests to the reader's organisation, the soonest due first. It names nobody asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.lists import BoardFilter, InboxEntry, Page
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import may_approve
from app.services.research.list_requests import Listed, list_inbox
from app.services.research.name_inbox import InboxNames, name_inbox
from app.web.clock_words import DueWords
from app.web.date_words import erased_words, moment_words
from app.web.partner.blueprint import ROLES, partner
from app.web.partner.words import clock_of, state_words
from app.web.rating_words import rating_words
from app.web.runtime import runtime
from app.web.tallies import first_of, neighbouring, tally

STATES = {
    "sent": "Not yet claimed",
    "claimed": "Being worked on",
    "awaiting_approval": "Awaiting approval",
    "clarification": "Question asked",
}
"""Of a request that waits, by which the inbox can be filtered."""
BACK: Final = "Sent back to you"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One request as the list shows it. `unheard` is the hub's number, where nobody there could be told."""

    reference: str
    href: str
    hub: str
    rating: str
    state: str
    words: str
    clock: DueWords | None
    sent: str
    answered: str | None
    unheard: str | None


@partner.get("")
@allow(roles=ROLES)
def inbox() -> ResponseReturnValue:
    """One page of the inbox. A filter or page key that makes no sense is left out."""
    actor, names = current.actor(), name_inbox(runtime(), current.actor())
    chosen = read_filter(names)
    listed = list_inbox(runtime(), actor, chosen, read_page())
    now, first = runtime().clock.now(), first_of(request.args, read_page())
    approves = may_approve(runtime().policy.release, actor)
    return render_page(
        "partner/inbox.html",
        rows=[_row(row, names, now, listed, approves=approves) for row in listed.rows],
        chosen=chosen,
        hubs=sorted(names.hubs.items(), key=lambda one: one[1]),
        ratings=rating_words(),
        selected=_selected(chosen, names),
        states=STATES.items(),
        colleagues=sorted(names.colleagues.items(), key=lambda one: one[1]),
        tally=tally(first, len(listed.rows), listed.total),
        newer=_address(chosen, before=listed.previous, **neighbouring(first, len(listed.rows), older=False))
        if listed.previous
        else None,
        older=_address(chosen, after=listed.following, **neighbouring(first, len(listed.rows), older=True))
        if listed.following
        else None,
        release=runtime().policy.release,
        own=runtime().policy.release.organisations.get(actor.organisation_kind),
    )


def read_filter(names: InboxNames) -> BoardFilter:
    """The filter in the address."""
    given = request.args
    hub = next((one for one in names.hubs if str(one) == given.get("hub")), None)
    who = next((one for one in names.colleagues if str(one) == given.get("who")), None)
    waits = given.get("show") not in ("answered", "withdrawn")
    return BoardFilter(
        answered=given.get("show") == "answered",
        withdrawn=given.get("show") == "withdrawn",
        state=given.get("state") if waits and given.get("state") in STATES else None,
        rating=given.get("rating") if given.get("rating") in rating_words() else None,
        counterpart=hub,
        claimed_by=current.actor().person_id if given.get("mine") == "yes" else who,
    )


def read_page() -> Page:
    """The page in the address; the first one when its key is not one of ours."""
    for name in ("after", "before"):
        key = request.args.get(name, "")
        if is_key(key):
            return Page(after=key) if name == "after" else Page(before=key)
    return Page()


def is_key(text: str) -> bool:
    """Whether a text is a paging key of this list: a moment with its zone, a tilde, an id."""
    moment, _, file_id = text.partition("~")
    try:
        return datetime.fromisoformat(moment).tzinfo is not None and str(UUID(file_id)) == file_id
    except ValueError:
        return False


def _row(row: InboxEntry, names: InboxNames, now: datetime, listed: Listed[InboxEntry], *, approves: bool) -> InboxRow:
    actor, erased = current.actor(), listed.erased.get(row.file_id)
    holder = "you" if row.claimed_by == actor.person_id else names.colleagues.get(row.claimed_by or row.file_id)
    if row.claimed_by and holder is None:
        holder = "a colleague"
    approver = approves and row.claimed_by != actor.person_id
    back = BACK if row.file_id in listed.back else ""
    return InboxRow(
        reference=row.reference,
        href=url_for("partner.request_page", file_id=row.file_id),
        hub=names.hubs.get(row.counterpart_id, "A hub"),
        rating=row.rating,
        state="ended" if erased else row.state,
        words=erased_words(erased) or back or state_words(row, holder, approver=approver),
        clock=None if erased else clock_of(row, now),
        sent=moment_words(row.sent_at),
        answered=moment_words(row.answered_at) if row.answered_at else None,
        unheard=None if erased else listed.unheard.get(row.file_id),
    )


def _arguments(chosen: BoardFilter) -> dict[str, Any]:
    return {
        "show": "answered" if chosen.answered else "withdrawn" if chosen.withdrawn else None,
        "rating": chosen.rating,
        "hub": str(chosen.counterpart) if chosen.counterpart else None,
        "state": chosen.state,
        "who": str(chosen.claimed_by) if chosen.claimed_by else None,
    }


def _address(chosen: BoardFilter, **more: str | None) -> str:
    return url_for("partner.inbox", **{**_arguments(chosen), **more})


def _selected(chosen: BoardFilter, names: InboxNames) -> list[dict[str, str]]:
    words = {
        "show": "Answered" if chosen.answered else "Withdrawn" if chosen.withdrawn else "",
        "rating": rating_words().get(chosen.rating or "", ""),
        "hub": names.hubs.get(chosen.counterpart, "") if chosen.counterpart else "",
        "state": STATES.get(chosen.state or "", ""),
        "who": _holder(chosen, names),
    }
    return [{"text": text, "href": _address(chosen, **{name: None})} for name, text in words.items() if text]


def _holder(chosen: BoardFilter, names: InboxNames) -> str:
    if chosen.claimed_by == current.actor().person_id:
        return "Claimed by me"
    return f"With {names.colleagues[chosen.claimed_by]}" if chosen.claimed_by else ""
