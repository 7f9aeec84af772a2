"""What became of a request's time, in words: due when, instead of when, stopped from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.clock_steps import ASKED, CLARIFIED, RE_RATED, SENT, WENT_ON, ClockStep
from app.domain.events import REBASED
from app.web.date_words import moment_words
from app.web.rating_words import rating_words

TITLES: Final[Mapping[str, str]] = {
    SENT: "Sent",
    RE_RATED: "Rating changed",
    REBASED: "Due time counted anew, as opening hours or bank holidays have changed",
    ASKED: "The partner asked a question",
    CLARIFIED: "Its question was answered",
    WENT_ON: "The partner went on without an answer to its question",
}


def clock_text(step: ClockStep) -> str:
    """What a step did to the time, in sentences; empty where it did nothing to it."""
    said = [_rating(step), _due(step), _stopped(step)]
    return " ".join(one for one in said if one)


def _rating(step: ClockStep) -> str:
    if step.what != RE_RATED:
        return ""
    labels = rating_words()
    before, after = (labels.get(one or "", one) for one in (step.rating_before, step.rating))
    return f"From {before} to {after}."


def _due(step: ClockStep) -> str:
    if step.what == SENT:
        return f"Due {moment_words(step.due)}."
    due, before = moment_words(step.due), moment_words(step.due_before)
    if step.moved and due != before:  # by seconds is not told: both would read alike
        return f"Due {due}, instead of {before}."
    return f"Still due {due}." if step.what == RE_RATED else ""


def _stopped(step: ClockStep) -> str:
    if step.stopped and not step.stood:
        return f"Its time stopped {moment_words(step.stopped)}."
    if step.stood and not step.stopped:
        return f"Its time had stopped from {moment_words(step.stood)} to {moment_words(step.at)}."
    return "Its time did not stop." if step.what == ASKED else ""
