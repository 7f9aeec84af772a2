"""Red cases while the hub is closed: handed over on one page, rung about, accepted, and handed back in the morning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.domain.duty import Handed
from app.domain.errors import InvalidInput, NotFound
from app.domain.events import DECLINED, ENDED, IDENTIFIED
from app.domain.identity import Person
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.texts import LONG_TEXT_LIMIT, wrong_with
from app.services.disclosure.duties import HUB_FOLLOWS_UP, HUB_WORKS
from app.services.duty.accept import OUTCOMES, Call, accept, decline, record_call
from app.services.duty.had import list_had
from app.services.duty.hand_back import find_with_duty, hand_back
from app.services.duty.hand_over import CHOOSE, TICK, RedCase, find_to_hand_over, hand_to_duty
from app.services.duty.mine import find_mine
from app.web.confirmation import confirmed, confirmed_at, just_done
from app.web.date_words import moment_words
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.hub.duty_had import had_page, how_it_ended
from app.web.hub.once import new_promise, promised
from app.web.hub.paging import neighbours, page_of
from app.web.reasons import require_words
from app.web.runtime import runtime

NO_LONGER = frozenset({DECLINED, ENDED})
"""How a case stands that was given to somebody who does not have it: it is to be handed over again."""
DONE = {
    "handed": "Handed over. The duty worker has been told by mail; until they accept, the cases are still yours.",
    "rung": "The call has been recorded.",
    "accepted": "They are yours until a while after the hub opens. Open each, and ring the hub’s number if you cannot.",
    "declined": "Whoever gave them to you has been told at once.",
    "back": "Handed back. The hub’s people on the case have been told.",
}


@hub.get("/duty")
@allow(roles=HUB_WORKS)
def duty() -> ResponseReturnValue:
    """The open red cases to be handed over, and what has become of those that were."""
    return _page({})


@hub.post("/duty")
@allow(roles=HUB_WORKS)
def hand_to_a_duty_worker() -> ResponseReturnValue:
    """Hand the ticked cases to the chosen duty worker."""
    try:
        if wrong := _not_chosen():
            raise InvalidInput(wrong)
        hand_to_duty(runtime(), current.actor(), _uuid(request.form.get("person", "")), _ticked())
    except InvalidInput as error:
        return _page(error.errors)
    return confirmed("handed", "hub.duty")


@hub.route("/duty/call", methods=["GET", "POST"])
@allow(roles=HUB_WORKS)
def duty_call() -> ResponseReturnValue:
    """A duty worker is rung: on which number, how they were identified, and what came of it."""
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        given = {name: request.form.get(name, "") for name in ("number", "identified", "outcome")}
        try:
            require_words(given, number="Number")
            call, to = Call(**given), _uuid(request.form.get("person", ""))
            if wrong := {**_not_chosen(), **call.wrong()}:
                raise InvalidInput(wrong)
            record_call(runtime(), current.actor(), to, _ticked(), call, promised(request.form.get("once", "")))
            return confirmed("rung", "hub.duty")
        except InvalidInput as error:
            errors = error.errors
    return _page(
        errors,
        "hub/duty_call.html",
        ways=list(IDENTIFIED.items()),
        outcomes=list(OUTCOMES.items()),
        typed=request.form,
        once=request.form.get("once") or new_promise(),
    )


@hub.get("/duty/mine")
@allow(roles=HUB_FOLLOWS_UP)
def duty_mine() -> ResponseReturnValue:
    """What a duty worker is to accept, and what they have."""
    return _mine({})


@hub.post("/duty/mine")
@allow(roles=HUB_FOLLOWS_UP)
def answer_duty() -> ResponseReturnValue:
    """Accept the ticked cases, or say that they cannot be taken, as the button that was pressed says."""
    takes = request.form.get("answer") != "decline"
    try:
        (accept if takes else decline)(runtime(), current.actor(), _ticked())
    except InvalidInput as error:
        return _mine(error.errors)
    return confirmed("accepted" if takes else "declined", "hub.duty_mine")


@hub.route("/cases/<uuid:case_id>/hand-back", methods=["GET", "POST"])
@allow(roles=HUB_FOLLOWS_UP)
def hand_duty_back(case_id: UUID) -> ResponseReturnValue:
    """What was done while the hub was closed; then the case is the hub's again."""
    errors: Mapping[str, str] = {}
    try:
        found, done = find_with_duty(runtime(), current.actor(), case_id), request.form.get("done", "")
    except NotFound:
        return had_page(case_id)
    own = found.given.to_id == current.actor().person_id
    if request.method == "POST":
        try:
            if wrong := wrong_with(done, "What was done", limit=LONG_TEXT_LIMIT):
                raise InvalidInput({"done": wrong})
            hand_back(runtime(), current.actor(), case_id, done)
            back = confirmed_at("back", "hub.duty_mine") if own else confirmed_at("back", "hub.case", case_id=case_id)
            return redirect(back, 303)
        except InvalidInput as error:
            errors = error.errors
    return render_page(
        "hub/hand_back.html",
        error_links=error_links(errors),
        errors=errors,
        found=found,
        own=own,
        done=done,
        longest=LONG_TEXT_LIMIT,
    )


