"""Statements that are compiled once answer, fail and are heard as SQLAlchemy's own do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Connection, Executable, bindparam, event, func, select, text
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from app.adapters.database.fixed import fixed
from app.adapters.database.tables.identity import organisation
from tests.services.exchange import Exchange

SOME = select(organisation).where(organisation.c.id == func.any(bindparam("ids"))).order_by(organisation.c.name)
OF_KINDS = (
    select(organisation.c.name).where(organisation.c.kind.in_(("housing", "police"))).order_by(organisation.c.name)
)
CAST = text("SELECT cast(:given AS integer) AS given")
CASTING = fixed(CAST)


@pytest.fixture
def db(exchange: Exchange) -> Iterator[Connection]:
    with exchange.engine.connect() as connection:
        yield connection


def every_id(exchange: Exchange) -> dict[str, Any]:
    return {"ids": [exchange.organisation(kind).id for kind in ("housing", "police")]}


@pytest.mark.parametrize("statement", [SOME, OF_KINDS])
def test_answers_are_the_same(exchange: Exchange, db: Connection, statement: Executable) -> None:
    ids = every_id(exchange)
    given = ids if statement is SOME else {}
    once = fixed(statement)
    expected = [dict(row._mapping) for row in db.execute(statement, given)]
    for _ in range(7):  # the driver prepares after five
        found = [dict(row._mapping) for row in db.execute(once, given)]
        assert found == expected
        assert expected
    assert [dict(row) for row in db.execute(once, given).mappings()] == expected
    assert [*db.execute(once, given).scalars()] == [next(iter(row.values())) for row in expected]


def test_moments_are_in_utc(exchange: Exchange, db: Connection) -> None:
    moments = {row.created_at.tzinfo for row in db.execute(fixed(SOME), every_id(exchange))}
    assert moments == {UTC}


def test_one_is_one(exchange: Exchange, db: Connection) -> None:
    one, ids = fixed(SOME), every_id(exchange)["ids"]
    assert db.execute(one, {"ids": ids[:1]}).one().id == ids[0]
    assert db.execute(one, {"ids": [uuid4()]}).one_or_none() is None
    with pytest.raises(NoResultFound):
        db.execute(one, {"ids": [uuid4()]}).one()
    with pytest.raises(MultipleResultsFound):
        db.execute(one, {"ids": ids[:2]}).one_or_none()


def test_a_failure_is_sqlalchemys_own_and_the_connection_goes_on(db: Connection) -> None:
    errors = []
    for statement in (CAST, CASTING):
        with pytest.raises(DBAPIError) as failure:
            db.execute(statement, {"given": "x"})
        errors.append((type(failure.value), type(failure.value.orig), str(failure.value).splitlines()[0]))
        db.rollback()
    assert errors[0] == errors[1]
    assert db.execute(CASTING, {"given": "7"}).scalar_one() == 7


def test_a_lost_connection_is_given_up(exchange: Exchange) -> None:
    with exchange.engine.connect() as db:
        db.execute(CASTING, {"given": "7"})
        driver = db.connection.dbapi_connection
        assert isinstance(driver, psycopg.Connection)
        driver.close()
        with pytest.raises(DBAPIError) as failure:
            db.execute(CASTING, {"given": "8"})
        assert (failure.value.connection_invalidated, db.invalidated) == (True, True)
    with exchange.engine.connect() as db:
        assert db.execute(CASTING, {"given": "9"}).scalar_one() == 9


def test_a_transaction_begins_with_it_and_ends_with_the_work(db: Connection) -> None:
    assert not db.in_transaction()
    db.execute(CASTING, {"given": "7"})
    assert db.in_transaction()
    db.rollback()
    assert not db.in_transaction()


def test_whoever_listens_hears_of_it_and_nothing_of_what_was_found_is_kept(exchange: Exchange) -> None:
    heard: list[str] = []
    cursors: list[Any] = []

    def note(_db: Any, cursor: Any, statement: str, *_how: Any) -> None:
        heard.append(statement)
        cursors.append(cursor)

    event.listen(exchange.engine, "before_cursor_execute", note)
    try:
        with exchange.engine.connect() as db:
            db.execute(CASTING, {"given": "7"})
            db.execute(CASTING, {"given": "8"})
    finally:
        event.remove(exchange.engine, "before_cursor_execute", note)
    assert len(heard) == 2
    assert cursors[0] is cursors[1]
    assert cursors[0].pgresult is None
