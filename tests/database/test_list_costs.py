"""What a page of inbox, board, cases or log reads does not grow with history.

At a thousand rows and at two hundred thousand, so that it can run every time; `make bench ARGS=lists` does it at a
million, with times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from sqlalchemy import Engine

from app.adapters.database.duty import urgent_cases
from app.adapters.database.work import SqlDatabase
from app.demonstration.database import SUPERUSER, Cluster
from app.domain.kept import SHOWN
from app.domain.lists import COUNTED
from bench.filling import MATCHING, a_cast, fill_kept
from bench.list_pages import Fetch, found_pages, kept_page, list_pages, log_pages, totals, work_pages
from bench.lists import LIMIT, filled, page_blocks

FEW, SOME, MANY = 1_000, 20_000, 200_000
CAST = a_cast()
WAITS = {
    "my work at the partner": {"overdue", "to_answer"},
    "my work at the hub": {"to_ring", "asks_back", "late_answer", "new_return", "to_ask", "to_decide"},
}
FEW_BLOCKS, CASE_BLOCKS = 4, 12
"""Of a row: itself, and whether the reader has stepped back. Of a case: who is on it as well, and what was asked."""
FULL = 26
"""Rows of a page, and the one more that says there is a next one."""


@pytest.fixture(scope="module")
def both(cluster: Cluster) -> Iterator[tuple[Engine, Engine]]:
    """The application's engines on a short history and on a long one."""
    with ExitStack() as stack:
        yield stack.enter_context(filled(cluster, CAST, FEW)), stack.enter_context(filled(cluster, CAST, MANY))


def as_superuser(engine: Engine) -> str:
    """The address of a database as its superuser sees it, for psycopg."""
    return engine.url.set(username=SUPERUSER).render_as_string().replace("postgresql+psycopg", "postgresql")


def pages(rows: int) -> dict[str, Fetch]:
    return {**list_pages(CAST, rows), **log_pages(CAST, rows)}


def grown(both: tuple[Engine, Engine], names: list[str]) -> dict[str, tuple[int, int]]:
    """Pages that read more than they may, with their blocks at both sizes."""
    found = {name: (page_blocks(both[0], pages(FEW)[name]), page_blocks(both[1], pages(MANY)[name])) for name in names}
    return {name: (few, many) for name, (few, many) in found.items() if many > LIMIT * few}


@pytest.mark.slow
def test_every_page_is_full_so_that_there_is_something_to_compare(both: tuple[Engine, Engine]) -> None:
    for engine, size in zip(both, (FEW, MANY), strict=True):
        shown = {name: len(fetch(SqlDatabase(engine))) for name, fetch in pages(size).items()}
        assert {name: rows for name, rows in shown.items() if rows != FULL} == {}


@pytest.mark.slow
def test_my_work_reads_no_more_where_there_is_more(cluster: Cluster, both: tuple[Engine, Engine]) -> None:
    """From where tables no longer fit into a few blocks, which are then read whole."""
    with filled(cluster, CAST, SOME) as some:
        read: dict[str, tuple[int, ...]] = {}
        for engine, size in ((some, SOME), (both[1], MANY)):
            for name, fetch in work_pages(CAST, size).items():
                assert {getattr(one, "what", "") for one in fetch(SqlDatabase(engine))} == WAITS[name]
                read[name] = (*read.get(name, ()), page_blocks(engine, fetch))
    assert {name: blocks for name, blocks in read.items() if blocks[1] > LIMIT * blocks[0]} == {}


@pytest.mark.slow
def test_one_index_finds_the_urgent_cases_of_a_hub(both: tuple[Engine, Engine]) -> None:
    """What the worker asks of each hub as it closes, and every quarter of an hour of its night."""
    for engine in both:
        compiled = urgent_cases(CAST.hub, "red", FULL).compile(engine, compile_kwargs={"render_postcompile": True})
        with engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN {compiled}", compiled.params)
            said = "\n".join(row[0] for row in plan)
        assert "using ix_case_entry_rated on case_entry" in said
        assert "Seq Scan" not in said
        assert "Sort" not in said, "they come in the order of its index"


@pytest.mark.slow
def test_counting_reads_a_few_blocks_for_each_row_counted_and_no_more(both: tuple[Engine, Engine]) -> None:
    read = {name: page_blocks(both[1], fetch) for name, fetch in totals(CAST).items()}
    assert {name: blocks for name, blocks in read.items() if blocks > FEW_BLOCKS * COUNTED} == {}


@pytest.mark.slow
def test_finding_by_who_is_on_a_case_or_by_state_reads_a_few_blocks_for_each_found(both: tuple[Engine, Engine]) -> None:
    read = {name: page_blocks(both[1], fetch) for name, fetch in found_pages(CAST).items()}
    assert {name: blocks for name, blocks in read.items() if blocks > 2 * CASE_BLOCKS * MATCHING} == {}
    for fetch in found_pages(CAST).values():
        assert fetch(SqlDatabase(both[1]))


@pytest.mark.slow
def test_no_page_reads_more_where_there_is_more(both: tuple[Engine, Engine]) -> None:
    assert grown(both, list(pages(FEW))) == {}


@pytest.mark.slow
def test_what_is_due_to_be_looked_at_reads_no_more_where_there_is_more(cluster: Cluster) -> None:
    """Of ten times as many closed cases, each with something beyond its period and something that is not."""
    read = []
    for size in (SOME // 10, SOME):
        with filled(cluster, CAST, size) as engine:
            with psycopg.connect(as_superuser(engine), autocommit=True) as connection:
                fill_kept(connection, CAST, size)
            fetch = kept_page(CAST, size)
            files, total = fetch(SqlDatabase(engine))
            assert isinstance(files, list)
            assert (len(files), total) == (SHOWN, None)
            read.append(page_blocks(engine, fetch))
    assert read[1] <= LIMIT * read[0]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), [("inbox_entry", "claimed_by"), ("file_event", "about_id")])
def test_the_planner_knows_everybody_of_whom_something_is(both: tuple[Engine, Engine], table: str, column: str) -> None:
    """Whom it has missed it takes for nobody: it then reads all that is theirs, and not the page's rows in order."""
    with psycopg.connect(as_superuser(both[1]), autocommit=True) as connection:
        connection.execute("SET session_replication_role TO replica")  # ids alone: nobody stands behind them
        connection.execute(
            f"""
            UPDATE {table} SET {column} = md5((n %% 300)::text)::uuid FROM (
                SELECT file_id, row_number() OVER () AS n FROM {table} WHERE {column} = ANY(%s) LIMIT 900
            ) AS theirs WHERE theirs.file_id = {table}.file_id
        """.encode(),
            [list(CAST.others)],
        )
        connection.execute(f"ANALYZE {table}".encode())
        query = "SELECT most_common_vals::text::uuid[] FROM pg_stats WHERE tablename = %s AND attname = %s"
        [known] = connection.execute(query, [table, column]).fetchone() or ((),)
        everybody = connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL".encode())
        assert set(known) == {person for (person,) in everybody}


@pytest.mark.slow
def test_a_filter_without_its_index_would_be_seen(both: tuple[Engine, Engine]) -> None:
    with psycopg.connect(as_superuser(both[1]), autocommit=True) as connection:
        connection.execute("DROP INDEX ix_inbox_entry_answered_mine")
    assert list(grown(both, ["board answered, mine, first"])) == ["board answered, mine, first"]
