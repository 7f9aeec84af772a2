"""A question to the hub as it stands in a partner's draft, beside answers, until it is sent or put away. Pure."""

from __future__ import annotations

from app.domain.answers import ASKING, Answer, plain
from app.services.disclosure.sealing import Content

QUESTION = "return_question"
PUT_AWAY = Content({QUESTION: plain(None)}, {})
"""Saved over a question that has been sent or is not asked any more: the field holds nothing."""


def asked_in(content: Content) -> str | None:
    """The words of the question a draft holds, or None."""
    answer = content.answers.get(QUESTION)
    return answer.note if answer and answer.kind == ASKING else None


def without_question(content: Content) -> Content:
    """The answers alone: a return never carries a question."""
    kept = {key: one for key, one in content.answers.items() if key != QUESTION or one.value is not None}
    return Content(kept, content.gists)


def question(words: str) -> Answer:
    """The answer that asks."""
    return Answer(ASKING, note=words)
