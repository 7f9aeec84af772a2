"""What the worker reads to find the clock that has something to do does not grow with the clocks that run.

At a thousand and at two hundred thousand, so that it can run every time; `make bench ARGS=lists` does it at a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine

from app.adapters.database.chased import TAKE_DUE
from app.adapters.database.work import SqlDatabase
from app.demonstration.database import Cluster
from bench.filling import a_cast
from bench.list_pages import BEGUN, CLOCK_PAGES, STEP
from bench.lists import clocked, page_blocks

FEW, MANY = 1_000, 200_000
MORE = 2
"""Blocks: one more level of each of the two indexes at most."""
CAST = a_cast()


@pytest.fixture(scope="module")
def both(cluster: Cluster) -> Iterator[tuple[Engine, Engine]]:
    """The application's engines where few clocks run, and many."""
    with ExitStack() as stack:
        yield stack.enter_context(clocked(cluster, CAST, FEW)), stack.enter_context(clocked(cluster, CAST, MANY))


@pytest.mark.slow
@pytest.mark.parametrize("page", CLOCK_PAGES)
def test_finding_what_is_due_reads_no_more_where_more_clocks_run(both: tuple[Engine, Engine], page: str) -> None:
    few, many = (page_blocks(engine, CLOCK_PAGES[page]) for engine in both)
    assert few > 0
    assert many <= few + MORE


@pytest.mark.slow
def test_one_index_finds_it(both: tuple[Engine, Engine]) -> None:
    for engine in both:
        assert len(CLOCK_PAGES["the clock that is due"](SqlDatabase(engine))) == 1
        compiled = TAKE_DUE.compile(engine, compile_kwargs={"render_postcompile": True})
        with engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN {compiled}", compiled.params | {"now": BEGUN + STEP})
            said = "\n".join(row[0] for row in plan)
        assert "Index Scan using ix_research_request_chased on research_request" in said
        assert "Seq Scan on research_request" not in said
        assert "Sort" not in said, "it comes in the order of its index"
