"""Rows of files, cases and requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, or_, select, text, update

from app.adapters.database.asked import asked_of, reachable_from
from app.adapters.database.cases import CASE, LOCK, case_of
from app.adapters.database.chased import note_chased, put_off, take_due
from app.adapters.database.fixed import fixed
from app.adapters.database.holding import HOLD, HOLD_CASE
from app.adapters.database.insert_all import columns_of, given, insert_all, rows_given
from app.adapters.database.tables import files as t
from app.domain.asked import Asked, Reachable
from app.domain.errors import Stale
from app.domain.files import CaseFile, File, Subject
from app.domain.research import ResearchRequest

REQUESTS_OF = fixed(
    select(t.research_request)
    .where(t.research_request.c.case_id == bindparam("case"))
    .order_by(t.research_request.c.due_at, t.research_request.c.file_id)
)
REQUEST = fixed(select(t.research_request).where(t.research_request.c.file_id == bindparam("file")))
LOCK_REQUESTS = fixed(
    select(t.research_request.c.file_id)
    .where(t.research_request.c.case_id == bindparam("case"))
    .order_by(t.research_request.c.file_id)
    .with_for_update(key_share=True)
)
SUBJECTS = fixed(
    select(t.case_subject).where(t.case_subject.c.file_id == bindparam("case")).order_by(t.case_subject.c.ordinal)
)
LOCK_FILES = (
    fixed(
        select(t.file.c.id)
        .where(t.file.c.id == func.any(bindparam("files")))
        .order_by(t.file.c.id)
        .with_for_update(key_share=True)
    )  # rows that name a file may be added
)
BUMP = update(t.file).where(t.file.c.id == func.any(bindparam("files"))).values(authz_rev=t.file.c.authz_rev + 1)
NOTED = frozenset({"opened_at", "changed_at", "seen_at", "rung_at", "untold_at", "unheard_at", "rung", "board_at"})
SAVED = tuple(one.name for one in t.research_request.c if one.name not in NOTED)
_next = rows_given(t.research_request, SAVED)
SAVE = fixed(
    update(t.research_request)
    .where(t.research_request.c.file_id == _next.c.file_id, t.research_request.c.version == _next.c.version - 1)
    .values({name: _next.c[name] for name in SAVED})
)
NOTE_CHANGED = update(t.research_request).where(t.research_request.c.file_id == func.any(bindparam("files")))
LATE = fixed(
    text("""
    WITH said AS (
        SELECT DISTINCT ON (file_id) file_id, codes ->> 'state' AS state, released_at
        FROM record WHERE file_id = ANY (:cases) AND kind = 'case' AND codes ->> 'state' IS NOT NULL
        ORDER BY file_id, released_at DESC
    )
    SELECT research_request.file_id, case_id FROM research_request JOIN said ON said.file_id = case_id
    WHERE said.state = 'closed' AND answered_at > said.released_at
