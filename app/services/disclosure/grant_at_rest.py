"""What a stored key grant is bound to beside its place: the facts of its record that decisions and leaves are made of.

They stand in plain columns. Edited there (a protected address made unprotected, a return turned to another person or
another legal basis), they no longer fit the grant, and nothing of the record opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from app.domain.records import Record
from crypto.canonical import canonical
from crypto.places import GrantPlace


@dataclass(frozen=True, slots=True)
class GrantAtRest:
    """The place of a grant's outer seal, under the file's key: the grant's own place, and its record's facts.

    Left out is what changes without a new grant: state, version, and the legal basis as long as nothing is released.
    """

    place: GrantPlace
    record: Record

    def encoded(self) -> bytes:
        """The label "prx/grant-at-rest/v1", 00, then canonical JSON."""
        record = self.record
        released = record.released_at
        facts = {
            "place": self.place.encoded().hex(),
            "kind": record.kind,
            "subject": str(record.subject_id),
            "subject_kind": record.subject_kind,
            "purpose": record.purpose,
            "legal_basis": record.legal_basis if released else None,
            "protection": record.protection,
            "author_person": str(record.author_person_id),
            "approved_by": str(record.approved_by),
            "released_at": released.astimezone(UTC).isoformat() if released else None,
            "policy_release": record.policy_release,
        }
        return b"prx/grant-at-rest/v1\x00" + canonical(facts)
