"""What each person is in the concern of a case, as somebody has said; what nobody has said is not known."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import Subject
from app.domain.records import Record
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import ROLE

SAID = "role_in_concern"
ALLEGED = "alleged"
MAY_BE_TOLD = "case_family_may_be_told"
SAY_ROLE = "Say first what this person is in the concern: this is recorded of whoever is harmed or at risk."
NOT_ASKED = "Nothing is asked of a person alleged to cause harm, and they must not be told."


def role_of(stated: Mapping[tuple[str, UUID], Record], subject_id: UUID) -> str | None:
    """Their role in the concern; None while nobody has said it. `stated` is what stands."""
    said = stated.get((SAID, subject_id))
    return str(said.codes[ROLE]) if said else None


def told_as(
    stated: Mapping[tuple[str, UUID], Record], subject_id: UUID, held: Mapping[str, Answer]
) -> Mapping[str, Answer]:
    """What is held of somebody, as partners are told it: whoever is alleged to cause harm must not be told."""
    return {**held, MAY_BE_TOLD: plain("no")} if role_of(stated, subject_id) == ALLEGED else held


def why_not_asked(kind: StatementKind, subject: Subject, stated: Mapping[tuple[str, UUID], Record]) -> str | None:
    """Why this is not recorded of a subject, who is of a kind that it is about; None when it is."""
    role = role_of(stated, subject.subject_id)
    if kind.is_asked_of(subject.kind, role):
        return None
    return NOT_ASKED if role == ALLEGED else SAY_ROLE
