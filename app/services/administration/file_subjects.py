"""What a change about the end of a file says: which it is, of what kind, how long it has been kept, and why it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from app.domain.erasures import FileKept
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.ports import Work
from app.services.administration.digest import digest_of_row
from app.services.administration.subject import Subject

LONGEST_WHY: Final = 2000
"""Characters of a reason."""
GONE: Final = "This file is erased already."
NO_WHY: Final = f"Say why it is to be destroyed, in at most {LONGEST_WHY} characters and without anybody’s name."


def file_subject(work: Work, organisation_id: UUID, file_id: UUID, asked: Mapping[str, Any]) -> Subject:
    """It. Raises NotFound for a file of another hub or none; WrongState while its case is held, and where it is erased;
    InvalidInput without a reason.
    """
    file, subject = file_as_it_stands(work, file_id)
    if file.tenant_id != organisation_id:
        raise NotFound
    if stands_against := why_not(file):
        raise WrongState(stands_against)
    why = str(asked.get("why") or "").strip()
    if not why or len(why) > LONGEST_WHY:
        raise InvalidInput({"why": NO_WHY})
    return Subject({**subject.body, "why": why}, subject.before)


def why_not(file: FileKept) -> str | None:
    """Why its end cannot be proposed as it stands; None where it can."""
    if file.erased_at is not None:
        return GONE
    return file.why_held if file.held_at is not None else None


def file_as_it_stands(work: Work, file_id: UUID) -> tuple[FileKept, Subject]:
    """It, and what a change says of it besides the reason. Raises NotFound where there is no such file."""
    file = work.erasures.kept(file_id)
    if file is None:
        raise NotFound(f"There is no file {file_id}. The id stands in the address of a case or request.")
    stands = {
        "file": str(file_id),
        "kind": file.kind,
        "since": file.since.isoformat(),
        "closed_at": file.closed_at.isoformat() if file.closed_at else None,
    }
    name = f"Request {file.reference} to {file.partner}" if file.partner else f"Case {file.reference}"
    return file, Subject({**stands, "name": name}, digest_of_row(stands))
