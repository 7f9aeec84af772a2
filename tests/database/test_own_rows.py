"""Row-level security on the lists: an organisation sees and writes its own rows, and nothing leaks to the next."""

from __future__ import annotations

from dataclasses import asdict, replace
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from app.domain.errors import DatabaseUnavailable, Stale
from app.domain.lists import BoardFilter, InboxEntry, Page
from app.domain.research import ResearchRequest
from tests.services.exchange import Exchange, run_sql
from tests.services.played import Answered, answered, claim, ready_case, send


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    return answered(exchange)


def inbox(exchange: Exchange, organisation: UUID | None) -> tuple[InboxEntry, ...]:
    with exchange.runtime.database.work(organisation) as work:
        return work.lists.inbox("answering", BoardFilter(answered=True), Page(), uuid4())


def as_app(exchange: Exchange, organisation: UUID, statement: str, *values: object) -> int:
    """Run one statement as the app role acting for an organisation; how many rows it met."""
    address = make_url(exchange.database.app_url)
    with psycopg.connect(host=str(address.query["host"]), user="prx_app", dbname=address.database) as connection:
        connection.execute("SELECT set_config('app.organisation', %s, true)", [str(organisation)])
        return connection.execute(statement.encode(), values).rowcount


@pytest.mark.parametrize("table", ["inbox_entry", "case_entry"])
def test_without_an_organisation_nothing_is_seen(exchange: Exchange, played: Answered, table: str) -> None:
    assert run_sql(exchange.database.app_url, f"SELECT * FROM {table}") == []
    assert run_sql(exchange.database.owner_url, f"SELECT * FROM {table}") == [], "forced on the owner too"
    assert exchange.rows(f"SELECT count(*) > 0 FROM {table}") == [(True,)]


def test_only_own_rows_are_seen(exchange: Exchange, played: Answered) -> None:
    own = inbox(exchange, played.request.partner_id)
    assert {one.organisation_id for one in own} == {played.request.partner_id}
    assert played.request.file_id in {one.file_id for one in own}
    assert inbox(exchange, exchange.organisation("police").id) == ()
    assert inbox(exchange, None) == ()
    for table, expected in (("inbox_entry", {played.request.hub_id}), ("case_entry", {played.request.hub_id})):
        seen = as_app(exchange, played.request.hub_id, f"SELECT 1 FROM {table}")
        others = as_app(
            exchange, played.request.hub_id, f"SELECT 1 FROM {table} WHERE organisation_id <> %s", *expected
        )  # fmt: skip
        assert (seen > 0, others) == (True, 0)


def test_anothers_rows_cannot_be_written(exchange: Exchange, played: Answered) -> None:
    partner, other = played.request.partner_id, exchange.organisation("police").id
    assert as_app(exchange, other, "UPDATE inbox_entry SET rating = 'green' WHERE organisation_id = %s", partner) == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app(exchange, partner, "UPDATE inbox_entry SET organisation_id = %s", other)
    row = asdict(inbox(exchange, partner)[0]) | {"organisation_id": other}
    names = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app(exchange, partner, f"INSERT INTO inbox_entry ({names}) VALUES ({marks})", *row.values())


def test_the_setting_does_not_reach_the_next_transaction_of_the_connection(
    exchange: Exchange, played: Answered
) -> None:
    exchange.engine.dispose()
    for commit in (True, False):
        with exchange.runtime.database.work(played.request.partner_id) as work:
            assert work.lists.inbox("answering", BoardFilter(answered=True), Page(), uuid4())
            if commit:
                work.commit()
        with exchange.engine.connect() as connection:
            left = connection.exec_driver_sql("SELECT current_setting('app.organisation', true)").scalar_one()
            assert not left
            assert connection.exec_driver_sql("SELECT count(*) FROM inbox_entry").scalar_one() == 0


def test_delivering_to_another_gives_the_own_view_back(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    with exchange.runtime.database.work(request.partner_id) as work:
        work.lists.update_inbox([replace(request, rating="green")])
        assert request.file_id in {one.file_id for one in work.lists.inbox("answering", BoardFilter(), Page(), uuid4())}
        assert work.lists.inbox("asking", BoardFilter(), Page(), uuid4()) == ()


def test_a_delivery_that_meets_no_row_says_so_and_gives_the_own_view_back(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    with exchange.runtime.database.work(exchange.organisation("fire").id) as work:
        with pytest.raises(Stale):
            work.lists.update_inbox([replace(request, partner_id=exchange.organisation("police").id)])
        assert work.lists.inbox("asking", BoardFilter(), Page(), uuid4()) == ()
        with pytest.raises(Stale):
            work.lists.update_inbox([request, nowhere(request)])
        assert work.lists.inbox("asking", BoardFilter(), Page(), uuid4()) == (), "not the hub's view"


def nowhere(request: ResearchRequest) -> ResearchRequest:
    return replace(request, file_id=UUID(int=0))


def test_a_request_stays_claimed_in_both_lists(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    claim(exchange, request)
    states = exchange.rows("SELECT side, state FROM inbox_entry WHERE file_id = %s ORDER BY side", request.file_id)
    assert states == [("answering", "claimed"), ("asking", "claimed")]


def test_a_database_that_is_away_says_so(own_exchange: Exchange) -> None:
    own_exchange.rows("ALTER TABLE research_request RENAME TO gone")
    with pytest.raises(DatabaseUnavailable), own_exchange.runtime.database.work(None) as work:
        work.files.request(UUID(int=0))
