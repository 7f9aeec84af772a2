"""What has ended is taken away each night: all that is past its time, nothing else, in short statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.adapters.database.ended import TABLES
from app.domain.ended import ENDED, Ended
from app.domain.errors import DatabaseUnavailable
from app.services.governance import clear_ended as clearing
from app.services.governance.clear_ended import BATCH, JOB, ask_to_clear, clear_ended
from app.services.messages.run_jobs import run_jobs
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case

__all__ = ["own_exchange"]

PERSON = "(SELECT min(id::text)::uuid FROM person)"
JOBS = "job (id, kind, organisation_id, payload, run_at, attempts, finished_at)"
FILLED = {
    "web_session": f"gen_random_uuid(), decode(md5(n::text), 'hex'), {PERSON}, NULL, "
    "(SELECT id FROM identity_provider), 'i', 's', NULL, '{}', at, at, NULL, NULL, ''",
    "sign_in_attempt": "gen_random_uuid(), (SELECT id FROM identity_provider), decode(md5(n::text), 'hex'), 'b', 'n', "
    "'v', '/', at, at, ''",
    "reasoned_opening": f"gen_random_uuid(), {PERSON}, (SELECT min(id::text)::uuid FROM record), 'a', '{{}}', '', at",
    "rate_window": "n::text, at, 1",
    JOBS: "gen_random_uuid(), kind, gen_random_uuid(), '{}', at, 1, at",
}
"""A row of each table at a time `at`, numbered `n`."""


def fill(exchange: Exchange, ended: Ended, count: int, age: timedelta, kind: str = "made_up") -> None:
    numbered = f"n + (SELECT count(*) FROM {ended.table}) FROM generate_series(1, {count}) AS n"
    table = JOBS if ended.table == "job" else ended.table
    exchange.rows(
        f"INSERT INTO {table} SELECT {FILLED[table]} "
        f"FROM (SELECT %s - n * '1 ms'::interval, '{kind}', {numbered}) AS made(at, kind, n)",
        exchange.clock.now() - age,
    )


def left(exchange: Exchange, ended: Ended) -> int:
    return int(exchange.rows(f"SELECT count(*) FROM {ended.table} WHERE {ended.column} IS NOT NULL")[0][0])


@pytest.fixture
def exchange(own_exchange: Exchange) -> Exchange:
    ready_case(own_exchange)
    own_exchange.rows(
        "INSERT INTO identity_provider (id, key, name, issuer, client_id, client_authentication, algorithms, strong, "
        "scopes, development, created_at) VALUES (gen_random_uuid(), 'made-up', 'x', 'x', 'x', 'client_secret_basic', "
        "'{ES256}', '{}', '{}', true, now())"
    )
    return own_exchange


@contextmanager
def statements(exchange: Exchange) -> Iterator[list[tuple[str, int]]]:
    """Each statement that takes something away, and how many rows it took."""
    seen: list[tuple[str, int]] = []

    def after(_db: Any, cursor: Any, statement: str, *_others: object) -> None:
        if statement.startswith("DELETE"):
            seen.append((statement, cursor.rowcount))

    event.listen(exchange.engine, "after_cursor_execute", after)
    yield seen
    event.remove(exchange.engine, "after_cursor_execute", after)


def test_what_is_kept_and_how_long_is_said_of_every_table_once() -> None:
    assert {one.table for one in ENDED} == set(TABLES) == {name.split()[0] for name in FILLED}


@pytest.mark.parametrize("ended", ENDED, ids=lambda one: one.table)
def test_what_is_past_its_time_goes_and_nothing_else(exchange: Exchange, ended: Ended) -> None:
    before = left(exchange, ended)
    fill(exchange, ended, 3, ended.kept + timedelta(seconds=1))
    fill(exchange, ended, 4, ended.kept - timedelta(seconds=1))
    clear_ended(exchange.runtime, lambda: None)
    assert left(exchange, ended) == before + 4


def test_a_session_that_may_still_be_used_stays_and_so_does_a_job_that_is_not_done(exchange: Exchange) -> None:
    [sessions] = [one for one in ENDED if one.table == "web_session"]
    assert sessions.kept > timedelta(hours=12)
    exchange.rows(
        f"INSERT INTO {JOBS} VALUES (gen_random_uuid(), 'x', gen_random_uuid(), '{{}}', '2001-01-01', 9, NULL)"
    )
    clear_ended(exchange.runtime, lambda: None)
    assert exchange.rows("SELECT count(*) FROM job WHERE kind = 'x'") == [(1,)]


def test_who_was_told_of_a_stopped_log_and_what_a_mail_waits_with_stay(exchange: Exchange) -> None:
    [jobs] = [one for one in ENDED if one.table == "job"]
    fill(exchange, jobs, 2, timedelta(days=400), kind="log_stopped")
    fill(exchange, jobs, 2, timedelta(days=400), kind="kept_for_somebody")
    exchange.rows(f"INSERT INTO mail_kept SELECT {PERSON}, id, now() FROM job WHERE kind = 'kept_for_somebody' LIMIT 1")
    clear_ended(exchange.runtime, lambda: None)
    found = dict(exchange.rows("SELECT kind, count(*) FROM job WHERE finished_at IS NOT NULL GROUP BY kind"))
    assert (found["log_stopped"], found["kept_for_somebody"]) == (2, 1)


def test_a_hundred_thousand_go_in_short_statements_found_by_an_index(exchange: Exchange) -> None:
    for ended in ENDED:
        fill(exchange, ended, 20_000, ended.kept + timedelta(minutes=1))
        fill(exchange, ended, 20_000, ended.kept - timedelta(hours=1))
        exchange.rows(f"ANALYZE {ended.table}")
    called: list[None] = []
    with statements(exchange) as seen:
        clear_ended(exchange.runtime, lambda: called.append(None))
    assert sum(rows for _, rows in seen) == 100_000
    assert max(rows for _, rows in seen) == BATCH
    assert len(seen) == len(called) == 100_000 // BATCH + len(ENDED)
    for ended in ENDED:
        assert left(exchange, ended) >= 20_000
        plan = exchange.rows(
            f"EXPLAIN SELECT {ended.column} FROM {ended.table} WHERE {ended.column} < now() - '9 years'::interval "
            f"ORDER BY {ended.column} LIMIT {BATCH}"
        )
        assert "Index" in plan[0][0] + plan[1][0], plan


def test_stopped_in_between_the_next_time_goes_on(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "BATCH", 10)
    [windows] = [one for one in ENDED if one.table == "rate_window"]
    fill(exchange, windows, 35, timedelta(days=9))
    turns = iter(range(100))

    def stops() -> None:
        if next(turns) == 4:
            raise DatabaseUnavailable

    with pytest.raises(DatabaseUnavailable):
        clear_ended(exchange.runtime, stops)
    assert 0 < left(exchange, windows) < 35
    clear_ended(exchange.runtime, lambda: None)
    assert left(exchange, windows) == 0


def test_workers_ask_for_it_once_a_night_and_mail_goes_out_meanwhile(exchange: Exchange) -> None:
    def asked() -> int:
        return int(exchange.rows("SELECT count(*) FROM job WHERE kind = %s", JOB)[0][0])

    exchange.clock.moment = exchange.clock.moment.replace(hour=1)
    ask_to_clear(exchange.runtime)
    assert asked() == 0
    exchange.clock.moment = exchange.clock.moment.replace(hour=3)
    for _ in range(3):
        ask_to_clear(exchange.runtime)
    assert asked() == 1
    run_jobs(exchange.runtime)
    ask_to_clear(exchange.runtime)
    assert asked() == 1
    assert exchange.rows("SELECT failure FROM job WHERE kind = %s AND finished_at IS NOT NULL", JOB) == [(None,)]
    exchange.clock.moment += timedelta(days=1)
    ask_to_clear(exchange.runtime)
    assert asked() == 2
