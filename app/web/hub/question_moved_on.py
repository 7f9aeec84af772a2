"""A question that waits for no answer any more: who was first, and the words that were typed all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from app.domain.identity import Actor
from app.services.research.open_question import OpenQuestion
from app.web.date_words import moment_words
from app.web.runtime import runtime
from policies.engine.catalogue import Field

ASKED_AGAIN: Final = (
    "The partner has asked something else meanwhile. What you typed is in the form below: change it, then send it."
)


def became(opened: OpenQuestion, actor: Actor) -> str | None:
    """Who answered the question, or that the partner went on by itself, and when. None where nobody is told."""
    ended = opened.ended
    if ended is None:
        return None
    on = f"on {moment_words(ended.at)}"
    if not ended.answered:
        return f"{opened.known.partners[opened.request.partner_id].name} went on without an answer {on}."
    return f"{'You' if ended.by_id == actor.person_id else ended.by or 'A colleague'} answered this question {on}."


def why_not_sent(opened: OpenQuestion, actor: Actor, message: str = "") -> str:
    """Why an answer was not sent; `message` is what refused it, for what is no question's own end."""
    return became(opened, actor) or message or "There is no question to answer any more."


def typed_words(
    fields: Iterable[Field], raw: Mapping[str, Any], before: Mapping[str, Any], from_case: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """What somebody typed and ticked that was not sent, by label, to be read and copied."""
    typed = ((one.label, _words(raw.get(one.key))) for one in fields if raw.get(one.key) != before.get(one.key))
    catalogue = runtime().policy.release.catalogue
    ticked = ", ".join(catalogue[key].label for key in from_case if key in catalogue)
    found = [(label, words) for label, words in typed if words]
    return (*found, ("Ticked to be sent from the case", ticked)) if ticked else tuple(found)


def _words(raw: Any) -> str:
    if isinstance(raw, Mapping):
        raw = list(raw.values())
    if isinstance(raw, list):
        return ", ".join(words for one in raw if (words := _words(one)))
    return str(raw or "").strip()
