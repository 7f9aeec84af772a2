"""The requests of one case: a board of them, and one request's state with its clock and whom to ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.domain.events import CHALLENGED, STOOD_BY, TO_ANSWER_AGAIN
from app.domain.identity import Organisation
from app.domain.reminders import Reminder
from app.domain.research import OPEN_STATES, ResearchRequest
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.clocks.answering import Number
from app.services.disclosure.duties import HUB_READS
from app.services.intake.open_case import KnownCase, find_case
from app.services.research.opened_by import OpenedBy, opened_by
from app.services.research.relied_on import relied_on
from app.web.clock_words import DueWords, due_words
from app.web.confirmation import just_done
from app.web.date_words import erased_words
from app.web.hub.changed_words import NO_NUMBER, change_rows, not_yet_seen
from app.web.hub.clock_history import TITLES, clock_text
from app.web.hub.door import hub
from app.web.hub.names import GROUNDS, STATES, shared_names
from app.web.hub.nobody_there import partners_to_ring
from app.web.hub.recorded_address import recorded_address
from app.web.reminder_words import AT_HUB, reminder_words, step_words
from app.web.runtime import runtime
from policies.engine.vocabulary import RECALLS

RUNG: Final = {
    "told": "The call is recorded. The partner counts as told.",
    "unanswered": "It is recorded that nobody answered. The partner is still to be rung.",
    "unverified": "The call is recorded. The partner is still to be rung, on a number you can verify: nobody made sure "
    "who answered. The case’s decision-makers are told at once.",
}
"""What is said after a call."""
NO_WORDS: Final = {"no-words": "No words of this request wait for you: it was decided, or the request was withdrawn."}
"""Whoever comes back, or by a mail, to words that were held back reads so."""
CONTESTED: Final = {
    CHALLENGED: "Challenged by the hub",
    STOOD_BY: "The partner stands by its answer",
    TO_ANSWER_AGAIN: "The partner has it answered again",
}
"""What became of a challenge."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request of a case as the request table shows it.

    `late` says that the answer came after the case was closed; `ring` that the partner has not seen in time what
    changed, `untold` that nobody there could be told by mail, `closed` that it lies where nobody sees
    it; `number` is where the partner answers now. `said` is what has been said while it waits.
    """

    entry: ResearchRequest
    partner: Organisation
    state: str
    href: str
    clock: DueWords | None
    erased: str | None
    late: bool
    ring: bool
    untold: bool
    closed: bool
    number: Number
    said: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a request, for its timeline."""

    title: str
    at: datetime
    by: str | None = None
    text: str | None = None


def request_rows(known: KnownCase) -> list[RequestRow]:
    """The requests of a case, the soonest due first."""
    return [_row(known, one) for one in known.requests]


def late_answers(known: KnownCase) -> tuple[ResearchRequest, ...]:
    """The requests that were answered after the case was closed; none while it is open."""
    if known.case.state != "closed":
        return ()
    closed = max(one.released_at for one in known.stated.values() if "state" in one.codes and one.released_at)
    return tuple(one for one in known.requests if one.answered_at is not None and one.answered_at > closed)


def request_of(known: KnownCase, file_id: UUID) -> RequestRow:
    """One request of a case. Raises NotFound when it is not of this case."""
    for one in known.requests:
        if one.file_id == file_id:
            return _row(known, one)
    raise NotFound("This request is not part of the case.")


@dataclass(frozen=True, slots=True)
class Gone:
    """A request of the last sending, and whom its partner is being asked about as long as it waits for an answer."""

    row: RequestRow
    about: tuple[str, ...]


def last_sent(known: KnownCase) -> list[Gone]:
    """What was sent last, all in one act, whatever has been answered of it; nothing once no part of it waits."""
    last = max((one.sent_at for one in known.requests), default=None)
    names, sending = shared_names(known.subjects), [one for one in known.requests if one.sent_at == last]
    if not any(one.state in OPEN_STATES and one.file_id not in known.erased for one in sending):
        return []
    return [
        Gone(
            row=_row(known, one),
            about=tuple(name for each, name in names.items() if each in known.waiting.get(one.partner_id, ()))
            if one.state in OPEN_STATES
            else (),
        )
        for one in sending
    ]


