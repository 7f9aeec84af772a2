"""A case that somebody had in a night and has no more: when it ended, how, and who has it now."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.domain.duty import Handed
from app.domain.events import ENDED
from app.http import current
from app.http.page import render_page
from app.services.duty.had import find_had
from app.web.date_words import moment_words
from app.web.runtime import runtime

GONE = 410


def had_page(case_id: UUID) -> ResponseReturnValue:
    """The page instead of the case's own. Raises NotFound for a case that the visitor never had."""
    had = find_had(runtime(), current.actor(), case_id)
    me = current.actor().display_name
    return render_page("hub/duty_had.html", status=GONE, had=had, how=how_it_ended(had.given, had.ended_by, me))


def how_it_ended(given: Handed, by: str | None, me: str) -> str:
    """“You handed it back, 30 November 2026 at 9:05am.”"""
    at = moment_words(given.at or given.until)
    if given.state == ENDED:
        return f"You handed it back, {at}." if by == me else f"It was taken back or is less urgent, {at}, by {by}."
    return f"The night ended {moment_words(given.until)}, and you had not handed it back."
