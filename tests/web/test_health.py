"""The health addresses: public, without secrets, and honest about what is not fit."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.domain.errors import KeysUnavailable
from app.factory import create_app
from app.services.governance.find_attention import START
from app.services.governance.require_standby import MEANS
from app.web import health
from tests.clock import SetClock
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

FIT = dict.fromkeys(("database", "keys", "log", "policy", "schema"), "ok")
CLOCK = "This server's clock is 6 seconds from the database's: set both alike."


@pytest.fixture
def anybody(own_exchange: Exchange) -> FlaskClient:
    """A machine that is not signed in."""
    return create_app(own_exchange.settings, own_exchange.runtime).test_client()


def test_alive_and_ready(own_exchange: Exchange, anybody: FlaskClient) -> None:
    live = anybody.get("/health/live")
    assert (live.status_code, live.json) == (200, {"status": "live"})
    leaves = own_exchange.leaves()
    ready = anybody.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json == {
        "status": "ready; somebody is needed", "parts": FIT,
        "attention": {"worker": f"No worker has been at work yet: {START}"},
        "standby": dict.fromkeys(("main", "keystore"), MEANS["none"]), "stopped_logs": [],
    }  # fmt: skip
    assert own_exchange.leaves() == leaves


def test_a_log_found_changed_is_named_and_takes_nobody_out_of_service(
    own_exchange: Exchange, anybody: FlaskClient
) -> None:
    own_exchange.rows("INSERT INTO log_stop SELECT id, now(), 'It was cut.' FROM log WHERE hub_id IS NULL")
    [(label,)] = own_exchange.rows("SELECT label FROM log WHERE hub_id IS NULL")
    ready = anybody.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json is not None
    assert (ready.json["status"], ready.json["stopped_logs"]) == ("ready; somebody is needed", [label])


def test_a_log_that_takes_no_entries(own_exchange: Exchange, anybody: FlaskClient) -> None:
    own_exchange.rows("REVOKE EXECUTE ON FUNCTION log_append FROM prx_app")
    ready = anybody.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json is not None
    assert ready.json["parts"] == FIT | {"log": "log_unavailable"}
    assert anybody.get("/health/live").status_code == 200


def test_keys_that_do_not_answer(own_exchange: Exchange, anybody: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_keeper: object) -> None:
        raise KeysUnavailable("root key at /secret/place")

    monkeypatch.setattr(type(own_exchange.runtime.keys), "check", fail)
    ready = anybody.get("/health/ready")
    assert ready.status_code == 503
    assert "secret" not in ready.text


def test_a_database_that_is_gone(own_exchange: Exchange, anybody: FlaskClient) -> None:
    own_exchange.rows(f"ALTER ROLE prx_app IN DATABASE {own_exchange.database.name} SET search_path = 'nowhere'")
    own_exchange.close()
    ready = anybody.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json is not None
    assert ready.json["parts"]["log"] == "database_unavailable"


def test_a_clock_that_is_seconds_off(own_exchange: Exchange) -> None:
    """Everything else would be ready, and every opening be refused."""
    astray = replace(own_exchange.runtime, clock=SetClock(own_exchange.clock.now() + timedelta(seconds=6)))
    leaves = own_exchange.leaves()
    ready = create_app(own_exchange.settings, astray).test_client().get("/health/ready")
    assert ready.status_code == 503
    assert ready.json is not None
    assert ready.json["parts"] == FIT | {"log": "clocks_apart"}
    assert ready.json["attention"]["clock"] == CLOCK
    assert own_exchange.leaves() == leaves


def test_what_was_found_is_not_said_for_ever_while_somebody_looks(
    own_exchange: Exchange, anybody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that says nothing holds up whoever asks it: the next one must not hear that all is well."""
    assert anybody.get("/health/ready").status_code == 200
    looking, go_on = threading.Event(), threading.Event()

    def wait(_database: object) -> None:
        looking.set()
        go_on.wait()

    monkeypatch.setattr(type(own_exchange.runtime.database), "ping", wait)
    monkeypatch.setattr(health, "FOR", 0.0)
    held_up = threading.Thread(target=lambda: anybody.application.test_client().get("/health/ready"))
    held_up.start()
    try:
        assert looking.wait(30)
        assert anybody.get("/health/ready").status_code == 200  # looked at a moment ago
        monkeypatch.setattr(health, "OLD", 0.0)
        answer = anybody.get("/health/ready")
    finally:
        go_on.set()
        held_up.join()
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready: nobody has come back from looking"}
