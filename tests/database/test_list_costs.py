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

from app.adapters.database.work import SqlDatabase
from app.demonstration.database import SUPERUSER, Cluster
from bench.filling import a_cast
from bench.list_pages import Fetch, list_pages, log_pages, work_pages
from bench.lists import LIMIT, filled, page_blocks

FEW, SOME, MANY = 1_000, 20_000, 200_000
CAST = a_cast()
WAITS = {
    "my work at the partner": {"overdue", "to_answer"},
    "my work at the hub": {"to_ring", "asks_back", "late_answer", "new_return", "to_ask", "to_decide"},
}
FULL = 26
"""Rows of a page, and the one more that says there is a next one."""


@pytest.fixture(scope="module")
def both(cluster: Cluster) -> Iterator[tuple[Engine, Engine]]:
    """The application's engines on a short history and on a long one."""
    with ExitStack() as stack:
        yield stack.enter_context(filled(cluster, CAST, FEW)), stack.enter_context(filled(cluster, CAST, MANY))


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
def test_no_page_reads_more_where_there_is_more(both: tuple[Engine, Engine]) -> None:
    assert grown(both, list(pages(FEW))) == {}


@pytest.mark.slow
def test_a_filter_without_its_index_would_be_seen(both: tuple[Engine, Engine]) -> None:
    at = both[1].url.set(username=SUPERUSER).render_as_string().replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(at, autocommit=True) as connection:
        connection.execute("DROP INDEX ix_inbox_entry_answered_mine")
    assert list(grown(both, ["board answered, mine, first"])) == ["board answered, mine, first"]
