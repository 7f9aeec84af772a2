"""About whom policy suggests to ask a kind of partner: everybody else only by choice. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.domain.files import Subject
from app.services.intake.roles import ARE_ALLEGED, role_of
from app.services.research.whereabouts import Stated
from policies.engine.organisations import Organisation


def suggested(kind: Organisation, people: Iterable[Subject], stated: Stated) -> frozenset[UUID]:
    """Whom of these people a partner of this kind would be asked about; of whoever is alleged, by a list of its own."""
    return frozenset(
        one.subject_id
        for one in people
        if one.kind in (kind.suggests_alleged if role_of(stated, one.subject_id) in ARE_ALLEGED else kind.suggests)
    )
