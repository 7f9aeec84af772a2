"""Rows of the index that people are found again by, and of who is said to be whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Subquery,
    Uuid,
    bindparam,
    cast,
    delete,
    func,
    literal,
    select,
    true,
)

from app.adapters.database.fixed import fixed
from app.adapters.database.for_reader import open_to
from app.adapters.database.insert_all import insert_all
from app.adapters.database.lists import ACT_AS
from app.adapters.database.tables.files import case_subject, erasure
from app.adapters.database.tables.finding import subject_link, subject_tag
from app.adapters.database.tables.lists import case_entry
from app.adapters.database.tables.records import record
from app.domain.lists import CaseEntry
from app.domain.ports_finding import Candidate, Elsewhere

FORGET_TAGS = fixed(delete(subject_tag).where(subject_tag.c.subject_id == func.any(bindparam("subjects"))))
FORGET_LINKS = fixed(delete(subject_link).where(subject_link.c.subject_id == bindparam("subject")))
MOST_STEPS = 20
"""How far links are followed from one case to the next: further is no household."""


class SqlFindingRows:
    """Reads and writes through one connection."""

    def __init__(self, connection: Connection, organisation: UUID | None) -> None:
        self._db = connection
        self._organisation = organisation

    def put_tags(self, tags: Mapping[UUID, Collection[int]]) -> None:
        """From now on these are the tags of these people, and no others."""
        self._db.execute(FORGET_TAGS, {"subjects": list(tags)})
        rows = [{"tag": tag, "subject_id": one} for one, each in tags.items() for tag in sorted(each)]
        insert_all(self._db, subject_tag, rows)

    def candidates(self, tags: Collection[int], reader: UUID, most: int) -> tuple[Candidate, ...]:
        """Who shares most of these tags, of the cases of the acting organisation that this reader may know of."""
        shared = (
            select(subject_tag.c.subject_id, func.count().label("shared"))
            .where(subject_tag.c.tag == func.any(bindparam("tags", type_=ARRAY(BigInteger))))
            .group_by(subject_tag.c.subject_id)
            .order_by(func.count().desc(), subject_tag.c.subject_id)
            .limit(most)
            .subquery("shared")
        )
        newest = (
            select(record.c.id)
            .where(record.c.file_id == case_subject.c.file_id, record.c.subject_id == case_subject.c.subject_id)
            .where(record.c.kind == "case", record.c.what.is_(None))
            .order_by(record.c.version.desc())
            .limit(1)
            .correlate(case_subject)
            .lateral("newest")
        )
        found = (
            select(case_entry, shared.c.subject_id, newest.c.id.label("record_id"))
            .select_from(shared)
            .join(case_subject, case_subject.c.subject_id == shared.c.subject_id)
            .join(case_entry, case_entry.c.file_id == case_subject.c.file_id)
            .join(newest, true())
            .where(open_to(reader, case_entry.c.file_id), _not_erased())
        )
        return tuple(
            Candidate(row["subject_id"], row["record_id"], _case(row))
            for row in self._own(found, {"tags": sorted(tags)})
        )

    def link(self, subject_id: UUID, others: Collection[UUID], record_id: UUID) -> None:
        """From now on this person of a case is said, in this record, to be these of other cases, and no others."""
        self._db.execute(FORGET_LINKS, {"subject": subject_id})
        rows = [{"subject_id": subject_id, "other_id": one, "record_id": record_id} for one in sorted(others)]
        insert_all(self._db, subject_link, rows)

    def elsewhere(self, subject_ids: Sequence[UUID], reader: UUID) -> tuple[Elsewhere, ...]:
        """The other cases of whoever is said to be one of these people, also by way of a third, the newest first."""
        reached = _reached()
        found = (
            select(case_entry, reached.c.of_id, reached.c.id.label("other_id"))
            .distinct()
            .select_from(reached)
            .join(case_subject, case_subject.c.subject_id == reached.c.id)
            .join(case_entry, case_entry.c.file_id == case_subject.c.file_id)
            .where(reached.c.of_id != reached.c.id, open_to(reader, case_entry.c.file_id), _not_erased())
            .order_by(case_entry.c.started_at.desc(), case_entry.c.file_id)
        )
        return tuple(
            Elsewhere(row["of_id"], row["other_id"], _case(row))
            for row in self._own(found, {"subjects": list(subject_ids)})
        )

    def cases_of(self, subject_ids: Collection[UUID], reader: UUID) -> Mapping[UUID, CaseEntry]:
        """The case of each of these people, of those in the organisation’s own cases that this reader may know of."""
        found = (
            select(case_entry, case_subject.c.subject_id)
            .join(case_subject, case_subject.c.file_id == case_entry.c.file_id)
            .where(case_subject.c.subject_id == func.any(bindparam("subjects", type_=ARRAY(Uuid))))
            .where(case_subject.c.kind != "case", open_to(reader, case_entry.c.file_id), _not_erased())
        )
        return {row["subject_id"]: _case(row) for row in self._own(found, {"subjects": list(subject_ids)})}

    def _own(self, query: Select[Any], given: Mapping[str, Any]) -> Iterable[RowMapping]:
        """Read as the acting organisation: row-level security of the list keeps others' cases out."""
        self._db.execute(ACT_AS, {"organisation": str(self._organisation or "")})
        return self._db.execute(query, given).mappings()


def _reached() -> Subquery:
    """Who is reached from each of the given people by links, in either direction."""
    start = func.unnest(bindparam("subjects", type_=ARRAY(Uuid))).table_valued("id", name="start").render_derived()
    of = cast(start.c.id, Uuid)
    reached = select(of.label("of_id"), of.label("id"), literal(0).label("steps")).cte("reached", recursive=True)
    forth = select(subject_link.c.subject_id.label("one"), subject_link.c.other_id.label("other"))
    back = select(subject_link.c.other_id, subject_link.c.subject_id)
    links = forth.union_all(back).subquery("links")
    further = (
        select(reached.c.of_id, links.c.other, reached.c.steps + 1)
        .join(links, links.c.one == reached.c.id)
        .where(reached.c.steps < MOST_STEPS)
    )
    whole = reached.union(further)
    return select(whole.c.of_id, whole.c.id).distinct().subquery("reached_whole")


def _not_erased() -> ColumnElement[bool]:
    return ~select(erasure.c.file_id).where(erasure.c.file_id == case_entry.c.file_id).exists()


def _case(row: RowMapping) -> CaseEntry:
    return CaseEntry(**{column.name: row[column.name] for column in case_entry.columns})
