"""From whom a protected person's place is hidden, said by name. Hiding it is anybody's; the contrary is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from app.domain.files import Subject
from app.services.research.whereabouts import Stated, hidden_from
from policies.engine.vocabulary import CODES, HIDDEN_FROM

WHY = "case_hidden_from_why"
WHO = "Choose for each person whether the place is hidden from them."
ASK = "Ask a decision-maker to say that this place is no longer hidden from somebody."
SAY_WHY = "Write down why it is not hidden from somebody any more, and how this person is reached safely."


def wrong_with_named(
    subject: Subject, codes: Mapping[str, Any], words: Iterable[str], people: Iterable[Subject], stated: Stated,
    *, decides: bool,
) -> Mapping[str, str]:  # fmt: skip
    """What is wrong with whom somebody's place is said to be hidden from; nothing where that is not said. Pure.

    Only who `decides` may end that it is hidden from somebody, and says why.
    """
    if HIDDEN_FROM not in codes:
        return {}
    others = {one.subject_id for one in people if one.kind != "case" and one.subject_id != subject.subject_id}
    named = codes[HIDDEN_FROM]
    if not isinstance(named, Mapping) or not named.keys() <= {str(one) for one in others}:
        return {HIDDEN_FROM: WHO}
    if not set(named.values()) <= set(CODES[HIDDEN_FROM]):
        return {HIDDEN_FROM: WHO}
    if not loosened(subject.subject_id, named, others, stated):
        return {}
    if not decides:
        return {HIDDEN_FROM: ASK}
    return {} if WHY in words else {WHY: SAY_WHY}


def loosened(subject_id: UUID, named: Mapping[str, str], others: Iterable[UUID], stated: Stated) -> frozenset[UUID]:
    """From whom it is hidden today and would not be once this is said."""
    before = hidden_from(subject_id, others, stated)
    return frozenset(one for one in before if named.get(str(one), "hidden") != "hidden")
