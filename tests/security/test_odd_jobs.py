"""Whatever the application's role puts into the queue, mail goes out, and the logs are signed."""

from __future__ import annotations

import psycopg
import pytest

from app.services.governance.summaries import publish_summary
from app.services.messages.run_jobs import run_jobs
from tests.governance.commands import flask
from tests.services.exchange import Exchange, run_sql
from tests.services.played import ready_case, send

DEEP = "(repeat('[', 3000) || repeat(']', 3000))"
ODD = {
    "tried fewer times than none": ("request_waiting", "'{}'", "-100", "'2000-01-01'"),
    "tried more often than can be counted": ("request_waiting", "'{}'", "2147483647", "'2000-01-01'"),
    "what no statement takes": (
        "count_refusals",
        """'{"start": "2026-11-24T10:00:00+00:00", "window": {"a": 1}}'""",
        "0",
        "'2000-01-01'",
    ),
    "deeper than any reader": ("request_waiting", DEEP, "0", "'2000-01-01'"),
    "of no kind": ("none", "'[]'", "0", "'2000-01-01'"),
    "about no file": ("request_waiting", """'{"file_id": 7}'""", "0", "'2000-01-01'"),
}
PUT = (
    "INSERT INTO job (id, kind, organisation_id, payload, attempts, run_at) "
    "VALUES (gen_random_uuid(), '{}', '{}', {}::jsonb, {}, {})"
)
WAITING = (
    "SELECT count(*) FROM job WHERE finished_at IS NULL AND attempts = 0 AND kind = 'request_waiting' "
    "AND run_at > '2001-01-01'"
)


@pytest.mark.parametrize("odd", ODD)
def test_a_job_that_is_none_keeps_neither_mail_nor_checkpoint(own_exchange: Exchange, odd: str) -> None:
    person = own_exchange.person("housing", "partner_responder")
    own_exchange.rows("UPDATE person SET email = 'reader@madeup.example' WHERE id = %s", person.person_id)
    run_jobs(own_exchange.runtime)
    publish_summary(own_exchange.runtime)
    kind, *rest = ODD[odd]
    run_sql(own_exchange.database.app_url, PUT.format(kind, own_exchange.organisation("hub").id, *rest))
    send(own_exchange, ready_case(own_exchange), "housing")
    own_exchange.clock.forward(seconds=61)
    before = own_exchange.runtime.checkpoints.last()
    for _ in range(2):
        flask(own_exchange.runtime, "jobs", "work", "--once")
    assert own_exchange.rows(WAITING) == [(0,)], "the mail was tried: there is no server here"
    assert own_exchange.runtime.checkpoints.last() != before


@pytest.mark.parametrize(
    "written",
    [
        PUT.format("request_waiting", "{hub}", "'{{}}'", 0, "'-infinity'"),
        "INSERT INTO log_stop SELECT id, 'infinity', 'x' FROM log",
        "UPDATE inbox_entry SET due_at = '20000-01-01'",
        "INSERT INTO log_checkpoint SELECT id, 'x', 1, 'x', '0001-01-01 BC' FROM log LIMIT 1",
    ],
)
def test_no_time_can_be_written_that_nobody_can_read(exchange: Exchange, written: str) -> None:
    """One such row would end every list that shows it, and the worker."""
    send(exchange, ready_case(exchange), "housing")
    hub = exchange.organisation("hub").id
    scope = f"SELECT set_config('app.organisation', '{hub}', false); "
    with pytest.raises(psycopg.errors.CheckViolation):
        run_sql(exchange.database.app_url, scope + written.replace("{hub}", str(hub)).replace("{{}}", "{}"))


def test_every_time_there_is_has_that_bound(exchange: Exchange) -> None:
    query = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND data_type = 'timestamp with time zone' AND NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'c' "
        "AND conname = 'ck_' || table_name || '_' || column_name || '_readable')"
    )
    assert exchange.rows(f"{query} AND table_name <> 'shown_time'") == []  # the tests' own clock
