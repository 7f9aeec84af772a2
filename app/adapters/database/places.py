"""The boxes of records, and beside them those that say where the people of their case are.

That is what stands on record of each of them, and what the returns that hold say. Beside these, what was stated last of
each person, of the kinds that say from whom somebody is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.adapters.database.fixed import fixed
from app.domain.records import Box

BESIDE_PLACES = fixed(
    text("""
    WITH asked AS MATERIALIZED (
        SELECT DISTINCT coalesce(file.case_id, file.id) AS case_id
        FROM record JOIN file ON file.id = record.file_id
        WHERE record.id = any(:records) AND file.tenant_id = :organisation
    ), own AS MATERIALIZED (
        SELECT id FROM file WHERE id IN (SELECT case_id FROM asked)
        UNION SELECT id FROM file WHERE case_id IN (SELECT case_id FROM asked)
    ), telling AS MATERIALIZED (
        SELECT id FROM record
        WHERE file_id IN (SELECT id FROM own)
            AND (kind = 'return' AND state = 'released' OR kind = 'case' AND what IS NULL AND NOT EXISTS (
                SELECT 1 FROM record AS later WHERE later.file_id = record.file_id AND later.supersedes = record.id))
    ), stated AS MATERIALIZED (
        SELECT id FROM record
        WHERE file_id IN (SELECT case_id FROM asked) AND what = any(:whats) AND NOT EXISTS (
            SELECT 1 FROM record AS later WHERE later.file_id = record.file_id AND later.supersedes = record.id)
    )
    SELECT true AS sought, record_id, field, rendition, version, box FROM field_box WHERE record_id = any(:records)
    UNION ALL
    SELECT false, record_id, field, rendition, version, box FROM field_box
    WHERE record_id IN (SELECT id FROM telling) AND rendition = 'full' AND field = any(:fields)
    UNION ALL
    SELECT NULL, id, NULL, NULL, NULL, NULL FROM stated
""")
)


def by_record(rows: Iterable[Any]) -> Mapping[UUID, tuple[Box, ...]]:
    """Boxes by the record that each row begins with, in the order of their fields: rows come as they were found.

    That differs with how full tables are, and would tell two openings apart in which nothing differs.
    """
    found: defaultdict[UUID, list[Box]] = defaultdict(list)
    for record, *box in rows:
        found[record].append(Box._make(box))
    return {record: tuple(sorted(boxes)) for record, boxes in found.items()}
