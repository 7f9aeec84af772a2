"""What people, places and states are called on pages that open nothing: kinds and numbers, never names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.files import Subject
from app.web.case_words import SUBJECTS, spoken

STATES = {
    "sent": "Not yet claimed",
    "claimed": "Being worked on",
    "awaiting_approval": "Waiting for approval",
    "clarification": "Asks you a question",
    "returned": "Answered",
    "withdrawn": "Withdrawn",
    "open": "Open",
    "closed": "Closed",
}

GROUNDS = {
    "not_needed": "It is not needed any more",
    "answered_elsewhere": "It has been answered another way, for example by telephone",
    "case_closed": "The case was closed",
    "wrong_person": "It was sent about the wrong person",
    "wrong_partner": "It was sent to the wrong partner",
}
"""Of a withdrawal."""


def subject_names(subjects: Sequence[Subject]) -> Mapping[UUID, str]:
    """“Child 1”, “Child 2”, “Adult”: numbered where there are several of a kind, in the order they were added."""
    totals, seen = Counter(one.kind for one in subjects), Counter[str]()
    named = {}
    for one in subjects:
        seen[one.kind] += 1
        named[one.subject_id] = SUBJECTS[one.kind] + (f" {seen[one.kind]}" if totals[one.kind] > 1 else "")
    return named


def shared_names(subjects: Sequence[Subject]) -> Mapping[UUID, str]:
    """The same for pages from which somebody rings a partner: “Child 2 (K4X)”, with what the partner calls them.

    A partner is not told the number, which would tell it how many there are.
    """
    several = Counter(one.kind for one in subjects)
    plain = subject_names(subjects)
    code = {one.subject_id: spoken(one.subject_id) for one in subjects if several[one.kind] > 1}
    return {one: f"{words} ({code[one]})" if one in code else words for one, words in plain.items()}
