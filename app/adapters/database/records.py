"""Rows of sealed records, boxes and grants. Ciphertext in, ciphertext out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Connection, Integer, bindparam, delete, func, insert, select, text, update

from app.adapters.database.fixed import fixed
from app.adapters.database.insert_all import columns_of, given, insert_all, inserting, rows_given
from app.adapters.database.openable import OPENABLE, openable_of
from app.adapters.database.places import BESIDE_PLACES, by_record
from app.adapters.database.tables import records as t
from app.adapters.database.tables.files import case_subject, research_request
from app.adapters.database.taken_back import take_back
from app.domain.errors import Stale
from app.domain.ports import Openable, ReasonedOpening
from app.domain.records import BesidePlaces, Box, Record, StoredGrant

# Files first, cases before requests, in the order of their ids, then the membership, in one round trip. What is decided
# on is read afterwards. Until the end of this work the server then keeps to the plan it has of each statement: left to
# itself it finds, each time, that one for just these ids would be cheaper, and makes it; of what joins a dozen tables
# that takes longer than the look itself. All that is asked while files are held is asked by ids.
LOCK = fixed(
    text("""
    WITH touched AS MATERIALIZED (
        SELECT file_id FROM record WHERE id = any(:records)
    ), held AS MATERIALIZED (
        SELECT id FROM file
        WHERE id IN (SELECT file_id FROM touched
                     UNION SELECT file.case_id FROM touched JOIN file ON file.id = touched.file_id)
        ORDER BY case_id NULLS FIRST, id FOR SHARE
    ), standing AS MATERIALIZED (
        SELECT id FROM membership WHERE id = :membership AND ended_at IS NULL AND suspended_at IS NULL FOR SHARE
    )
    SELECT (SELECT count(*) FROM held) AS files, (SELECT count(*) FROM standing) AS memberships,
           set_config('plan_cache_mode', 'force_generic_plan', true)
""")
)

OF_FILES = fixed(
    select(t.record)
    .where(t.record.c.file_id == func.any(bindparam("files")), t.record.c.kind == func.any(bindparam("kinds")))
    .where(t.record.c.state != "draft")
    .order_by(t.record.c.released_at.desc(), t.record.c.id)
)
AT_PARTNER = fixed(
    select(t.record)
    .outerjoin(research_request, research_request.c.file_id == t.record.c.file_id)
    .outerjoin(
        case_subject,
        (case_subject.c.file_id == research_request.c.case_id) & (case_subject.c.subject_id == t.record.c.subject_id),
    )
    .where(t.record.c.file_id == bindparam("file"), t.record.c.kind.in_(("request", "return")))
    .order_by(case_subject.c.ordinal, t.record.c.released_at.desc(), t.record.c.id)
)
OWN_GRANTS = (
    select(t.record, func.array_remove(func.array_agg(t.key_grant.c.sealed), None).label("sealed"))
    .outerjoin(
        t.key_grant,
        (t.key_grant.c.record_id == t.record.c.id) & (t.key_grant.c.organisation_id == t.record.c.author_id),
    )
    .where(t.record.c.file_id == func.any(bindparam("files")))
    .group_by(t.record.c.id)
)
ADD_SEALED = fixed(
    inserting(t.key_grant, [one.name for one in fields(StoredGrant)], "grants")
    .add_cte(inserting(t.record, [one.name for one in fields(Record)], "new").cte("added"))
    .add_cte(inserting(t.field_box, ["record_id", *Box._fields], "boxes").cte("boxed"))
)
SUPERSEDE = text("""
    UPDATE record SET state = 'superseded', version = record.version + 1
    FROM unnest(:ids, :versions) AS stood (id, version)
    WHERE record.id = stood.id AND record.version = stood.version
