"""Logs hold ids and codes, never values, whoever writes them."""

from __future__ import annotations

import io
import json
import logging
from uuid import UUID

import structlog
from flask.testing import FlaskClient

from app.http.logs import clean


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_without_path_or_query(client: FlaskClient, logged: io.StringIO) -> None:
    client.get("/?name=Madeup-Surname")
    (line,) = lines(logged)
    assert line["event"] == "request"
    assert (line["endpoint"], line["method"], line["status"]) == ("components", "GET", 200)
    assert "Madeup" not in logged.getvalue()


def test_unknown_keys_and_free_text_are_dropped() -> None:
    event = {"event": "opened", "name": "Maria", "record": UUID(int=1), "kind": "one two", "status": 200, "size": None}
    assert clean(None, "", event) == {
        "event": "opened", "record": str(UUID(int=1)), "kind": "(dropped)", "status": 200, "size": None, "dropped": 1,
    }  # fmt: skip


def test_an_exception_leaves_its_type_and_places(logged: io.StringIO) -> None:
    try:
        raise ValueError("Maria Madeup-Surname")
    except ValueError:
        structlog.get_logger().exception("job_failed", job=UUID(int=2))
    (line,) = lines(logged)
    assert line["exception"] == "ValueError"
    assert "Maria" not in logged.getvalue()


def test_libraries_leave_no_text(logged: io.StringIO) -> None:
    try:
        raise LookupError("Maria Madeup-Surname")
    except LookupError:
        logging.getLogger("sqlalchemy.engine").exception("SELECT %s", "Maria Madeup-Surname")
    (line,) = lines(logged)
    assert (line["event"], line["logger"], line["exception"]) == ("library", "sqlalchemy.engine", "LookupError")
    assert "Maria" not in logged.getvalue()
