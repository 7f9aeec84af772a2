"""Rows of events: one chain for each file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Table,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
)

from app.adapters.database.cases import CODED, case_of
from app.adapters.database.erasures import erased_of, erased_where
from app.adapters.database.fixed import fixed
from app.adapters.database.insert_all import columns_of, given, inserting
from app.adapters.database.tables.files import case_file, erasure, file, research_request
from app.adapters.database.tables.files import file_event as t
from app.adapters.database.tables.keys import tenant_key
from app.domain.events import Event
from app.domain.files import File
from app.domain.ports_events import CaseAndOwn, RequestAndOwn
from app.domain.records import TenantKey
from app.domain.research import ResearchRequest

TAILS = fixed(text("SELECT * FROM file_event_tails(:files)").columns(*t.c))
A_CONFLICT = t.c.what == literal_column("'conflict_declared'")
"""Said outright, so that a prepared statement may use the index of these."""
OF_FILES = select(t).where(t.c.file_id == func.any(bindparam("files"))).order_by(t.c.file_id, t.c.seq)
WHOLE = fixed(OF_FILES)
ADD = fixed(
    inserting(t, t.c.keys()).on_conflict_do_nothing(
        index_elements=[t.c.file_id, t.c.by_id], index_where=text("what = 'opened'")
    )
)
THEIRS = or_(t.c.about_id == bindparam("person"), t.c.by_id == bindparam("person"))
OWN = fixed(OF_FILES.where(THEIRS))
STEPPED_BACK = fixed(select(t.c.about_id).where(t.c.file_id == func.any(bindparam("files")), A_CONFLICT))

CONFLICTS_AT = (
    select(research_request.c.case_id)
    .join(t, t.c.file_id == research_request.c.file_id)
    .where(
        research_request.c.case_id == func.any(bindparam("cases")),
        research_request.c.partner_id == bindparam("partner"),
        A_CONFLICT,
    )
)


STEPPED_BACK_IN = (
    select(func.coalesce(file.c.case_id, file.c.id))
    .join(t, t.c.file_id == file.c.id)
    .where(A_CONFLICT, t.c.about_id == bindparam("person"))
    .where(or_(file.c.id == func.any(bindparam("cases")), file.c.case_id == func.any(bindparam("cases"))))
)
OF_KINDS = fixed(OF_FILES.where(t.c.what == func.any(bindparam("kinds"))))
HANDED_TO = (
    select(t.c.file_id)
    .where(t.c.about_id == bindparam("person"), t.c.what == literal_column("'handed_to_duty'"))
    .where(t.c.organisation_id == bindparam("hub"), t.c.codes["until"].astext > bindparam("now"))
    .group_by(t.c.file_id)
    .order_by(func.max(t.c.at).desc())
    .limit(bindparam("most"))
)
CASES_OF = (
    select(t.c.file_id)
    .join(file, file.c.id == t.c.file_id)
    .where(t.c.about_id == bindparam("person"))
    .where(or_(t.c.what == literal_column("'assigned'"), t.c.what == literal_column("'named'")))
    .where(file.c.tenant_id == bindparam("hub"), file.c.kind == "case")
    .distinct()
    .order_by(t.c.file_id)
)


def _named(table: Table, part: str) -> list[ColumnElement[Any]]:
    return [column.label(f"{part}__{column.name}") for column in table.c]


_newest = tenant_key.alias("newest")
_IN_USE = (tenant_key.c.purpose == "file") & (
    tenant_key.c.version
    == select(func.max(_newest.c.version))
    .where(_newest.c.organisation_id == tenant_key.c.organisation_id, _newest.c.purpose == "file")
    .scalar_subquery()
)
# Asked on every page: each is one statement, made once.
CASE_AND_OWN = fixed(
    select(*_named(case_file, "case"), *[CODED.label("case__said")], *_named(tenant_key, "wrap"), *_named(t, "event"))
    .add_columns(erased_where(erasure.c.file_id == func.any(bindparam("files"))).label("file__erased"))
    .select_from(case_file)
    .join(file, file.c.id == case_file.c.file_id)
    .join(tenant_key, (tenant_key.c.organisation_id == file.c.tenant_id) & _IN_USE)
    .join(t, (t.c.file_id == func.any(bindparam("files"))) & THEIRS)
    .where(case_file.c.file_id == bindparam("case"))
    .order_by(t.c.file_id, t.c.seq)
)
REQUEST_AND_OWN = fixed(
    select(*_named(research_request, "request"), *_named(tenant_key, "wrap"), *_named(t, "event"))
    .add_columns(
        erased_where(erasure.c.file_id.in_([research_request.c.file_id, research_request.c.case_id])).label(
            "file__erased"
        )
    )
    .select_from(research_request)
    .join(tenant_key, (tenant_key.c.organisation_id == research_request.c.hub_id) & _IN_USE)
    .outerjoin(t, t.c.file_id.in_([research_request.c.file_id, research_request.c.case_id]) & THEIRS)
    .where(research_request.c.file_id == bindparam("file"))
    .order_by(t.c.file_id, t.c.seq)
)


class SqlEventRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, events: Sequence[Event]) -> None:
        """Store new events; that somebody opened a file is stored once. Raises Stale when a number is taken."""
        self._db.execute(ADD, given([columns_of(one) for one in events]))

    def tails(self, file_ids: Sequence[UUID]) -> Mapping[UUID, Event]:
        """The newest event of each file; nobody else adds one to any of them until the end of the work."""
        rows = self._db.execute(TAILS, {"files": list(file_ids)})
        return {row.file_id: Event(**row._mapping) for row in rows}

    def of_files(self, file_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Event, ...]]:
        """All events of some files, in order."""
        found: defaultdict[UUID, list[Event]] = defaultdict(list)
        for row in self._db.execute(WHOLE, {"files": list(file_ids)}):
            found[row.file_id].append(Event(**row._mapping))
        return {file_id: tuple(events) for file_id, events in found.items()}

    def own(self, file_ids: Sequence[UUID], person: UUID) -> tuple[Event, ...]:
        """The events of some files that are by a person or about them, by file and in order."""
        rows = self._db.execute(OWN, {"files": list(file_ids), "person": person})
        return tuple(Event(**row._mapping) for row in rows)

    def case_and_own(self, case_id: UUID, file_ids: Sequence[UUID], person: UUID) -> CaseAndOwn | None:
        """A case in one of whose files (these) a person has events, with them; None for everybody else."""
        rows = self._db.execute(CASE_AND_OWN, {"case": case_id, "files": list(file_ids), "person": person}).all()
        if not rows:
            return None
        first = _parts(rows[0]._mapping)
        case = case_of({**first["case"], "tenant_id": first["wrap"]["organisation_id"]})
        return CaseAndOwn(case, _wrap(first["wrap"]), _events(rows), erased_of(first["file"]["erased"]))

    def request_and_own(self, file_id: UUID, person: UUID) -> RequestAndOwn | None:
        """A request, with a person's events in it and in its case, if they have any."""
        rows = self._db.execute(REQUEST_AND_OWN, {"file": file_id, "person": person}).all()
        if not rows:
            return None
        first = _parts(rows[0]._mapping)
        request = ResearchRequest(**first["request"])
        return RequestAndOwn(request, _wrap(first["wrap"]), _events(rows), erased_of(first["file"]["erased"]))

    def files_after(self, last: UUID | None, count: int) -> tuple[File, ...]:
        """Up to so many files of the installation, in the order of their ids, after one."""
        query = select(file.c.id, file.c.kind, file.c.tenant_id, file.c.case_id, file.c.created_at)
        if last is not None:
            query = query.where(file.c.id > last)
        return tuple(File(**row._mapping) for row in self._db.execute(query.order_by(file.c.id).limit(count)))

    def requests(self, file_ids: Sequence[UUID]) -> Mapping[UUID, ResearchRequest]:
        """Those of these files that are requests, as they stand in their rows."""
        query = select(research_request).where(research_request.c.file_id == func.any(bindparam("files")))
        rows = self._db.execute(query, {"files": list(file_ids)})
        return {row.file_id: ResearchRequest(**row._mapping) for row in rows}

    def cases_of(self, hub: UUID, person: UUID) -> tuple[UUID, ...]:
        """The cases of a hub that a person was ever put on, or named of."""
        return tuple(self._db.execute(CASES_OF, {"hub": hub, "person": person}).scalars())

    def conflicts_at(self, partner: UUID, case_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of these cases in whose requests to a partner somebody has declared a conflict."""
        rows = self._db.execute(CONFLICTS_AT, {"partner": partner, "cases": list(case_ids)})
        return frozenset(rows.scalars())

    def of_kinds(self, file_ids: Sequence[UUID], kinds: Sequence[str]) -> Mapping[UUID, tuple[Event, ...]]:
        """The events of these kinds of some files, in order; nothing of a file that has none."""
        found: defaultdict[UUID, list[Event]] = defaultdict(list)
        for row in self._db.execute(OF_KINDS, {"files": list(file_ids), "kinds": list(kinds)}):
            found[row.file_id].append(Event(**row._mapping))
        return {file_id: tuple(events) for file_id, events in found.items()}

    def handed_to(self, hub: UUID, person: UUID, now: datetime, most: int) -> tuple[UUID, ...]:
        """The cases of a hub that were handed to somebody for a time that is not over, the latest first."""
        given = {"hub": hub, "person": person, "now": now.astimezone(UTC).isoformat(), "most": most}
        return tuple(self._db.execute(HANDED_TO, given).scalars())

    def stepped_back_in(self, person: UUID, case_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of these cases in which, or in a request of which, somebody has declared a conflict."""
        rows = self._db.execute(STEPPED_BACK_IN, {"person": person, "cases": list(case_ids)})
        return frozenset(rows.scalars())

    def stepped_back(self, file_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Who has declared a conflict with one of these files."""
        return frozenset(self._db.execute(STEPPED_BACK, {"files": list(file_ids)}).scalars())


def _parts(row: RowMapping) -> dict[str, dict[str, Any]]:
    """The columns of a row by the table they are of."""
    parts: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for label, value in row.items():
        table, column = label.split("__", 1)
        parts[table][column] = value
    return parts


def _wrap(part: Mapping[str, Any]) -> TenantKey:
    return TenantKey(part["organisation_id"], part["purpose"], part["version"], part["wrapped"])


def _events(rows: Sequence[Row[Any]]) -> tuple[Event, ...]:
    events = (_parts(row._mapping)["event"] for row in rows)
    return tuple(Event(**one) for one in events if one["seq"] is not None)