@hub.get("/cases/<uuid:case_id>/requests")
@allow(roles=HUB_READS)
def case_requests(case_id: UUID) -> ResponseReturnValue:
    """Every request sent for the case, with state and clock: where sending leads."""
    known = find_case(runtime(), current.actor(), case_id)
    changed = change_rows(known)
    return render_page(
        "hub/case_requests.html",
        known=known,
        rows=request_rows(known),
        gone=last_sent(known),
        changed=changed,
        closed=partners_to_ring(known, runtime().clock.now()),
        unseen=not_yet_seen(changed),
        no_number=NO_NUMBER,
        notice=just_done(RUNG),
    )


@hub.get("/cases/<uuid:case_id>/requests/<uuid:file_id>")
@allow(roles=HUB_READS)
def one_request(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """One request's state, without opening what it says or what came back."""
    known = find_case(runtime(), current.actor(), case_id)
    row = request_of(known, file_id)
    under = []
    for one in relied_on(runtime(), current.actor(), known, file_id) if row.erased is None else ():
        if kind := runtime().policy.release.statements.get(one.what or ""):
            by, href = known.people[one.author_person_id], recorded_address(case_id, kind, one.subject_id)
            under.append((kind.label, by, one.saved_at, href))
    opened = opened_by(runtime(), current.actor(), file_id) if row.erased is None else OpenedBy((), named=False)
    return render_page(
        "hub/one_request.html",
        known=known,
        row=row,
        steps=_steps(row, opened, known.reminded.get(file_id, ())),
        under=under,
        opened=opened,
        recalled=opened.ground in RECALLS,
        notice=just_done(
            {
                "answered": f"Your answer was sent. {row.partner.name} is told by e-mail.",
                "challenged": f"Your challenge was sent. Whoever looks at it at {row.partner.name} is told by e-mail.",
                **NO_WORDS,
            }
        ),
    )


def _row(known: KnownCase, one: ResearchRequest) -> RequestRow:
    waits = one.answered_at is None and one.state != "withdrawn" and one.file_id not in known.erased
    return RequestRow(
        entry=one,
        partner=known.partners[one.partner_id],
        state=STATES[one.state],
        href=url_for("hub.one_request", case_id=known.case.file_id, file_id=one.file_id),
        clock=due_words(one.due_at, runtime().clock.now(), one.paused_at) if waits else None,
        erased=erased_words(known.erased.get(one.file_id)),
        late=one in late_answers(known),
        ring=one.to_ring(runtime().policy.release.renewal.minutes_unseen[one.rating], runtime().clock.now()),
        untold=one.untold and one.file_id not in known.erased,
        closed=one.unattended and one.file_id not in known.erased,
        number=known.numbers[one.partner_id],
        said=reminder_words(known.reminded.get(one.file_id, ()), AT_HUB, runtime().clock.now()) if waits else "",
    )


def _steps(row: RequestRow, opened: OpenedBy, said: Sequence[Reminder]) -> list[Step]:
    one = row.entry
    steps = [Step(TITLES[each.what], each.at, by, clock_text(each)) for each, by in opened.clock]
    if not opened.clock:  # erased: by whom and until when stood in what is gone
        steps.append(Step("Sent", one.sent_at, text=f"To {row.partner.name}"))
    steps += [Step("Opened by the partner", at, by) for by, at in opened.people]
    if one.opened_at and not opened.people:  # erased: by whom stood in what is gone
        steps.append(Step("Opened by the partner", one.opened_at))
    steps += [Step("Possible incident: rung, and nobody made sure who it was", at, by) for by, at in opened.unverified]
    steps += [Step("Rung: nobody answered", at, by) for by, at in opened.unanswered]
    if one.answered_at:
        steps.append(Step("Answered", one.answered_at))
    steps += [Step(CONTESTED[what], at, by) for what, by, at in opened.challenged]
    steps += [Step("No reply", each.at, text=_sentence(step_words(each, AT_HUB))) for each in said]
    if opened.ground and opened.at:
        steps.append(Step("Withdrawn", opened.at, opened.by, GROUNDS.get(opened.ground)))
    for title, at in (
        ("Changed after it was sent", one.changed_at),
        ("What changed was seen by the partner", one.seen_at),
        ("The partner was rung about what changed" if one.changed_at else "The partner was rung", one.rung_at),
        ("Raised with the strategic board", one.board_at),
    ):
        if at:
            steps.append(Step(title, at))
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
