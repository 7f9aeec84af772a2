"""Whoever runs the exchange reads what a failure comes of; the visitor reads a number by which they find it.

Neither line nor page holds a value: classes, codes and places are all there is.
"""

from __future__ import annotations

import io
import json
import logging
import smtplib
from typing import Any

import psycopg
import pytest
import structlog

from app.demonstration.database import SUPERUSER
from app.domain.errors import DatabaseUnavailable, MailUnavailable
from app.http.logs import causes, configure_logs
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web.exchange import Exchange

CANARY = "Maria Madeup-Surname 01632 960123"


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def raised(error: Exception, cause: Exception | None) -> Exception:
    """The error as whoever catches it has it."""
    try:
        raise error from cause
    except type(error) as caught:
        return caught


def test_a_page_that_fails_and_the_line_about_it_have_one_number(exchange: Exchange, database: Database) -> None:
    client = exchange.client("cora")
    stream = io.StringIO()
    configure_logs(stream)
    away = f"ALTER ROLE prx_app IN DATABASE {database.name} SET search_path = 'nowhere'"
    run_sql(database.owner_url, away, role=SUPERUSER)
    exchange.close()
    answer = client.get("/cases")
    [line] = [one for one in lines(stream) if one["event"] == "refused"]
    structlog.reset_defaults()
    assert answer.status_code == 503
    assert line["error_code"] == "database_unavailable"
    assert line["request_id"] in answer.text
    assert line["causes"] == ["DatabaseUnavailable", "ProgrammingError", "UndefinedTable:42P01"]
    assert "42P01" not in answer.text
    assert "UndefinedTable" not in answer.text


@pytest.mark.parametrize(
    "cause, told",
    [
        (ConnectionRefusedError(111, CANARY), "ConnectionRefusedError:111"),
        (OSError(28, CANARY), "OSError:28"),
        (smtplib.SMTPDataError(554, CANARY.encode()), "SMTPDataError:554"),
        (psycopg.errors.DiskFull(CANARY), "DiskFull:53100"),
        (ValueError(CANARY), "ValueError"),
    ],
)
def test_a_cause_is_its_class_and_its_own_code(cause: Exception, told: str) -> None:
    stream = io.StringIO()
    configure_logs(stream)
    structlog.get_logger().error("job_failed", exc_info=raised(MailUnavailable(CANARY), cause))
    structlog.reset_defaults()
    [line] = lines(stream)
    assert line["causes"] == ["MailUnavailable", told]
    assert "Madeup" not in stream.getvalue()
    assert "01632" not in stream.getvalue()


def test_a_code_that_is_free_text_stays_out() -> None:
    odd = DatabaseUnavailable(CANARY)
    vars(odd)["cause"] = CANARY
    assert causes(odd) == ["DatabaseUnavailable"]
    vars(odd)["cause"] = "tls_not_agreed"
    assert causes(odd) == ["DatabaseUnavailable:tls_not_agreed"]


def test_a_ring_of_causes_ends() -> None:
    one, other = ValueError(), LookupError()
    one.__cause__, other.__cause__ = other, one
    assert len(causes(one)) == 8


def test_gunicorn_says_in_words_what_became_of_workers_and_nothing_of_requests() -> None:
    stream = io.StringIO()
    configure_logs(stream)
    log = logging.getLogger("gunicorn.error")
    for told in (
        "Worker (pid:%s) was sent SIGKILL!",
        f"Error handling request %s {CANARY}",
        f"Invalid request: {CANARY} %s",
    ):
        log.error(told, 7)
    said = lines(stream)
    structlog.reset_defaults()
    assert [line.get("says") for line in said] == ["Worker (pid:7) was sent SIGKILL!", None, None]
    assert "Madeup" not in stream.getvalue()
    assert all(line["timestamp"] for line in said)