def _page(errors: Mapping[str, str], template: str = "hub/duty.html", **context: Any) -> ResponseReturnValue:
    found = find_to_hand_over(runtime(), current.actor(), page_of(request.args))
    left = [one for one in found.lines if not one.accepted]
    posted = request.method == "POST"
    newer, older = neighbours(found.listed, {})
    return render_page(
        template,
        error_links=error_links(errors),
        errors=errors,
        found=found,
        left=[(str(one.entry.file_id), one.entry.reference) for one in left],
        hints={str(one.entry.file_id): _line_words(one) for one in left},
        accepted=[one for one in found.lines if one.accepted],
        ticked=request.form.getlist("cases") if posted else _first_ticked(left, template),
        workers=[(str(one.id), _worker_words(one, found.away)) for one in found.workers.values()],
        chosen=request.form.get("person") if posted else str(found.chosen or ""),
        newer=f"{request.path}?{urlencode(newer)}" if newer else None,
        older=f"{request.path}?{urlencode(older)}" if older else None,
        notice=just_done(DONE),
        **context,
    )


def _mine(errors: Mapping[str, str]) -> ResponseReturnValue:
    found = find_mine(runtime(), current.actor())
    waiting, me = [(str(one.file_id), one.reference) for one, _ in found.waiting], current.actor().display_name
    return render_page(
        "hub/duty_mine.html",
        error_links=error_links(errors),
        errors=errors,
        found=found,
        had=[(one, how_it_ended(one.given, one.ended_by, me)) for one in list_had(runtime(), current.actor())],
        waiting=waiting,
        hints={
            str(one.file_id): f"From {found.names[given.by_id]}, {moment_words(given.given_at)}"
            for one, given in found.waiting
        },
        ticked=request.form.getlist("cases") if request.method == "POST" else [id_ for id_, _ in waiting],
        notice=just_done(DONE),
    )


def _worker_words(worker: Person, away: Mapping[UUID, str]) -> str:
    """Who it is and, if they are away, who covers: whoever is handed something meanwhile may not see it."""
    cover = away.get(worker.id)
    return f"{worker.display_name} (away: {cover} covers for them)" if cover else worker.display_name


def _first_ticked(left: Sequence[RedCase], template: str) -> list[str]:
    """All that waits for nobody's answer, so that none is forgotten; for a call, whatever nobody has accepted."""
    rung = template != "hub/duty.html"
    return [str(one.entry.file_id) for one in left if rung or one.given is None or one.given.state in NO_LONGER]


def _line_words(line: RedCase) -> str:
    """To whom it was given, who was asked, and which answers are still out."""
    out = [f"{one.partner} ({moment_words(one.due_at)})" for one in line.asked if one.due_at]
    answered = [one.partner for one in line.asked if not one.due_at]
    words = [
        _given_words(line.given, line.to) if line.given and line.to else "",
        f"Still out: {', '.join(out)}." if out else "",
        f"Answered: {', '.join(answered)}." if answered else "",
        "" if line.asked else "No partner asked yet.",
    ]
    return " ".join(one for one in words if one)


def _given_words(given: Handed, to: str) -> str:
    """How it stands with whoever it was given to: a refusal is no silence, and nobody waits for them."""
    at = moment_words(given.at or given.given_at)
    if given.state == DECLINED:
        return f"{to} cannot take it, {at}: hand it to somebody else."
    if given.state == ENDED:
        return f"{to} had it until {at}."
    return f"Handed to {to}, {at}: not accepted."


def _not_chosen() -> dict[str, str]:
    """What the form leaves open of whom and which cases: said together with all else that is wrong with it."""
    person = {} if _uuid(request.form.get("person", "")) else {"person": CHOOSE}
    return person if _ticked() else {**person, "cases": TICK}


def _ticked() -> list[UUID]:
    """The ticked cases, each once."""
    found = (_uuid(one) for one in request.form.getlist("cases"))
    return list(dict.fromkeys(one for one in found if one is not None))


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