""")
)


class SqlFileRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add_files(self, files: Sequence[File]) -> None:
        """Store new files."""
        insert_all(self._db, t.file, [{**columns_of(one), "authz_rev": 0} for one in files])

    def add_case(self, case: CaseFile, subjects: Sequence[Subject]) -> None:
        """Store a new case and its subjects."""
        self._db.execute(insert(t.case_file).values(**_case_row(case)))
        self._db.execute(insert(t.case_subject), [asdict(subject) for subject in subjects])

    def add_subject(self, subject: Subject) -> None:
        """Store one more subject of a case."""
        self._db.execute(insert(t.case_subject).values(**asdict(subject)))

    def case(self, file_id: UUID) -> CaseFile | None:
        """The case, or None."""
        row = self._db.execute(CASE, {"file": file_id}).mappings().one_or_none()
        return case_of(row) if row else None

    def subjects(self, file_id: UUID) -> tuple[Subject, ...]:
        """The case's subjects, in the order they were added."""
        return tuple(Subject(**row._mapping) for row in self._db.execute(SUBJECTS, {"case": file_id}))

    def add_requests(self, requests: Sequence[ResearchRequest]) -> None:
        """Store new requests."""
        insert_all(self._db, t.research_request, [columns_of(one) for one in requests])

    def request(self, file_id: UUID) -> ResearchRequest | None:
        """The request, or None."""
        row = self._db.execute(REQUEST, {"file": file_id}).one_or_none()
        return ResearchRequest(**row._mapping) if row else None

    def with_reference(self, hub: UUID, reference: str) -> tuple[UUID, ...]:
        """The files a hub's reference stands for: a case with its requests, or one request; none when unknown."""
        case = select(t.case_file.c.file_id).where(t.case_file.c.reference == reference).scalar_subquery()
        request = select(t.research_request.c.file_id).where(t.research_request.c.reference == reference)
        query = select(t.file.c.id).where(
            t.file.c.tenant_id == hub,
            or_(t.file.c.id == case, t.file.c.case_id == case, t.file.c.id == request.scalar_subquery()),
        )
        return tuple(self._db.execute(query).scalars())

    def asked_as(self, partner: UUID, reference: str) -> ResearchRequest | None:
        """The request to a partner of this reference."""
        where = (t.research_request.c.partner_id == partner, t.research_request.c.reference == reference)
        row = self._db.execute(select(t.research_request).where(*where)).one_or_none()
        return ResearchRequest(**row._mapping) if row else None

    def requests_of(self, case_id: UUID) -> tuple[ResearchRequest, ...]:
        """All requests of a case, the soonest due first."""
        return tuple(ResearchRequest(**row._mapping) for row in self._db.execute(REQUESTS_OF, {"case": case_id}))

    def lock_requests(self, case_id: UUID) -> tuple[ResearchRequest, ...]:
        """All requests of a case as they stand, by id; whoever changes one waits for this work."""
        self._db.execute(LOCK_REQUESTS, {"case": case_id}).all()
        return tuple(sorted(self.requests_of(case_id), key=lambda one: one.file_id))

    def asked_of(self, case_id: UUID) -> tuple[Asked, ...]:
        """The same, each with its partner and since when it is erased."""
        return asked_of(self._db, case_id)

    def late(self, case_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
        """Requests of these cases that were answered after their case was closed, each with its case."""
        return {row.file_id: row.case_id for row in self._db.execute(LATE, {"cases": list(case_ids)})}

    def reachable_from(self, hub: UUID) -> tuple[Reachable, ...]:
        """Every organisation that takes part, by name, as this hub reaches it."""
        return reachable_from(self._db, hub)

    def save_requests(self, requests: Sequence[ResearchRequest]) -> None:
        """Store the next versions of requests. Raises Stale when somebody was first.

        When one was first opened, what became of changed facts and who was told that it waits is noted alone: each may
        be newer than what was read of this request.
        """
        rows = [{name: getattr(one, name) for name in SAVED} for one in requests]
        _met(self._db.execute(SAVE, given(rows)).rowcount, len(rows))

    def note_opened(self, file_id: UUID, at: datetime) -> None:
        """Remember when the partner first opened the request."""
        self._db.execute(
            update(t.research_request)
            .where(t.research_request.c.file_id == file_id, t.research_request.c.opened_at.is_(None))
            .values(opened_at=at)
        )

    def note_changed(self, file_ids: Sequence[UUID], at: datetime) -> None:
        """Remember that facts of these requests have changed: nobody has seen it yet, and nobody has been rung."""
        noted = NOTE_CHANGED.values(changed_at=at, seen_at=None, rung_at=None)
        self._db.execute(noted, {"files": list(file_ids)})

    def note_told(self, file_id: UUID, change: datetime, how: str, at: datetime) -> None:
        """Remember when the partner first saw (`seen_at`) or heard by telephone of (`rung_at`) this very change."""
        column = t.research_request.c[how]
        self._db.execute(
            update(t.research_request)
            .where(t.research_request.c.file_id == file_id, t.research_request.c.changed_at == change, column.is_(None))
            .values({how: at})
        )

    def note_since(self, file_ids: Sequence[UUID], what: str, since: datetime | None) -> None:
        """Remember since when these requests are `untold_at`, `unheard_at` or `board_at`; None: not any more.

        Of those of which it is known, it stays.
        """
        at = None if since is None else func.coalesce(t.research_request.c[what], since)
        self._db.execute(NOTE_CHANGED.values({what: at}), {"files": list(file_ids)})

    def take_due(self, now: datetime) -> ResearchRequest | None:
        """The request that has waited longest for its clock's next step; held until this work ends."""
        return take_due(self._db, now)

    def put_off(self, file_id: UUID, now: datetime, until: datetime) -> None:
        """Have one that could not be chased tried again later."""
        put_off(self._db, file_id, now, until)

    def note_chased(self, request: ResearchRequest) -> None:
        """Note what its people have been told."""
        note_chased(self._db, request)

    def time_case(self, case: CaseFile) -> None:
        """Store since when a case's own time counts, and when it ends."""
        timed = update(t.case_file).where(t.case_file.c.file_id == case.file_id)
        self._db.execute(timed.values(counted_from=case.counted_from, due_at=case.due_at))

    def lock_for_change(self, *file_ids: UUID) -> None:
        """Wait for openings under way in these files, keep new ones out until the commit, and bump `authz_rev`.

        They are locked in the order of their ids, as everybody does.
        """
        self._db.execute(LOCK_FILES, {"files": list(file_ids)}).all()
        self._db.execute(BUMP, {"files": list(file_ids)})

    def lock_case(self, file_id: UUID) -> CaseFile | None:
        """The case as it stands once others who send, answer or say something in it have ended; they wait for this.

        Openings go on. The row is locked first and what stands is read after it: one statement would see what stood
        before it waited.
        """
        self._db.execute(LOCK, {"file": file_id}).one_or_none()
        return self.case(file_id)

    def hold(self, file_id: UUID, membership: UUID) -> bool:
        """Hold off revocations on a file and of a membership until the end of the work; whether it still stands."""
        held = self._db.execute(HOLD, {"file": file_id, "membership": membership}).one()
        return bool(held.memberships)

    def hold_case(self, file_id: UUID, membership: UUID) -> bool:
        """The same of a case, whose row is locked too: what is read of it after this stands."""
        held = self._db.execute(HOLD_CASE, {"file": file_id, "membership": membership}).one()
        return bool(held.memberships)


def _case_row(case: CaseFile) -> dict[str, object]:
    return {name: one for name, one in asdict(case).items() if name in t.case_file.c}


def _met(rows: int, expected: int) -> None:
    if rows != expected:
        raise Stale("Somebody else has just changed this. Open it again to see where it stands; your draft is kept.")
