"""Whoever falls silent in the middle of an act holds nobody up for longer than seconds; long work may take its time."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from sqlalchemy import make_url

from app.adapters.database import engine as adapter
from app.adapters.database.engine import make_engine
from app.adapters.database.work import SqlWork
from app.demonstration.database import Cluster
from app.domain.errors import LogUnavailable
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.messages.run_jobs import run_jobs
from tests.conftest import chosen_binaries
from tests.services.exchange import Exchange
from tests.services.played import answered


def test_a_server_that_falls_silent_with_the_logs_lock_is_waited_for_for_seconds(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, played = own_exchange.runtime, answered(own_exchange)
    reached, go_on, refused = threading.Event(), threading.Event(), threading.Event()
    commit = SqlWork.commit_unflushed

    def fall_silent(self: SqlWork) -> None:
        if not reached.is_set():
            reached.set()
            go_on.wait()
        commit(self)

    def open_and_fall_silent() -> None:
        try:
            open_records(runtime, played.case.collator, [played.record.id])
        except LogUnavailable:
            refused.set()

    monkeypatch.setattr(SqlWork, "commit_unflushed", fall_silent)
    monkeypatch.setitem(adapter.BOUNDS, "lock_timeout", "10s")  # who waits longer than that is not served
    own_exchange.close()
    silent = threading.Thread(target=open_and_fall_silent)
    silent.start()
    reached.wait()
    size = len(own_exchange.leaves())
    try:
        open_records(runtime, played.case.decider, [played.record.id])
    finally:
        go_on.set()
        silent.join()
    assert refused.is_set()
    assert len(own_exchange.leaves()) == size + 1


def test_work_that_holds_up_nobody_may_be_silent_for_longer(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(own_exchange)
    monkeypatch.setitem(adapter.BOUNDS, "idle_in_transaction_session_timeout", "200ms")
    own_exchange.close()
    pauses: list[int] = []

    def pause(*_: object) -> None:
        pauses.append(1)
        time.sleep(0.5)

    assert check_log(own_exchange.runtime, pause).problems == ()
    monkeypatch.setattr(type(own_exchange.runtime.mail), "send", pause)
    own_exchange.rows("UPDATE person SET email = 'somebody@madeup.example'")
    assert run_jobs(own_exchange.runtime) > 0
    assert len(pauses) > 1


def test_a_host_that_is_gone_is_noticed_by_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    monkeypatch.setenv("PGPORT", port)
    settings = {"listen_addresses": "127.0.0.1", "port": port}
    with Cluster(binaries=chosen_binaries(), fsync=False, settings=settings) as far:
        engine = make_engine(make_url(far.url("postgres")).set(query={"host": "127.0.0.1"}).render_as_string())
        with engine.connect() as connection:  # the socket's own values: they are read back from it
            kept = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in adapter.BOUNDS}
        engine.dispose()
    assert {name: value.rstrip("ms") for name, value in kept.items()} == {
        name: value.rstrip("ms") for name, value in adapter.BOUNDS.items()
    }
