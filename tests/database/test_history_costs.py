"""What stands in a case is read in as few blocks, however many records others have."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from app.demonstration.database import SUPERUSER
from tests.conftest import Database

EACH = 12
"""Statements in a case."""
MORE = 2
"""Blocks the larger table may cost beyond the smaller."""
FILL = """
    INSERT INTO record (id, file_id, kind, subject_id, subject_kind, author_id, author_person_id, state, version,
                        purpose, legal_basis, protection, policy_release, saved_at, released_at, what, codes, channel)
    SELECT gen_random_uuid(), md5('file' || of_case)::uuid, 'case', md5('subject' || of_case)::uuid, 'case',
           md5('hub')::uuid, md5('person')::uuid, 'released', 1, 'madeup', 'madeup', 'unknown', 1, now(), now(),
           'kind_' || number, '{}', 'exchange'
    FROM generate_series(%s::int, %s::int) AS of_case, generate_series(1, %s) AS number
"""
READ = """
    EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
    SELECT * FROM record WHERE file_id = md5('file7')::uuid AND kind = 'case' AND state <> 'draft'
    ORDER BY released_at DESC, id
"""


def blocks(connection: psycopg.Connection[Any]) -> int:
    """How many blocks reading one case touches, once everything is at rest."""
    connection.execute("VACUUM ANALYZE record")
    connection.execute(READ)
    found = connection.execute(READ).fetchone()
    assert found
    plan = (json.loads(found[0]) if isinstance(found[0], str) else found[0])[0]["Plan"]
    assert plan["Actual Rows"] == EACH
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


@pytest.mark.parametrize("cases", [20_000])
def test_what_stands_in_a_case_costs_no_more_when_there_is_more(database: Database, cases: int) -> None:
    address = make_url(database.owner_url)
    host, name = str(address.query["host"]), address.database
    with psycopg.connect(host=host, user=SUPERUSER, dbname=name, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(FILL, (1, 200, EACH))
        few = blocks(connection)
        connection.execute(FILL, (201, cases, EACH))
        assert blocks(connection) <= few + MORE
