"""The ratings that can be chosen, each with what the hub has promised of answers."""

from __future__ import annotations

from app.services.clocks.promise_words import NOBODY, promise_words
from app.services.clocks.timekeeping import Timekeeping
from app.web.runtime import runtime


def rating_choices(time: Timekeeping | None) -> list[tuple[str, str, str]]:
    """Each rating’s key, its label and when answers are due by the profile in force, the most urgent first."""
    return [(key, one.label, _due(time, key)) for key, one in runtime().policy.release.ratings.items()]


def _due(time: Timekeeping | None, key: str) -> str:
    if time is None:
        return "Your hub has not said yet when answers are due"
    words = promise_words(time.profile.partner.get(key))
    return words[0].upper() + words[1:] if words == NOBODY else f"Answers due {words}"
