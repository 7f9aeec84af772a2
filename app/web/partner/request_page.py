"""The request unopened: who asks, how urgent, who has it, what happens next; claim, hand over, conflict."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotPermitted, Stale, WrongState
from app.domain.research import CLAIMABLE, HELD, WAITS, WORKABLE
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.challenging.settle import may_settle
from app.services.clocks.counting import find_counting
from app.services.disclosure.duties import approvals_at
from app.services.research.first_time import never_answered
from app.services.research.hand_to import handed_by, may_hand
from app.services.research.sent_back import sent_back_for
from app.services.research.survey_request import Survey
from app.services.research.take_over import covers_holder
from app.services.research.work_on_request import claim_request, declare_conflict, hand_over
from app.web.confirmation import just_done
from app.web.counts_words import counts_words
from app.web.partner.alone import alone
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.words import head_of
from app.web.reminder_words import AT_PARTNER, reminder_words
from app.web.runtime import runtime

SETTLED: Final = {
    "stands": "Your reason is sent. The answer stands, and the hub’s decision-maker is told.",
    "again": "It is to be answered again. Whoever has the request is told.",
}
"""What is said once a challenge is decided."""


@partner.get("/<uuid:file_id>")
@allow(roles=ROLES)
def request_page(file_id: UUID) -> ResponseReturnValue:
    """What may be known without opening it."""
    return show_request(surveyed(file_id))


def show_request(survey: Survey, notice: str | None = None, status: int | None = None) -> ResponseReturnValue:
    """The unopened page; with `notice`, what has just happened instead of what was tried."""
    request = survey.request
    opened_up = request.claimed_by is not None or request.state != "sent"
    waits = request.answered_at is None and request.state in CLAIMABLE
    waiting = request.state == "awaiting_approval"
    may_take_over = request.claimed_by is not None and not survey.mine and request.state in HELD
    return render_page(
        "partner/request.html",
        status=status,
        head=head_of(survey, runtime().clock.now()),
        survey=survey,
        notice=notice,
        counts=counts_words(find_counting(runtime(), current.actor(), request)) if waits else None,
        said=reminder_words(survey.reminders, AT_PARTNER, runtime().clock.now()),
        may_claim=request.claimed_by is None and request.state in CLAIMABLE,
        may_open=survey.mine or (survey.may_step_in and opened_up),
        may_hand_over=request.claimed_by is not None
        and (survey.mine or survey.may_step_in)
        and request.state in WORKABLE,
        may_take_over=may_take_over,
        covers=may_take_over and covers_holder(runtime(), current.actor(), request),
        first_time=never_answered(runtime(), current.actor()) if waits else None,
        back=sent_back_for(runtime(), current.actor(), request.file_id) if survey.mine and survey.drafts else None,
        may_hand_to=waits and may_hand(runtime(), current.actor(), request),
        handed=handed_by(runtime(), current.actor(), request.file_id) if survey.mine and not survey.drafts else None,
        **alone(survey, approvals_at(runtime().policy.release, survey.own.kind), survey.mine and waiting),
        waiting=waiting,
        purpose=runtime().policy.release.purposes[request.purpose],
        may_settle=request.challenge == WAITS and may_settle(runtime(), current.actor(), request.file_id),
        done=just_done(SETTLED),
    )


@partner.post("/<uuid:file_id>/claim")
@allow(roles=ROLES)
def claim(file_id: UUID) -> ResponseReturnValue:
    """Take it from the inbox, and on to opening it. Claiming one's own again leads on as well."""
    try:
        claim_request(runtime(), current.actor(), file_id)
    except (WrongState, Stale) as error:
        survey = surveyed(file_id)
        if not survey.mine:
            return show_request(survey, error.message, 409)
    return redirect(url_for("partner.opened", file_id=file_id), 303)


@partner.post("/<uuid:file_id>/hand-over")
@allow(roles=ROLES)
def give_back(file_id: UUID) -> ResponseReturnValue:
    """Back into the inbox for a colleague; the draft of whoever had it is kept for them."""
    try:
        hand_over(runtime(), current.actor(), file_id)
    except (WrongState, Stale, NotPermitted) as error:
        return show_request(surveyed(file_id), error.message, 409)
    return redirect(url_for("partner.request_page", file_id=file_id), 303)


@partner.get("/<uuid:file_id>/conflict")
@allow(roles=ROLES)
def conflict(file_id: UUID) -> ResponseReturnValue:
    """What declaring a conflict of interest does, and the button that does it."""
    survey = surveyed(file_id)
    return render_page("partner/conflict.html", head=head_of(survey, runtime().clock.now()))


@partner.post("/<uuid:file_id>/conflict")
@allow(roles=ROLES)
def declare(file_id: UUID) -> ResponseReturnValue:
    """From now on this person sees nothing of it; the page it leads to says so and names nothing."""
    declare_conflict(runtime(), current.actor(), file_id)
    return redirect(url_for("partner.conflict_declared"), 303)


@partner.get("/conflict-declared")
@allow(roles=ROLES)
def conflict_declared() -> ResponseReturnValue:
    """That it is done. The request itself can no longer be reached."""
    return render_page("partner/conflict_declared.html")
