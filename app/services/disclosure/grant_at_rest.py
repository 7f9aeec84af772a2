"""A key grant as it is stored: beside it which boxes hold an answer, and bound to the facts of its record.

A return has a box for all that its form could say, so that nobody learns from the boxes what it does say. Which of them
hold an answer stands with the grant, under the same seal and in one length for one form. The facts are those that
decisions and leaves are made of.
They stand in plain columns. Edited there (a protected address made unprotected, a return turned to another person or
another legal basis), they no longer fit the grant, and nothing of the record opens.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from app.domain.records import Record
from crypto.canonical import canonical
from crypto.errors import CryptoError
from crypto.places import GrantPlace
from crypto.wrapping import open_bytes


@dataclass(frozen=True, slots=True)
class GrantAtRest:
    """The place of a grant's outer seal, under the file's key: the grant's own place, and its record's facts.

    Left out is what changes without a new grant: state, the legal basis as long as nothing is released, and the version
    of what may be saved again, which a record of a case is not.
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
            "what": record.what,
            "codes": dict(record.codes),
            "channel": record.channel,
            "happened_at": record.happened_at.astimezone(UTC).isoformat() if record.happened_at else None,
            "version": record.version if record.kind == "case" else None,
            "supersedes": str(record.supersedes),
        }
        return b"prx/grant-at-rest/v1\x00" + canonical(facts)


def is_own(tenant: UUID, record: Record, sealed: bytes, file_key: bytes) -> bool:
    """Whether this is a grant of a record to its own author, and all the record's facts are as they were sealed."""
    place = GrantPlace(tenant, record.file_id, record.id, record.author_id, record.author_id)
    try:
        open_bytes(file_key, sealed, GrantAtRest(place, record))
    except (CryptoError, ValueError, OverflowError):
        return False
    return True


Form = tuple[str, str]
"""A box within its record: field and rendition."""


def at_rest(jwe: str, every: Collection[Form], answered: Collection[Form] | None) -> bytes:
    """What is sealed of a grant: the JWE, and on a second line which of `every` box hold an answer, None for all."""
    if answered is None:
        return jwe.encode() + b"\n" + canonical(None)
    listed, longest = (canonical(sorted(map(list, forms))) for forms in (answered, every))
    return jwe.encode() + b"\n" + listed.ljust(len(longest))


def from_rest(stored: bytes) -> tuple[str, frozenset[Form] | None]:
    """The JWE, and which boxes hold an answer. Raises ValueError when it is not what `at_rest` writes."""
    jwe, _, line = stored.decode().partition("\n")
    listed = json.loads(line)
    return jwe, None if listed is None else frozenset((field, rendition) for field, rendition in listed)
