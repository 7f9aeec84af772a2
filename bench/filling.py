"""Fills the lists and the log with made-up rows: several unequal organisations, and a few rows that a filter finds.

However long a list is made, the same number of rows is put into it for each filter, spread over all of it: what a page
of them costs shows whether the filter walks past everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from psycopg import Connection

MATCHING: Final = 70
"""Rows for each filter and each side of the list: more than two pages."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids that do not change from one size to another: who looks, and what the filters ask for."""

    hub: UUID
    partner: UUID
    others: tuple[UUID, ...]
    counterpart: UUID
    person: UUID
    file: UUID


def a_cast() -> Cast:
    """Made-up ids."""
    return Cast(uuid4(), uuid4(), tuple(uuid4() for _ in range(4)), uuid4(), uuid4(), uuid4())


# In no order: rows of a list are written again with every change of their state.
INBOX: Final = """
    INSERT INTO inbox_entry SELECT * FROM (
    SELECT CASE WHEN n %% 10 < 5 THEN %(hub)s WHEN n %% 10 < 8 THEN %(partner)s
                ELSE (cast(%(others)s AS uuid[]))[1 + n %% 4] END,
           gen_random_uuid(), CASE WHEN n %% 10 < 5 THEN 'asking' ELSE 'answering' END,
           (cast(%(others)s AS uuid[]))[1 + n %% 3], gen_random_uuid(), 'N-' || n,
           (array['amber', 'green'])[1 + n %% 2], 'sent', place.at, place.at, (cast(%(others)s AS uuid[]))[1 + n %% 2],
           CASE WHEN n %% 7 < 5 THEN place.at + interval '1 minute' END
    FROM generate_series(1, %(rows)s) AS n,
         LATERAL (SELECT timestamptz '2026-01-01' + n * interval '37 seconds') AS place (at)
    UNION ALL
    SELECT looks.id, gen_random_uuid(), looks.side,
           CASE WHEN filter = 'counterpart' THEN %(counterpart)s ELSE (cast(%(others)s AS uuid[]))[1] END,
           gen_random_uuid(), filter || n, CASE WHEN filter = 'rating' THEN 'red' ELSE 'green' END, 'claimed',
           place.at, place.at, CASE WHEN filter = 'mine' THEN %(person)s END,
           CASE WHEN answered THEN place.at + interval '1 minute' END
    FROM (VALUES (%(hub)s, 'asking'), (%(partner)s, 'answering')) AS looks (id, side),
         unnest(array['rating', 'counterpart', 'mine']) AS filter, unnest(array[true, false]) AS answered,
         generate_series(1, %(matching)s) AS n,
         LATERAL (SELECT timestamptz '2026-01-01' + n * %(rows)s / %(matching)s * interval '37 seconds') AS place (at)
    ) AS made ORDER BY random()
"""
CASES: Final = """
    INSERT INTO case_entry
    SELECT CASE WHEN n %% 10 < 7 THEN %(hub)s ELSE (cast(%(others)s AS uuid[]))[1 + n %% 4] END,
           gen_random_uuid(), 'N-' || n, 'green', CASE WHEN n %% 5 < 4 THEN 'closed' ELSE 'open' END, 1, 3, 3, NULL,
           timestamptz '2026-01-01' + n * interval '37 seconds'
    FROM generate_series(1, %(rows)s) AS n
    ORDER BY random()
"""
# Whoever looks is on few cases; everybody else has been put on all that there are.
ON_CASES: Final = """
    INSERT INTO file_event
    SELECT file_id, 1, 'assigned', other, other, organisation_id, started_at, '{}', '', ''
    FROM case_entry, LATERAL (SELECT (cast(%(others)s AS uuid[]))[1 + subjects %% 4]) AS who (other)
"""
MY_CASES: Final = """
    WITH mine AS (
        INSERT INTO case_entry
        SELECT %(hub)s, gen_random_uuid(), 'mine' || n, 'green', 'open', 1, n %% 2 * 3, n %% 2, NULL,
               timestamptz '2026-01-01' + n * %(rows)s / %(matching)s * interval '37 seconds'
        FROM generate_series(1, %(matching)s) AS n
        RETURNING file_id, started_at
    ), put_on AS (
        INSERT INTO file_event
        SELECT file_id, 1, 'assigned', %(person)s, %(person)s, %(hub)s, started_at, '{}', '', '' FROM mine
    )
    INSERT INTO inbox_entry
    SELECT %(hub)s, gen_random_uuid(), 'asking', (cast(%(others)s AS uuid[]))[1], file_id, 'mine', 'green', state,
           started_at, started_at, NULL, CASE WHEN state = 'returned' THEN started_at END
    FROM mine, unnest(array['sent', 'clarification', 'returned']) AS state
"""
CHANGES: Final = """
    INSERT INTO research_request
    SELECT file_id, case_id, %(hub)s, (cast(%(others)s AS uuid[]))[1], file_id::text, 'x', 'x', rating, 'sent',
           %(person)s, sent_at, due_at, NULL, NULL, NULL, 1, sent_at,
           CASE WHEN reference <> 'mine' THEN sent_at END, NULL, NULL, due_at, 0, 'standard'
    FROM inbox_entry WHERE side = 'asking' AND organisation_id = %(hub)s
"""
# A clock of every row runs, and none is due at the same time as another.
CLOCKS: Final = """
    WITH made AS (
        SELECT gen_random_uuid() AS id, n, place.at FROM generate_series(1, %(rows)s) AS n,
               LATERAL (SELECT timestamptz '2026-01-01' + n * interval '37 seconds') AS place (at)
        ORDER BY random()
    ), files AS (INSERT INTO file SELECT id, 'request', %(hub)s, %(file)s, 1, at FROM made)
    INSERT INTO research_request
    SELECT id, %(file)s, %(hub)s, (cast(%(others)s AS uuid[]))[1 + n %% 4], 'N-' || n, 'x', 'x', 'green', 'sent',
           %(person)s, at, at, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, at, 0, 'standard'
    FROM made
"""
# Each closed case of the hub holds two fields.
CLOSED: Final = """
    UPDATE case_entry SET closed_at = started_at WHERE state = 'closed'
"""
FILES: Final = """
    WITH closed AS (SELECT * FROM case_entry WHERE closed_at IS NOT NULL AND organisation_id = %(hub)s),
    made AS (INSERT INTO file SELECT file_id, 'case', organisation_id, NULL, 1, started_at FROM closed)
    INSERT INTO case_file SELECT file_id, reference, %(person)s, started_at, 1, started_at FROM closed
"""
RECORDS: Final = """
    INSERT INTO record
    SELECT file.id, file.id, 'case', file.id, 'child', tenant_id, %(person)s, NULL, 'draft', 1, 'x', 'x', 'none', 1,
           created_at, NULL, NULL, NULL, '{}', 'page', NULL
    FROM file WHERE tenant_id = %(hub)s
"""
BOXES: Final = """
    INSERT INTO field_box
    SELECT id, field, 'full', 1, '\\x5a' FROM record, unnest(array['case_address', 'case_decision']) AS field
"""
LEAVES: Final = """
    INSERT INTO log_leaf
    SELECT 1, n, encode(substr(int8send(cast(extract(epoch FROM place.at) * 1000 AS bigint)), 3)
           || substr(sha256(int8send(n)), 1, 10), 'hex')::uuid, 'opened', place.at, 'x'
    FROM generate_series(0, cast(%(rows)s - 1 AS bigint)) AS n,
         LATERAL (SELECT timestamptz '2026-01-01' + n * interval '10 minutes' * 1000 / %(rows)s) AS place (at)
"""
DETAILS: Final = """
    INSERT INTO log_detail
    SELECT id, log, idx,
           CASE WHEN wanted AND turn = 0 THEN 'refused' ELSE (array['opened', 'request_sent'])[1 + idx %% 2] END, at,
           CASE WHEN idx %% 10 < 7 OR wanted THEN %(hub)s ELSE (cast(%(others)s AS uuid[]))[1 + idx %% 4] END,
           CASE WHEN wanted AND turn = 1 THEN %(file)s ELSE gen_random_uuid() END,
           CASE WHEN wanted AND turn = 2 THEN %(partner)s ELSE (cast(%(others)s AS uuid[]))[1 + idx %% 2] END,
           CASE WHEN wanted AND turn = 3 THEN %(partner)s ELSE %(hub)s END,
           CASE WHEN wanted AND turn = 4 THEN %(person)s ELSE (cast(%(others)s AS uuid[]))[1 + idx %% 3] END,
           'hub_collator',
           CASE WHEN wanted AND turn = 5 THEN 'adult_safeguarding_enquiry' ELSE 'child_protection_enquiry' END,
           'x', 1, 'full', 3, '{}', '{}', decode(repeat('5a', 700), 'hex'), 'file'
    FROM (SELECT *, idx / (%(rows)s / (6 * %(matching)s)) %% 6 AS turn,
                 idx %% (%(rows)s / (6 * %(matching)s)) = 0 AS wanted FROM log_leaf) AS leaf
"""


