"""Other cases of whoever is in a case, as its page tells of them: how many, how lately, and who works on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.services.finding.elsewhere import OtherCase
from app.services.intake.open_case import KnownCase
from app.web.date_words import date_words
from app.web.hub.names import subject_names

WINDOW: Final = timedelta(days=365)
"""Within this time before a case, another one of the same person is counted as a repeat."""


@dataclass(frozen=True, slots=True)
class OtherCases:
    """A line for each, open ones first; `lately` says how many of them are repeats."""

    lines: tuple[str, ...]
    lately: str


def other_cases(known: KnownCase, there: Sequence[OtherCase]) -> OtherCases | None:
    """What a page says of them; None where nobody said that anybody is known."""
    if not there:
        return None
    since = known.case.started_at - WINDOW
    lately = sum(since <= one.case.started_at <= known.case.started_at for one in there)
    by_state = sorted(there, key=lambda one: one.case.state == "closed")
    return OtherCases(
        lines=tuple(_line(known, one) for one in by_state),
        lately=f"{lately or 'None'} of {len(there)} started in the twelve months before this one.",
    )


def _line(known: KnownCase, one: OtherCase) -> str:
    names = subject_names(known.subjects)
    who = ", ".join(names[each] for each in one.subjects if each in names)
    state = "closed" if one.case.state == "closed" else "open"
    workers = f"worked on by {', '.join(one.workers)}" if one.workers else "nobody is on it now"
    started = date_words(one.case.started_at.date().isoformat())
    return f"{one.case.reference}: {state}, started {started}, {workers} ({who})"
