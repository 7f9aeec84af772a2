"""A case beside everything partners returned about it, opened in one act: one transaction, one wait for the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.answers import ASKING
from app.domain.identity import Actor
from app.domain.log_entry import Whose
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import HUB_READS
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.permission import require_case
from app.services.intake.open_case import KnownCase, find_case
from app.services.research.compose import ASKED
from app.services.research.question_in_draft import QUESTION
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Source:
    """One partner's side: the items it was asked for, by subject, and its returns; `earlier` ones were corrected.

    Nothing of it is opened when it is `stopped`: the log of the hub and this partner was found changed. Of one that is
    `erased` nothing can be.
    """

    request: ResearchRequest
    asked: Mapping[UUID, tuple[str, ...]]
    opened: tuple[OpenedRecord, ...]
    earlier: tuple[Record, ...]
    stopped: bool
    erased: datetime | None


@dataclass(frozen=True, slots=True)
class Collation:
    """A case as the hub reads it: all that stands in it, on record and stated, and each source."""

    known: KnownCase
    case: tuple[OpenedRecord, ...]
    sources: tuple[Source, ...]


def open_collation(runtime: Runtime, actor: Actor, case_id: UUID, only: UUID | None = None) -> Collation:
    """The case's records, what was asked and the newest returns (of `only` one request), as this person may see them.

    One leaf for each file and author. A return of which the role is shown nothing is left out, and so is each source
    whose log was found changed: it keeps nobody from the others. Raises NotFound.
    """
    known = find_case(runtime, actor, case_id)
    requests = [one for one in known.requests if only in (None, one.file_id)]
    with runtime.database.work(actor.organisation_id) as work:
        require_case(runtime, work, actor, case_id, duty=HUB_READS)
        asked = {one.file_id: _current(work.records.of_file(one.file_id, "request")) for one in requests}
        returns = {one.file_id: work.records.of_file(one.file_id, "return") for one in requests}
        stops = {one.log.whose for one in work.stops.stops()}
    stopped = {one.file_id for one in requests if Whose(one.hub_id, one.partner_id) in stops}
    own = (*known.records.values(), *known.stated.values())
    kept = [one.file_id for one in requests if one.file_id not in stopped | known.erased.keys()]
    wanted = [
        *own,
        *(one for file_id in kept for one in asked[file_id]),
        *(one for file_id in kept for one in _current(returns[file_id])),
    ]
    found = open_records(runtime, actor, [one.id for one in wanted], skip_hidden=True) if wanted else ()
    opened = {one.record.id: one for one in found}
    return Collation(
        known=known,
        case=tuple(opened[one.id] for one in own if one.id in opened),
        sources=tuple(
            Source(
                request=one,
                asked={record.subject_id: _items(opened.get(record.id)) for record in asked[one.file_id]},
                opened=tuple(opened[record.id] for record in _current(returns[one.file_id]) if record.id in opened),
                earlier=tuple(record for record in returns[one.file_id] if record.state == "superseded"),
                stopped=one.file_id in stopped,
                erased=known.erased.get(one.file_id),
            )
            for one in requests
        ),
    )


def is_question(opened: OpenedRecord) -> bool:
    """Whether a partner's record is no return but a question to the hub: it answers nothing yet (law 7)."""
    asked = opened.fields.get(QUESTION)
    return asked is not None and asked.answer is not None and asked.answer.kind == ASKING


def _current(records: Sequence[Record]) -> list[Record]:
    return [one for one in records if one.state == "released"]


def _items(opened: OpenedRecord | None) -> tuple[str, ...]:
    rows = opened.value(ASKED) if opened else None
    return tuple(row["field"] for row in rows) if isinstance(rows, list) else ()