""").bindparams(bindparam("versions", type_=ARRAY(Integer)))
DROP_DRAFTS = fixed(text("SELECT drop_draft(id) FROM unnest(cast(:ids AS uuid[])) AS id"))
RELEASED = ("id", "version", "legal_basis", "approved_by", "released_at", "policy_release", "protection", "codes")
"""What changes in a draft when it is released, beside its state, and what it is found by."""
_next = rows_given(t.record, RELEASED)
RELEASE = fixed(
    update(t.record)
    .where(t.record.c.id == _next.c.id, t.record.c.version == _next.c.version - 1, t.record.c.state == "draft")
    .values({"state": "released", **{name: _next.c[name] for name in RELEASED[1:]}})
)
FOUND = fixed(select(t.record).where(t.record.c.id == func.any(bindparam("records"))))
BOXES = fixed(
    select(t.field_box.c.record_id, *(t.field_box.c[one] for one in Box._fields)).where(
        t.field_box.c.record_id == func.any(bindparam("records"))
    )
)


class SqlRecordRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, *new: Record) -> None:
        """Store new records."""
        insert_all(self._db, t.record, [columns_of(record) for record in new])

    def find(self, record_id: UUID) -> Record | None:
        """The record's plain columns, or None."""
        return self._first(t.record.c.id == record_id)

    def found(self, record_ids: Sequence[UUID]) -> Mapping[UUID, Record]:
        """The plain columns of those of these records that there are."""
        rows = self._db.execute(FOUND, {"records": list(record_ids)})
        return {row.id: Record(**row._mapping) for row in rows}

    def of_file(self, file_id: UUID, kind: str) -> tuple[Record, ...]:
        """Released records of one kind in a file, superseded ones too, the newest first."""
        return self.of_files([file_id], kind)

    def of_files(self, file_ids: Sequence[UUID], *kinds: str) -> tuple[Record, ...]:
        """Released records of these kinds in some files, superseded ones too, the newest first."""
        rows = self._db.execute(OF_FILES, {"files": list(file_ids), "kinds": list(kinds)})
        return tuple(Record(**row._mapping) for row in rows)

    def at_partner(self, file_id: UUID) -> tuple[Record, ...]:
        """What a request asks, its returns, superseded ones too, and all drafts.

        In the order of its case's subjects; about each, drafts first and then the newest.
        """
        return tuple(Record(**row._mapping) for row in self._db.execute(AT_PARTNER, {"file": file_id}))

    def with_own_grants(self, file_ids: Sequence[UUID]) -> tuple[tuple[Record, tuple[bytes, ...]], ...]:
        """Every record of some files, drafts too, each with its author's own key grants at rest."""
        found = []
        for row in self._db.execute(OWN_GRANTS, {"files": list(file_ids)}).mappings():
            columns = dict(row)
            sealed = tuple(bytes(one) for one in columns.pop("sealed"))
            found.append((Record(**columns), sealed))
        return tuple(found)

    def draft(self, file_id: UUID, subject_id: UUID, person: UUID) -> Record | None:
        """A person's draft about a subject, or None."""
        return self._first(
            t.record.c.file_id == file_id,
            t.record.c.subject_id == subject_id,
            t.record.c.author_person_id == person,
            t.record.c.state == "draft",
        )

    def drafts(self, file_id: UUID) -> tuple[Record, ...]:
        """All drafts of a file."""
        rows = self._db.execute(select(t.record).where(t.record.c.file_id == file_id, t.record.c.state == "draft"))
        return tuple(Record(**row._mapping) for row in rows)

    def save(self, record: Record, expected_version: int) -> None:
        """Store a record's next state. Raises Stale when somebody was first."""
        changed = self._db.execute(
            update(t.record)
            .where(t.record.c.id == record.id, t.record.c.version == expected_version)
            .values(**asdict(record))
        )
        if changed.rowcount != 1:
            raise Stale("This was changed in another window or by a colleague. Your words are kept as a draft.")

    def supersede(self, before: Sequence[Record], after: Sequence[Record]) -> None:
        """Store new records in the place of released ones, however many. Raises Stale when somebody was first."""
        stood = {"ids": [one.id for one in before], "versions": [one.version for one in before]}
        if self._db.execute(SUPERSEDE, stood).rowcount != len(before):
            raise Stale("This was changed by a colleague meanwhile. Open it again to see where it stands.")
        self.add(*after)

    def release(self, drafts: Sequence[Record]) -> None:
        """Store drafts as they are released, each the version after the one that stood. Raises Stale when one is not.

        What was sealed in them is dropped: they are sealed anew.
        """
        self._db.execute(DROP_DRAFTS, {"ids": [one.id for one in drafts]})
        rows = given([{name: getattr(one, name) for name in RELEASED} for one in drafts])
        if self._db.execute(RELEASE, rows).rowcount != len(drafts):
            raise Stale("This was changed in another window or by a colleague. Your words are kept as a draft.")

    def drop_draft(self, record_id: UUID) -> None:
        """Drop what is sealed in a draft, to be sealed anew. The database drops nothing of anything else."""
        self._db.execute(select(func.drop_draft(record_id)))

    def take_back(self, withdrawn: Mapping[UUID, UUID]) -> Mapping[UUID, Mapping[UUID, str]]:
        """Delete partners' keys to what withdrawn requests (by file) ask; by file, the digest of each by its record."""
        return take_back(self._db, withdrawn)

    def take_back_about(self, subject_id: UUID, asked: Mapping[UUID, UUID]) -> Mapping[UUID, Mapping[UUID, str]]:
        """The same of one subject alone, in requests in which nothing is asked about them any more."""
        return take_back(self._db, asked, subject_id)

    def add_sealed(
        self, records: Sequence[Record], boxes: Mapping[UUID, Sequence[Box]], grants: Sequence[StoredGrant]
    ) -> None:
        """Store what was sealed, in one statement: records that are new, boxes (by their records), and key grants."""
        rows = [{"record_id": record, **box._asdict()} for record, some in boxes.items() for box in some]
        new, granted = [columns_of(one) for one in records], [columns_of(one) for one in grants]
        self._db.execute(ADD_SEALED, given(new, "new") | given(rows, "boxes") | given(granted, "grants"))

    def boxes(self, record_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Box, ...]]:
        """All boxes of some records, by record."""
        return by_record(self._db.execute(BOXES, {"records": list(record_ids)}))

    def boxes_beside_places(
        self, record_ids: Sequence[UUID], organisation: UUID, fields: Sequence[str], whats: Sequence[str] = ()
    ) -> BesidePlaces:
        """The same, and the full boxes of these fields in the cases, of this organisation, that they belong to.

        Of these cases, what stands on record of each subject, and the returns that hold; and what was stated last of
        each, of the kinds `whats`.
        """
        given = {"records": list(record_ids), "organisation": organisation}
        rows = self._db.execute(BESIDE_PLACES, given | {"fields": list(fields), "whats": list(whats)}).all()
        sought, beside = (by_record(row[1:] for row in rows if row.sought is which) for which in (True, False))
        return BesidePlaces(sought, beside, frozenset(row.record_id for row in rows if row.sought is None))

    def lock_shared(self, record_ids: Sequence[UUID], membership: UUID) -> bool:
        """Hold off revocations of these records' files, their case and the membership until the end of the work.

        Returns whether the membership still stands.
        """
        held = self._db.execute(LOCK, {"records": list(record_ids), "membership": membership}).one()
        return bool(held.memberships)

    def openable(self, record_ids: Sequence[UUID], organisation: UUID) -> tuple[Openable, ...]:
        """What the gate needs to know of each record, as it stands now."""
        rows = self._db.execute(OPENABLE, {"records": list(record_ids), "organisation": organisation}).all()
        found = (openable_of(dict(row._mapping)) for row in rows)
        return tuple(sorted(found, key=lambda one: record_ids.index(one.record.id)))

    def add_reasoned(self, opening: ReasonedOpening, now: datetime) -> None:
        """Store an act with its sealed reason; those that are over go, as their words stay in the log alone."""
        self._db.execute(delete(t.reasoned_opening).where(t.reasoned_opening.c.expires_at <= now))
        self._db.execute(insert(t.reasoned_opening).values(**asdict(opening) | {"fields": list(opening.fields)}))

    def reasoned(self, opening_id: UUID, person: UUID, now: datetime) -> ReasonedOpening | None:
        """The act, if this person stored it and it is still good."""
        row = self._db.execute(
            select(t.reasoned_opening).where(
                t.reasoned_opening.c.id == opening_id,
                t.reasoned_opening.c.person_id == person,
                t.reasoned_opening.c.expires_at > now,
            )
        ).one_or_none()
        return ReasonedOpening(**dict(row._mapping) | {"fields": tuple(row.fields)}) if row else None

    def _first(self, *conditions: ColumnElement[bool]) -> Record | None:
        row = self._db.execute(select(t.record).where(*conditions)).one_or_none()
        return Record(**row._mapping) if row else None
