"""Compare the records of files with their seals: one edited, made up or taken from the middle of a history is found.

A record's facts are bound to its author's key grant, sealed under the file's key: without it nobody writes one in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from app.domain.errors import HistoryDamaged
from app.domain.files import File
from app.domain.history import chains
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.grant_at_rest import is_own
from app.services.governance.problems import Problem, of

BOUND = ("purpose", "legal_basis")
"""What a request's row says that its records say too."""


def check_records(
    work: Work, files: Sequence[File], keys: Mapping[UUID, bytes], requests: Mapping[UUID, ResearchRequest]
) -> Iterator[str]:
    """What is wrong with the records of these files, as far as their keys are there, a sentence for each."""
    tenants = {one.id: one.tenant_id for one in files if one.id in keys}
    said: dict[UUID, list[Record]] = {}
    for record, sealed in work.records.with_own_grants(list(tenants)):
        if not any(is_own(tenants[record.file_id], record, one, keys[record.file_id]) for one in sealed):
            told = f"Record {record.id} of file {record.file_id} does not fit its author's seal"
            yield Problem(f"{told}: it was changed or written in.", tenants[record.file_id])
        elif record.kind == "case":
            said.setdefault(record.file_id, []).append(record)
        elif record.kind == "request" and record.file_id in requests:
            asked = requests[record.file_id]
            yield from of((asked.hub_id, asked.partner_id), _misfits(asked, record))
    for file_id, records in said.items():
        try:
            chains(records)
        except HistoryDamaged:
            told = f"What was recorded in the case of file {file_id} is not whole: something was taken out or put in."
            yield Problem(told, tenants[file_id])


def _misfits(request: ResearchRequest, record: Record) -> Iterator[str]:
    if wrong := [name for name in BOUND if getattr(request, name) != getattr(record, name)]:
        words = ", ".join(name.replace("_", " ") for name in wrong)
        yield f"Request {request.reference} says other than what was sent in it: {words}."
