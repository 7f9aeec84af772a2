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
    assert outside(own_exchange) == (own_exchange.settings.log_origin, len(own_exchange.leaves()))


def test_a_log_that_has_not_grown_needs_none(own_exchange: Exchange, anybody: FlaskClient) -> None:
    for _ in range(3):
        own_exchange.clock.forward(seconds=61)
        anybody.get("/health/live").close()
    assert own_exchange.rows("SELECT count(*) FROM log_checkpoint") == [(1,)]


def test_what_cannot_be_signed_does_not_spoil_the_answer(own_exchange: Exchange, anybody: FlaskClient) -> None:
    own_exchange.settings.checkpoints.write_text("not a folder")
    own_exchange.clock.forward(seconds=61)
    assert anybody.get("/health/live").status_code == 200


def test_the_worker_does_it_too(own_exchange: Exchange) -> None:
    assert flask(own_exchange.runtime, "jobs", "work", "--once").code == 0
    assert outside(own_exchange) == (own_exchange.settings.log_origin, len(own_exchange.leaves()))


def test_the_slower_of_two_workers_takes_nothing_back(own_exchange: Exchange) -> None:
    folder = CheckpointFolder(own_exchange.settings.checkpoints)
    for size in (5, 7, 6):
        folder.put("log.example", size, f"log.example\n{size}\n")
    assert folder.last() == "log.example\n7\n"
    assert folder.newest_of("log.example", 6) == "log.example\n6\n"
    assert folder.newest_of("log.example", 4) is None
    folder.put("log.example/r1", 3, "log.example/r1\n3\n")
    assert folder.last() == "log.example/r1\n3\n"
    assert folder.newest_of("log.example", 100) == "log.example\n7\n"
