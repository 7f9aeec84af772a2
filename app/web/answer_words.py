"""How many answers there are of each kind, in words: a decline is never counted as something given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.domain.answers import ANSWER_KINDS, ASKING, DECLINED, GROUNDS, ONLY_ASKS, kind_marked
from app.services.research.disclosing import Said

QUESTIONS = {
    ANSWER_KINDS[ASKING].mark: "A question to the hub that shows something of what is held",
    ONLY_ASKS: "A question to the hub that shows nothing of what is held",
}
Kind = tuple[str, str | None]
"""A kind of answer, and for a decline the code of its ground."""


def counted_words(given: Iterable[Kind]) -> tuple[str, ...]:
    """One sentence for each kind and ground, in the order of the closed lists: “Declined: 4 items, no legal basis”."""
    found = Counter(given)
    order = [(kind, ground) for kind in ANSWER_KINDS for ground in (None, *(GROUNDS if kind == DECLINED else ()))]
    return tuple(_words(*one, found[one]) for one in order if found[one])


def said_words(said: Said) -> tuple[str, ...]:
    """The same of what a log entry says was sent: its question first."""
    asked = (QUESTIONS[said.question],) if said.question in QUESTIONS else ()
    return (*asked, *counted_words(kind for mark in said.marks if (kind := kind_marked(mark)) is not None))


def _words(kind: str, ground: str | None, number: int) -> str:
    items = "1 item" if number == 1 else f"{number} items"
    because = f", {GROUNDS[ground].counted}" if ground else ""
    return f"{ANSWER_KINDS[kind].counted}: {items}{because}"
