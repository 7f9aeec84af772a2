"""Inbox, board, cases, log and My work at a thousand rows and at a million: what a page costs must not grow.

Blocks are PostgreSQL's own account (EXPLAIN with ANALYZE and BUFFERS) of the statements the application says, run as
the application's role under row-level security; times are medians of whole pages, asked of both sizes in turns, over
connections that stay open, so that statements are prepared as they are in use. Lists are filled very unequally, and
each filter finds the same few rows however long the list is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from time import perf_counter
from typing import Any, Final

import psycopg
from sqlalchemy import Engine

from app.adapters.database.engine import make_engine
from app.adapters.database.migrate import upgrade
from app.adapters.database.work import SqlDatabase
from app.demonstration.database import OWNER, SUPERUSER, Cluster
from bench.blocks import blocks_read
from bench.filling import Cast, a_cast, fill_clocks, fill_lists, fill_log
from bench.list_pages import CLOCK_PAGES, Fetch, list_pages, log_pages, work_pages

NAME: Final = "A page of each list at 1,000 and at 1,000,000 rows: blocks read, and milliseconds"
FEW, SOME, MANY = 1_000, 20_000, 1_000_000
"""My work is compared from the second on: below that its tables are a few blocks, and read whole."""
LIMIT: Final = 1.5
ROUNDS: Final = 25


def run() -> dict[str, Any]:
    """Return the measurement's name and rows, one for each page of each list."""
    cast = a_cast()
    with Cluster(fsync=False, settings={"max_wal_size": "8GB"}) as cluster, ExitStack() as stack:
        small, some, large = (stack.enter_context(filled(cluster, cast, size)) for size in (FEW, SOME, MANY))
        pages = [
            (name, few, many)
            for make in (list_pages, log_pages)
            for (name, few), many in zip(make(cast, FEW).items(), make(cast, MANY).values(), strict=True)
        ]
        rows = [_row(name, (small, few), (large, many)) for name, few, many in pages]
        work = work_pages(cast, MANY)
        rows += [_row(name, (some, one), (large, work[name])) for name, one in work_pages(cast, SOME).items()]
        few, many = (stack.enter_context(clocked(cluster, cast, size)) for size in (FEW, MANY))
        rows += [_row(name, (few, one), (many, one)) for name, one in CLOCK_PAGES.items()]
    return {"name": NAME, "rows": rows}


@contextmanager
def filled(cluster: Cluster, cast: Cast, size: int) -> Iterator[Engine]:
    """Yield the application's engine on a new database with lists and log of so many rows."""

    def fill(made: psycopg.Connection) -> None:
        fill_lists(made, cast, size)
        fill_log(made, cast, size)

    with _database(cluster, f"rows_{size}", fill) as it:
        yield it


@contextmanager
def clocked(cluster: Cluster, cast: Cast, size: int) -> Iterator[Engine]:
    """The same on a new database with so many requests that nobody has answered."""
    with _database(cluster, f"clocks_{size}", lambda made: fill_clocks(made, cast, size)) as it:
        yield it


@contextmanager
def _database(cluster: Cluster, name: str, fill: Callable[[psycopg.Connection], object]) -> Iterator[Engine]:
    cluster.create_database(name)
    upgrade(cluster.url(name, OWNER))
    with psycopg.connect(f"host={cluster.folder} user={SUPERUSER} dbname={name}", autocommit=True) as connection:
        fill(connection)
    engine = make_engine(cluster.url(name))
    try:
        yield engine
    finally:
        engine.dispose()
        cluster.drop_database(name)


def _row(name: str, few: tuple[Engine, Fetch], many: tuple[Engine, Fetch]) -> dict[str, Any]:
    small, large = (page_blocks(*one) for one in (few, many))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for (engine, fetch), taken in zip((few, many), times, strict=True):
            database = SqlDatabase(engine)
            started = perf_counter()
            fetch(database)
            taken.append((perf_counter() - started) * 1e3)
    quick, slow = map(median, times)
    return {
        "page": name, "blocks_at_1000": small, "blocks_at_1000000": large, "ratio": round(large / small, 2),
        "limit": LIMIT, "within": large <= LIMIT * small, "ms_at_1000": round(quick, 2),
        "ms_at_1000000": round(slow, 2), "time_ratio": round(slow / quick, 2),
    }  # fmt: skip


def page_blocks(engine: Engine, fetch: Fetch) -> int:
    """How many blocks one page reads."""
    return blocks_read(engine, lambda: fetch(SqlDatabase(engine)))
