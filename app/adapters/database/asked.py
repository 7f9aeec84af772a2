"""The requests of a case with their partners, and what of them is erased, in one query."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from app.adapters.database.identity_people import labelled, read_organisation
from app.adapters.database.tables.files import erasure, research_request
from app.adapters.database.tables.identity import organisation
from app.domain.asked import Asked
from app.domain.research import ResearchRequest

ASKED = (
    select(research_request, *labelled(organisation), erasure.c.at.label("erased_at"))
    .join(organisation, organisation.c.id == research_request.c.partner_id)
    .outerjoin(erasure, erasure.c.file_id == research_request.c.file_id)
    .where(research_request.c.case_id == bindparam("case"))
    .order_by(research_request.c.due_at, research_request.c.file_id)
)


def asked_of(connection: Connection, case_id: UUID) -> tuple[Asked, ...]:
    """Everybody asked in a case, the soonest due first."""
    names = research_request.c.keys()
    return tuple(
        Asked(
            request=ResearchRequest(**{name: row[name] for name in names}),
            partner=read_organisation(row, "organisation_"),
            erased_at=row["erased_at"],
        )
        for row in connection.execute(ASKED, {"case": case_id}).mappings()
    )
