"""Once somebody in a case is protected, nobody else's “no” stands for them: one address in full may give both away.

Whose home is whose is compared only for those who decide. For everybody else nothing that is stored, shown or refused
depends on it: an address typed for somebody else would be answered with whether it is hers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import Subject
from app.domain.same_place import are_one_home
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.stating import Saying, Statement
from app.services.intake.answering_protection import BECAUSE, QUESTION
from app.services.intake.case_history import CaseHistory
from app.services.research.whereabouts import Stated, hidden_from
from policies.engine.vocabulary import UNKNOWN, UNPROTECTED

ADDRESS = "case_address"

Held = Mapping[UUID, Mapping[str, Answer]]
Said = tuple[Held, Stated]
"""What is held on record of people, and what is stated of them."""


def lives_with_protected(subject_id: UUID, held: Held, stated: Stated) -> bool:
    """Whether somebody lives where another person of the case, who is not hidden from them, is said to be protected."""
    here = _value(held, subject_id, ADDRESS)
    return any(are_one_home(here, _value(held, one, ADDRESS)) for one in hidden_by(subject_id, held, stated))


def hidden_by(subject_id: UUID, held: Held, stated: Stated) -> frozenset[UUID]:
    """Who else of the case is said to be protected, and is not hidden from this person."""
    others = (one for one in held if one != subject_id and _said(held, one) == "yes")
    return frozenset(one for one in others if subject_id not in hidden_from(one, held, stated))


def to_be_answered(before: Said, after: Said, protection: Mapping[UUID, str]) -> frozenset[UUID]:
    """Of whom it is to be answered again that they need not be protected, once `before` became `after`. Pure.

    All for whom somebody has begun to be hidden, wherever they live. Beyond that, whoever has come to share a home with
    somebody hidden: of a person not protected the address is no secret, and the other's was typed by whoever saved.
    """
    return frozenset(
        one
        for one in after[0]
        if protection.get(one) == UNPROTECTED
        and (hidden_by(one, *after) - hidden_by(one, *before) or lives_with_protected(one, *after))
    )


def sayings_of(
    file: SealedFile, history: CaseHistory, subjects: Sequence[Subject], held: Held, whose: Collection[UUID]
) -> list[Saying]:
    """What is to be held on record of those of whom it is to be answered again."""
    return [
        Saying(
            file,
            Statement(one, None, unanswered(held[one.subject_id]), {}, UNKNOWN, ()),
            history.standing(None, one.subject_id),
        )
        for one in subjects
        if one.subject_id in whose
    ]


def unanswered(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The same, with nothing answered of protection, and no reason for what was answered."""
    over = {BECAUSE: plain(None)} if BECAUSE in answers else {}
    return {**answers, **over, QUESTION: plain(UNKNOWN)}


def _said(held: Held, subject_id: UUID) -> object:
    return _value(held, subject_id, QUESTION)


def _value(held: Held, subject_id: UUID, field: str) -> object:
    answer = held.get(subject_id, {}).get(field)
    return answer.value if answer else None
