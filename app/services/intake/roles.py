"""What each person is in the concern of a case, as somebody has said; what nobody has said is not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import Subject
from app.domain.records import Record
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import ROLE

SAID = "role_in_concern"
ALLEGED = "alleged"
MAY_KNOW = "alleged_may_be_told"
ARE_ALLEGED = frozenset({ALLEGED, "both_alleged"})
IN_CONCERN, WHY = "case_role_in_concern", "case_role_why"
NO_LONGER = "Somebody said that this person is alleged to cause harm. Ask a decision-maker to say that they are not."
SAY_WHY = "Write down why they are no longer alleged to cause harm."
MAY_BE_TOLD = "case_family_may_be_told"
HARMS_NOBODY = "unborn_child"
"""The kind of subject of whom nobody alleges that they cause harm."""
NEVER_ALLEGED = "An unborn child causes harm to nobody. Choose another, or say it of the person who may."
SAY_ROLE = "Say first what this person is in the concern: this is recorded of whoever is harmed or at risk."
NOT_ASKED = "Nothing is asked of a person alleged to cause harm, and they must not be told."


def may_be(kind: str, role: object) -> bool:
    """Whether somebody of a kind can be this in a concern."""
    return kind != HARMS_NOBODY or role not in ARE_ALLEGED


def role_of(stated: Mapping[tuple[str, UUID], Record], subject_id: UUID) -> str | None:
    """Their role in the concern; None while nobody has said it. `stated` is what stands."""
    said = stated.get((SAID, subject_id))
    return str(said.codes[ROLE]) if said else None


def alleged_in(stated: Mapping[tuple[str, UUID], Record]) -> frozenset[UUID]:
    """Everybody of a case who is said to be alleged to cause harm, as it stands."""
    return frozenset(about for what, about in stated if what == SAID and role_of(stated, about) in ARE_ALLEGED)


def told_as(
    stated: Mapping[tuple[str, UUID], Record], subject_id: UUID, held: Mapping[str, Answer]
) -> Mapping[str, Answer]:
    """What is held of somebody, as partners are told it: whoever is alleged to cause harm must not be told.

    Until a decision-maker has said since that they may.
    """
    if role_of(stated, subject_id) != ALLEGED:
        return held
    ended = stated.get((MAY_KNOW, subject_id))
    if ended is not None and ended.saved_at > stated[SAID, subject_id].saved_at:
        return held
    return {**held, MAY_BE_TOLD: plain("no")}


def wrong_with_role(
    subject: Subject,
    codes: Mapping[str, object],
    words: Collection[str],
    stated: Mapping[tuple[str, UUID], Record],
    *,
    decides: bool,
) -> Mapping[str, str]:
    """What is wrong with saying what somebody is: that they are no longer alleged is decided, with the reason."""
    if not may_be(subject.kind, codes.get(ROLE)):
        return {IN_CONCERN: NEVER_ALLEGED}
    if ROLE not in codes or role_of(stated, subject.subject_id) not in ARE_ALLEGED or codes[ROLE] in ARE_ALLEGED:
        return {}
    if not decides:
        return {IN_CONCERN: NO_LONGER}
    return {} if WHY in words else {WHY: SAY_WHY}


def why_not_asked(kind: StatementKind, subject: Subject, stated: Mapping[tuple[str, UUID], Record]) -> str | None:
    """Why this is not recorded of a subject, who is of a kind that it is about; None when it is."""
    role = role_of(stated, subject.subject_id)
    if kind.is_asked_of(subject.kind, role):
        return None
    return NOT_ASKED if role == ALLEGED else SAY_ROLE
