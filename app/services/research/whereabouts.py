"""Whether a partner gets the place of somebody whom it is asked about: if they are protected, by choice alone.

Never where it is asked about whoever they are hidden from, too. Pure. From whom somebody is hidden is said by name; of
whom nothing is said, it is hidden if they are alleged to cause harm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.intake.roles import ARE_ALLEGED, SAID, role_of
from policies.engine.vocabulary import (
    BARRED,
    BOTH_HERE,
    HIDDEN,
    HIDDEN_FROM,
    LEFT_OUT,
    PLACE,
    SENT,
    UNKNOWN,
    UNPROTECTED,
)

Stated = Mapping[tuple[str, UUID], Record]


def hidden_from(subject_id: UUID, people: Iterable[UUID], stated: Stated) -> frozenset[UUID]:
    """From whom of these people the place of one of them is hidden; nobody is hidden from themselves."""
    named, said = named_for(subject_id, stated), stated.get((HIDDEN_FROM, subject_id))

    def hides(one: UUID) -> bool:
        if role_of(stated, one) not in ARE_ALLEGED:
            return named.get(str(one)) == HIDDEN
        # That somebody is alleged, learnt after it was said that it is not hidden from them, hides it again.
        since = said is not None and stated[SAID, one].saved_at > said.saved_at
        return since or named.get(str(one), HIDDEN) == HIDDEN

    return frozenset(one for one in people if one != subject_id and hides(one))


def barred_of(
    people: Iterable[UUID], records: Mapping[UUID, Record], beside: Collection[UUID], stated: Stated
) -> frozenset[UUID]:
    """Whose place of these may never go to a partner that is or was asked about `beside`: whatever anybody chooses.

    `records` are the newest of each; of whom there is none, protection is not answered, and that hides, too.
    """
    hides = [one for one in people if one not in records or records[one].protection != UNPROTECTED]
    return frozenset(one for one in hides if hidden_from(one, beside, stated))


def named_for(subject_id: UUID, stated: Stated) -> Mapping[str, str]:
    """What was said of each other person, by their id: whether the place is hidden from them, or they live there."""
    said = stated.get((HIDDEN_FROM, subject_id))
    return dict(said.codes[HIDDEN_FROM]) if said else {}


def both_here(subject_id: UUID, stated: Stated) -> frozenset[UUID]:
    """Those of whom it is said that they live at the same place: contact is made so that they do not notice."""
    return frozenset(UUID(one) for one, said in named_for(subject_id, stated).items() if said == BOTH_HERE)


def place_for(
    subject_id: UUID, protection: str, beside: Collection[UUID], stated: Stated, chosen: Collection[UUID]
) -> str:
    """What becomes of somebody's place in a request to a partner that is or was asked about `beside` in this case.

    `chosen` are those whose place somebody chose to send it; of others it goes if nobody has to be protected.
    """
    if hidden_from(subject_id, beside, stated):
        return BARRED
    return SENT if protection == UNPROTECTED or subject_id in chosen else LEFT_OUT


def stricter_place(record: Record, protection: str, beside: Collection[UUID], stated: Stated) -> tuple[str, str] | None:
    """The protection and the place that a request's record is to have from now on; None where nothing gets stricter.

    Where a place did not go, nothing does. One that a partner has and may go on having is marked as protected from now.
    """
    place = str(record.codes.get(PLACE, UNKNOWN))
    if record.protection != UNPROTECTED and place != SENT:
        return None
    now = protection if record.protection == UNPROTECTED else record.protection
    after = BARRED if hidden_from(record.subject_id, beside, stated) else place
    return None if now == UNPROTECTED or (now, after) == (record.protection, place) else (now, after)


def to_be_taken_out(
    asked: Iterable[ResearchRequest], sent: Iterable[Record], about: Mapping[UUID, Collection[UUID]], stated: Stated
) -> bool:
    """Whether a place stands in an earlier request to a partner that is now asked `about` whoever it is hidden from."""
    partner = {one.file_id: one.partner_id for one in asked}
    standing = (one for one in sent if one.state == "released" and partner.get(one.file_id) in about)
    return any(stricter_place(one, one.protection, about[partner[one.file_id]], stated) for one in standing)


def answered_about(
    subject_id: UUID, asked: Iterable[ResearchRequest], sent: Iterable[Record]
) -> Mapping[UUID, datetime]:
    """The partners that have answered about somebody, with the time of the last answer: each may hold their place."""
    about = {one.file_id for one in sent if one.subject_id == subject_id}
    found: dict[UUID, datetime] = {}
    for one in asked:
        if one.file_id in about and one.answered_at is not None:
            found[one.partner_id] = max(one.answered_at, found.get(one.partner_id, one.answered_at))
    return found


def asked_ever(asked: Iterable[ResearchRequest], sent: Iterable[Record]) -> Mapping[UUID, frozenset[UUID]]:
    """The subjects that each partner was ever asked about in a case, whatever became of the request."""
    partner = {one.file_id: one.partner_id for one in asked}
    found: dict[UUID, frozenset[UUID]] = {}
    for record in sent:
        if record.file_id in partner:
            to = partner[record.file_id]
            found[to] = found.get(to, frozenset()) | {record.subject_id}
    return found
