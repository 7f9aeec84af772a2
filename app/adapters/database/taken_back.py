"""Partners' keys that go: to all that a withdrawn request asks, or to what nothing asks about one person any more."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, text

WITHDRAWN = text("""
    SELECT withdrawn.file_id, taken.record_id, taken.digest
    FROM unnest(:files, :partners) AS withdrawn (file_id, partner_id),
        LATERAL take_back_grants(withdrawn.file_id, withdrawn.partner_id) AS taken
""")
ABOUT_ONE = text("""
    SELECT asked.file_id, taken.record_id, taken.digest
    FROM unnest(:files, :partners) AS asked (file_id, partner_id),
        LATERAL take_back_about(asked.file_id, :subject, asked.partner_id) AS taken
""")


def take_back(
    db: Connection, partners: Mapping[UUID, UUID], subject_id: UUID | None = None
) -> Mapping[UUID, Mapping[UUID, str]]:
    """Delete the keys of partners, by file, to what it asks (about one subject); by file, each digest by its record."""
    found: dict[UUID, dict[UUID, str]] = {one: {} for one in partners}
    given = {"files": list(partners), "partners": list(partners.values())}
    rows = db.execute(ABOUT_ONE, {**given, "subject": subject_id}) if subject_id else db.execute(WITHDRAWN, given)
    for row in rows:
        found[row.file_id][row.record_id] = row.digest
    return found
