"""Whether a partner gets the place of somebody whom it is asked about: if they are protected, by choice alone.

Never where it is asked about whoever they are hidden from, too. Pure. Somebody whose protection names nobody is hidden
from everyone who is alleged to cause harm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from app.domain.asked import Asked
from app.domain.records import Record
from app.services.intake.roles import role_of
from policies.engine.vocabulary import BARRED, LEFT_OUT, SENT, UNPROTECTED

ALLEGED = frozenset({"alleged", "both_alleged"})

Stated = Mapping[tuple[str, UUID], Record]


def hidden_from(subject_id: UUID, people: Iterable[UUID], stated: Stated) -> frozenset[UUID]:
    """From whom of these people the place of one of them is hidden; nobody is hidden from themselves."""
    return frozenset(one for one in people if one != subject_id and role_of(stated, one) in ALLEGED)


def place_for(
    subject_id: UUID, protection: str, beside: Collection[UUID], stated: Stated, chosen: Collection[UUID]
) -> str:
    """What becomes of somebody's place in a request to a partner that is or was asked about `beside` in this case.

    `chosen` are those whose place somebody chose to send it; of others it goes if nobody has to be protected.
    """
    if hidden_from(subject_id, beside, stated):
        return BARRED
    return SENT if protection == UNPROTECTED or subject_id in chosen else LEFT_OUT


def asked_ever(asked: Iterable[Asked], sent: Iterable[Record]) -> Mapping[UUID, frozenset[UUID]]:
    """The subjects that each partner was ever asked about in a case, whatever became of the request."""
    partner = {one.request.file_id: one.request.partner_id for one in asked}
    found: dict[UUID, frozenset[UUID]] = {}
    for record in sent:
        if record.file_id in partner:
            to = partner[record.file_id]
            found[to] = found.get(to, frozenset()) | {record.subject_id}
    return found
