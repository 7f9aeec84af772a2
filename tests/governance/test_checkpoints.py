"""Checkpoints come by themselves: any request that finds the last one a minute old has another signed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.adapters.checkpoints import CheckpointFolder
from app.factory import create_app
from tests.governance.commands import flask
from tests.services.exchange import Exchange
from tests.services.played import answered


@pytest.fixture
def anybody(own_exchange: Exchange) -> FlaskClient:
    """Somebody who is not even signed in."""
    return create_app(own_exchange.settings, own_exchange.runtime).test_client()


def outside(exchange: Exchange) -> tuple[str, int] | None:
    """Name and size of the last checkpoint kept outside the database."""
    last = CheckpointFolder(exchange.settings.checkpoints).last()
    return (last.split("\n")[0], int(last.split("\n")[1])) if last else None


def test_a_request_after_a_minute_has_one_signed(own_exchange: Exchange, anybody: FlaskClient) -> None:
    answered(own_exchange)
    anybody.get("/health/live").close()
    assert outside(own_exchange) is None
    own_exchange.clock.forward(seconds=61)
    anybody.get("/health/live").close()
    assert outside(own_exchange) == (f"{own_exchange.settings.log_origin}/summary", len(own_exchange.leaves()))


def test_a_log_that_has_not_grown_needs_none(own_exchange: Exchange, anybody: FlaskClient) -> None:
    for _ in range(3):
        own_exchange.clock.forward(seconds=61)
        anybody.get("/health/live").close()
    assert own_exchange.rows("SELECT count(*) FROM log_summary") == [(1,)]


def test_what_cannot_be_signed_does_not_spoil_the_answer(own_exchange: Exchange, anybody: FlaskClient) -> None:
    own_exchange.settings.checkpoints.write_text("not a folder")
    own_exchange.clock.forward(seconds=61)
    assert anybody.get("/health/live").status_code == 200


def test_the_worker_does_it_too(own_exchange: Exchange) -> None:
    assert flask(own_exchange.runtime, "jobs", "work", "--once").code == 0
    assert outside(own_exchange) == (f"{own_exchange.settings.log_origin}/summary", len(own_exchange.leaves()))


def test_the_slower_of_two_workers_takes_nothing_back(own_exchange: Exchange) -> None:
    folder = CheckpointFolder(own_exchange.settings.checkpoints)
    at = own_exchange.clock.now()
    for size in (5, 7, 6):
        folder.put("log.example/summary", size, f"log.example/summary\n{size}\n", "line\n", at)
    assert folder.last() == "log.example/summary\n7\n\nline\n"
    assert folder.last_at() == at
    assert [number for number, _ in folder.numbered()] == [(0, 7), (0, 6), (0, 5)]
    folder.put("log.example/summary/r1", 3, "log.example/summary/r1\n3\n", "line\n", at)
    assert folder.last() == "log.example/summary/r1\n3\n\nline\n"
    assert next(folder.numbered()) == ((1, 3), "log.example/summary/r1\n3\n")
    folder.put("log.example/summary", 9, "log.example/summary\n9\n", "line\n", at)
    assert folder.last() == "log.example/summary/r1\n3\n\nline\n"
