"""What stands in a case, read and folded where there are the records of a thousand cases and of a hundred thousand: it
must cost no more for all that others have said.

Blocks are PostgreSQL's own account of the statements the application says; times are medians, both sizes in turns. Of a
case's twelve records no two stand together: all cases' first were written before anybody's second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID

import psycopg
from sqlalchemy import Engine

from app.adapters.database.engine import make_engine
from app.adapters.database.migrate import upgrade
from app.adapters.database.work import SqlDatabase
from app.demonstration.database import OWNER, SUPERUSER, Cluster
from app.services.intake.case_history import case_history
from bench.blocks import blocks_read

NAME: Final = "What stands in a case, at 12,000 and at 1,200,000 records: blocks read, and milliseconds"
EACH: Final = 12
FEW, MANY = 1_000, 100_000
"""Cases."""
MORE: Final = 2
"""Blocks the fold may cost beyond what it costs among few: its index is a level deeper or two."""
ROUNDS: Final = 25
LOOKED_AT: Final = 7
FILES: Final = """
    INSERT INTO file (id, kind, tenant_id, authz_rev, created_at)
    SELECT md5('file' || n)::uuid, 'case', md5('hub')::uuid, 0, now() FROM generate_series(%s::int, %s::int) AS n
"""
CASES: Final = """
    INSERT INTO case_file (file_id, reference, started_by, started_at, version, counted_from)
    SELECT md5('file' || n)::uuid, 'N-' || n, md5('person')::uuid, now(), 1, now()
    FROM generate_series(%s::int, %s::int) AS n
"""
RECORDS: Final = """
    INSERT INTO record (id, file_id, kind, subject_id, subject_kind, author_id, author_person_id, state, version,
                        purpose, legal_basis, protection, policy_release, saved_at, released_at, supersedes, what,
                        codes, channel)
    SELECT md5('record' || n || '-' || number)::uuid, md5('file' || n)::uuid, 'case', md5('subject' || n)::uuid, 'case',
           md5('hub')::uuid, md5('person')::uuid, 'released', CASE WHEN number < 3 THEN 1 ELSE number - 2 END,
           'madeup', 'madeup', 'unknown', 1, said.at, said.at,
           CASE WHEN number > 3 THEN md5('record' || n || '-' || number - 1)::uuid END,
           CASE number WHEN 1 THEN NULL WHEN 2 THEN 'purpose' ELSE 'rating' END,
           CASE number WHEN 1 THEN '{}' WHEN 2 THEN '{"purpose": "madeup", "legal_basis": "madeup"}'
                       WHEN 12 THEN '{"rating": "red"}' ELSE '{"rating": "green"}' END::jsonb,
           'exchange'
    FROM generate_series(1, 12) AS number, generate_series(%s::int, %s::int) AS n,
         LATERAL (SELECT timestamptz '2026-01-01' + number * interval '1 day') AS said (at)
    ORDER BY number, n
"""


def run() -> dict[str, Any]:
    """Return the measurement's name and rows, one for each way to read a case."""
    with Cluster(fsync=False, settings={"max_wal_size": "8GB"}) as cluster, ExitStack() as stack:
        small, large = (stack.enter_context(filled(cluster, cases)) for cases in (FEW, MANY))
        rows = [_row(name, read, limit, small, large) for name, (read, limit) in READS.items()]
    return {"name": NAME, "rows": rows}


@contextmanager
def filled(cluster: Cluster, cases: int) -> Iterator[Engine]:
    """Yield the application's engine on a new database with so many cases."""
    name = f"cases_{cases}"
    cluster.create_database(name)
    upgrade(cluster.url(name, OWNER))
    with psycopg.connect(f"host={cluster.folder} user={SUPERUSER} dbname={name}", autocommit=True) as connection:
        fill_cases(connection, 1, cases)
    engine = make_engine(cluster.url(name))
    try:
        yield engine
    finally:
        engine.dispose()
        cluster.drop_database(name)


def fill_cases(connection: psycopg.Connection[Any], first: int, last: int) -> None:
    """Add made-up cases of these numbers, without keys or people; `connection` must be the superuser's."""
    connection.execute("SET session_replication_role = replica")
    for statement in (FILES, CASES, RECORDS):
        connection.execute(statement.encode(), (first, last))
    connection.execute("VACUUM ANALYZE")


def case_looked_at(engine: Engine) -> UUID:
    """The id of the case that is read."""
    with engine.connect() as connection:
        found: UUID = connection.exec_driver_sql(f"SELECT md5('file{LOOKED_AT}')::uuid").scalar_one()
    return found


def read_history(database: SqlDatabase, case: UUID) -> str:
    """The rating that stands, by the fold over everything in the case."""
    with database.work(None) as work:
        [newest] = [one for (what, _), one in case_history(work, case, "N-7").stated().items() if what == "rating"]
    return str(newest.codes["rating"])


def read_case(database: SqlDatabase, case: UUID) -> str:
    """The rating that stands, as the case's own row is read."""
    with database.work(None) as work:
        found = work.files.case(case)
    return found.rating if found else "nothing"


READS: Final = {"everything in it, folded": (read_history, MORE), "the case as it stands": (read_case, MORE + 2)}
"""Each with what it may cost more: a case as it stands is found by two more indexes, each a level deeper."""


def blocks_of(read: Any, engine: Engine) -> int:
    """How many blocks one reading of the case takes."""
    case = case_looked_at(engine)
    return blocks_read(engine, lambda: read(SqlDatabase(engine), case))


def _row(name: str, read: Any, limit: int, small: Engine, large: Engine) -> dict[str, Any]:
    few, many = blocks_of(read, small), blocks_of(read, large)
    case = case_looked_at(small)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for engine, taken in zip((small, large), times, strict=True):
            database, started = SqlDatabase(engine), perf_counter()
            if read(database, case) != "red":
                raise AssertionError("another rating stands than was said last")
            taken.append((perf_counter() - started) * 1e3)
    quick, slow = map(median, times)
    return {
        "what": name, "blocks_at_12000": few, "blocks_at_1200000": many, "more": many - few, "limit": limit,
        "within": many <= few + limit, "ms_at_12000": round(quick, 2), "ms_at_1200000": round(slow, 2),
        "time_ratio": round(slow / quick, 2),
    }  # fmt: skip