def fill_lists(connection: Connection, cast: Cast, rows: int) -> None:
    """Fill the lists of an empty database and analyse them; `connection` must be the superuser's."""
    connection.execute("SET session_replication_role TO replica")  # ids alone: nobody stands behind them
    _run(connection, cast, rows, INBOX, CASES, ON_CASES, MY_CASES, CHANGES)
    connection.execute("RESET session_replication_role")


def fill_kept(connection: Connection, cast: Cast, rows: int) -> None:
    """Of filled lists, close the cases that are closed, and put something into the hub's."""
    connection.execute("SET session_replication_role TO replica")
    _run(connection, cast, rows, CLOSED, FILES, RECORDS, BOXES)
    connection.execute("RESET session_replication_role")


def fill_clocks(connection: Connection, cast: Cast, rows: int) -> None:
    """Fill an empty database with so many requests that nobody has answered, and analyse it."""
    connection.execute("SET session_replication_role TO replica")
    _run(connection, cast, rows, CLOCKS)
    connection.execute("RESET session_replication_role")


def fill_log(connection: Connection, cast: Cast, rows: int) -> None:
    """Fill the log of an empty database and analyse it; the hub's people and files are ids alone."""
    _run(connection, cast, rows, LEAVES, DETAILS)


def _run(connection: Connection, cast: Cast, rows: int, *statements: str) -> None:
    given = {
        "hub": cast.hub, "partner": cast.partner, "others": list(cast.others), "counterpart": cast.counterpart,
        "person": cast.person, "file": cast.file, "rows": rows, "matching": MATCHING,
    }  # fmt: skip
    connection.execute("SELECT setseed(0.5)")  # the same order in every run
    for statement in statements:
        connection.execute(statement.encode(), given)
    connection.execute("VACUUM ANALYZE")
