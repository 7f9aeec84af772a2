"""What stands in a case is read in as few blocks, however many records others have."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import make_url

from app.adapters.database.engine import make_engine
from app.adapters.database.work import SqlDatabase
from app.demonstration.database import SUPERUSER
from bench.standing import READS, blocks_of, case_looked_at, fill_cases
from tests.conftest import Database


@pytest.mark.parametrize("cases", [20_000])
def test_what_stands_in_a_case_costs_no_more_when_there_is_more(database: Database, cases: int) -> None:
    address, engine = make_url(database.owner_url), make_engine(database.app_url)
    with psycopg.connect(
        host=str(address.query["host"]), user=SUPERUSER, dbname=address.database, autocommit=True
    ) as connection:
        fill_cases(connection, 1, 200)
        few = {name: blocks_of(read, engine) for name, (read, _) in READS.items()}
        fill_cases(connection, 201, cases)
        many = {name: blocks_of(read, engine) for name, (read, _) in READS.items()}
    stands = {read(SqlDatabase(engine), case_looked_at(engine)) for read, _ in READS.values()}
    engine.dispose()
    assert stands == {"red"}, "what was said last"
    assert {name: many[name] - few[name] for name, (_, more) in READS.items() if many[name] > few[name] + more} == {}
