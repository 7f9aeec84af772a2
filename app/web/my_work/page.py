"""My work: what waits for whoever looks, with how many of each and a link to where it is done. It names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.domain import waiting as w
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.look_at_agreements import agreements_that_need
from app.services.clocks.answering import Number
from app.services.disclosure.duties import HUB_READS, PARTNER_WORKS, has_duty
from app.services.research.approval import not_theirs
from app.services.research.my_work import HAVE_WORK, MyWork, find_my_work
from app.web.clock_words import DueWords, due_words
from app.web.confirmation import just_done
from app.web.date_words import moment_words
from app.web.my_work.words import GROUPS, GroupWords, words_of
from app.web.runtime import runtime

my_work = Blueprint("my_work", __name__)
DONE = {"handed-over": "They are on the case now, and are told by e-mail."}
TIMED = (
    w.COVERED, w.OVERDUE, w.TO_ANSWER, w.TO_APPROVE, w.CHANGED, w.ASKS_BACK, w.LATE_ANSWER, w.CLOSED_THERE, w.TO_RAISE,
    w.BOARD_LATE, w.TO_REVIEW, w.TO_HAND_OVER, w.CHALLENGED, w.ANSWER_AGAIN, w.CHALLENGE_LATE,
)  # fmt: skip
"""Groups whose lines have a due time; of the others it says since when."""
OF_REQUESTS = (w.TO_ANSWER, w.TO_APPROVE, w.ASKS_BACK)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line. `side` is who is on the other side, with whom to ring there; None where nobody is. `instead` stands
    where it has no due time: for what its time stands still, or since when it lies.

    `whose` it is, where the visitor covers for them.
    """

    title: str
    href: str
    side: str | None
    number: Number | None
    rating: str | None
    clock: DueWords | None
    instead: str | None
    mine: bool
    back: bool
    undecided: bool
    whose: str | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group with its words; `count` says how many there are, or that there are more than were counted."""

    key: str
    words: GroupWords
    count: str
    lines: list[LineView]
    rest: str | None


@my_work.get("/my-work")
@allow(roles=HAVE_WORK)
def waiting() -> ResponseReturnValue:
    """What waits for the visitor."""
    actor, release = current.actor(), runtime().policy.release
    found, now = find_my_work(runtime(), actor), runtime().clock.now()
    return render_page(
        "my_work/my_work.html",
        groups=[_group(one, found, now) for one in found.groups],
        at_hub=has_duty(release, actor, HUB_READS),
        at_partner=has_duty(release, actor, PARTNER_WORKS),
        approves=not_theirs(release, actor) is not None and has_duty(release, actor, PARTNER_WORKS),
        covers=sorted(found.covers.values()),
        notice=just_done(DONE),
        agreements=agreements_that_need(runtime(), actor),
    )


def _group(group: w.Group, found: MyWork, now: datetime) -> GroupView:
    words = words_of(group, now)
    count = f"more than {w.COUNTED}" if group.count is None else str(group.count)
    more = group.count is None or group.count > len(group.lines)
    rest = url_for(words.rest) if more and words.rest else None
    return GroupView(group.what, words, count, [_line(one, found, now) for one in group.lines], rest)


def _is_timed(line: w.Waiting, now: datetime) -> bool:
    """What was to be handed over before the hub closed is not late by the time since: it is nobody's until it is."""
    closed = line.what == w.TO_HAND_OVER and line.due_at is not None and line.due_at <= now
    return line.what in TIMED and not closed


def _line(line: w.Waiting, found: MyWork, now: datetime) -> LineView:
    words, side = GROUPS[line.what], found.sides.get(line.counterpart_id or line.file_id)
    ids = {"case_id": line.case_id, "file_id": line.file_id, "entry_id": line.file_id}
    arguments: Mapping[str, Any] = {name: ids[name] for name in words.arguments}
    return LineView(
        title=line.reference or words.one,
        href=url_for(words.endpoint, **arguments),
        side=side.name if side else None,
        number=found.numbers.get(side.id) if side and words.ring else None,
        rating=line.rating,
        clock=due_words(line.due_at, now) if line.due_at and _is_timed(line, now) else None,
        instead=_instead(line, side.name if side else None),
        mine=line.mine and line.what in (w.OVERDUE, w.TO_ANSWER),
        back=line.file_id in found.back,
        undecided=line.what == w.TO_ASK and line.file_id in found.undecided,
        whose=found.covers.get(line.for_id) if line.for_id else None,
    )


def _instead(line: w.Waiting, side: str | None) -> str | None:
    """A request has no due time while its time stands still; asking that is not sent has none ever."""
    if line.what == w.NOT_SENT and line.due_at:
        return f"Saved {moment_words(line.due_at)}"
    if line.due_at is not None or line.what not in OF_REQUESTS:
        return None
    return f"Paused until you answer {side}" if line.what == w.ASKS_BACK else "Paused: your question waits"
