"""Everything about one person of a case, as a command prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from app.cli.received import received_rows
from app.domain.identity import Actor
from app.services.governance.everything_on import Everything, KeptRecord, everything_on
from app.services.governance.who_received import Fact
from app.services.runtime import Runtime

NOT_FOUND: Final = (
    "the same person in another case, unless somebody has said so",
    "words about somebody else that name them",
    "drafts that nobody has sent",
    "what partners hold themselves, telephone and paper",
)


def everything_row(runtime: Runtime, actor: Actor, reference: str, about: UUID, reason: str) -> Mapping[str, Any]:
    """Records and entries, by ids and codes. Raises as `everything_on` does."""
    found = everything_on(runtime, actor, reference, about, reason)
    return {
        "case": str(found.case.file_id),
        "about": str(about),
        "kind": found.subject.kind,
        "records": [_record(found, one) for one in found.records],
        "erased": {str(one): at.isoformat() for one, at in found.erased.items()},
        "elsewhere": [one.case.reference for one in found.elsewhere],
        "shown": received_rows(runtime, actor, found.case.reference, Fact(None, about)),
        "cannot_find": list(NOT_FOUND),
    }


def _record(found: Everything, one: KeptRecord) -> Mapping[str, Any]:
    record = one.record
    return {
        "id": str(record.id),
        "kind": record.kind,
        "what": record.what,
        "file": str(record.file_id),
        "request": one.request.reference if one.request else None,
        "author": found.organisations[record.author_id].name,
        "who": found.people.get(record.author_person_id),
        "at": (record.released_at or record.saved_at).isoformat(),
        "version": record.version,
        "stands": one.stands,
    }
