"""Whoever lives with a protected person is protected too: one address in full gives both away.

Of one case, and of where people live now. Never whoever the place is hidden from: they must not learn of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import Subject
from app.domain.same_place import are_one_home
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.stating import Saying, Statement
from app.services.intake.answering_protection import QUESTION
from app.services.intake.case_history import CaseHistory
from app.services.research.whereabouts import Stated, hidden_from
from policies.engine.vocabulary import PROTECTED, UNKNOWN

ADDRESS = "case_address"

Held = Mapping[UUID, Mapping[str, Answer]]


def lives_with_protected(subject_id: UUID, held: Held, stated: Stated) -> bool:
    """Whether somebody lives where another person of the case, who is not hidden from them, is said to be protected."""
    return any(
        _said(held, other) == "yes"
        and other != subject_id
        and subject_id not in hidden_from(other, held, stated)
        and are_one_home(_value(held, subject_id, ADDRESS), _value(held, other, ADDRESS))
        for other in held
    )


def by_home(held: Held, protection: Mapping[UUID, str], stated: Stated) -> Mapping[UUID, str]:
    """Whose protection changes with who lives with whom, and to what; what somebody said of them stands. Pure.

    It ends by itself for nobody but whoever it turns out to be hidden from; of them it is to be answered again.
    """
    found = {}
    for about in (one for one in held if _said(held, one) != "yes"):
        if lives_with_protected(about, held, stated):
            if protection[about] != PROTECTED:
                found[about] = PROTECTED
        elif protection[about] == PROTECTED and any(about in hidden_from(one, held, stated) for one in held):
            found[about] = UNKNOWN
    return found


def sayings_of_homes(
    file: SealedFile, history: CaseHistory, subjects: Sequence[Subject], held: Held, changed: Mapping[UUID, str]
) -> list[Saying]:
    """What is to be held on record of those whose protection changes with their home."""
    return [
        Saying(
            file,
            Statement(one, None, unanswered(held[one.subject_id]), {}, changed[one.subject_id], ()),
            history.standing(None, one.subject_id),
        )
        for one in subjects
        if one.subject_id in changed
    ]


def unanswered(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The same, with nothing answered of protection: it goes with the home, and an older “no” no longer holds."""
    return {**answers, QUESTION: plain(UNKNOWN)}


def _said(held: Held, subject_id: UUID) -> object:
    return _value(held, subject_id, QUESTION)


def _value(held: Held, subject_id: UUID, field: str) -> object:
    answer = held.get(subject_id, {}).get(field)
    return answer.value if answer else None
