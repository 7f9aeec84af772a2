"""What people, places and states are called on pages that open nothing: kinds and numbers, never names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.files import Subject
from app.domain.records import Record
from app.services.intake.roles import IN_CONCERN, role_of
from app.web.case_words import SUBJECTS, spoken
from policies.engine.release import PolicyRelease

NOT_KNOWN = "not_known"

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


def names_with_roles(
    release: PolicyRelease, subjects: Sequence[Subject], stated: Mapping[tuple[str, UUID], Record]
) -> Mapping[UUID, str]:
    """The same with what each person is in the concern: “Adult 2 (alleged to cause harm)”, where somebody has said it.

    For pages that open nothing, where a number alone would have to be looked up before anybody is chosen by it.
    """
    said = {one.key: one.label for one in release.catalogue[IN_CONCERN].options}
    found = {}
    for one, name in subject_names(subjects).items():
        role = role_of(stated, one)
        found[one] = f"{name} ({said[role][0].lower()}{said[role][1:]})" if role in said and role != NOT_KNOWN else name
    return found


def names_at_partners(subjects: Sequence[Subject]) -> Mapping[UUID, str]:
    """What partners call those of whom there are several: “Child K4X”. A number would tell them how many there are."""
    several = Counter(one.kind for one in subjects)
    return {
        one.subject_id: f"{SUBJECTS[one.kind]} {spoken(one.subject_id)}" for one in subjects if several[one.kind] > 1
    }


def shared_names(subjects: Sequence[Subject]) -> Mapping[UUID, str]:
    """The names for pages from which somebody rings a partner: “Child 2 (K4X)”, with what both ends call them."""
    shared = names_at_partners(subjects)
    named = subject_names(subjects).items()
    return {one: f"{words} ({spoken(one)})" if one in shared else words for one, words in named}
