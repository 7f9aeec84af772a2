"""Law 2 when a server is lost for good: its standby has what was acknowledged, or nothing was acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.demonstration.database import Cluster
from app.domain.errors import CommitUncertain, ExchangeError, KeysUnavailable, LogUnavailable, RefusesToStart
from app.services.disclosure.gate import open_records
from app.services.governance.require_standby import describe_standby, require_standby
from tests.database.killed import IDLE, WRITERS, exchange_at, exchange_on, lost, opened_until_killed
from tests.database.standbys import (
    CANCEL_WAITS,
    NAME,
    REPLAYING,
    WAITED_FOR,
    Standby,
    ask,
    backup_under_way,
    let_the_owner_see,
    until,
    wait_for,
)
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered

Served = tuple[Cluster, Exchange, Path]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with an exchange on it, and the folder of its keys."""
    folder = tmp_path_factory.mktemp("served")
    with exchange_on(IDLE, folder) as (primary, exchange):
        yield primary, exchange, folder


@pytest.mark.slow
def test_the_standby_that_takes_over_has_everything_acknowledged(tmp_path: Path) -> None:
    with exchange_on(IDLE, tmp_path) as (primary, exchange), Standby(primary, IDLE) as second:
        wait_for(primary, NAME)
        until(lambda: ask(primary, WAITED_FOR) == [(True,)])
        played = [answered(exchange) for _ in range(WRITERS)]
        acknowledged = opened_until_killed(exchange, played, primary.kill)
        second.promote()
        with closing(exchange_at(second, tmp_path)) as taken_over:
            gone = lost(taken_over, acknowledged)
    assert gone == [], f"{len(gone)} of {len(acknowledged)} acknowledged openings lost"


def test_start_refuses_a_standby_that_is_not_waited_for_and_nothing_else(served: Served) -> None:
    primary, exchange, folder = served
    assert "single server" in describe_standby(exchange.runtime)["main"]
    with backup_under_way(primary):
        with pytest.raises(RefusesToStart, match="GRANT pg_read_all_stats"):
            exchange_at(primary, folder)
        let_the_owner_see(primary)
        require_standby(exchange.runtime)
    with Standby(primary, IDLE):
        until(lambda: ask(primary, REPLAYING))
        with pytest.raises(RefusesToStart, match=r"main database: asynchronous standby.*Set synchronous_standby_names"):
            exchange_at(primary, folder)
        wait_for(primary, NAME)
        exchange_at(primary, folder).close()
        assert "on a second server" in describe_standby(exchange.runtime)["keystore"]
        wait_for(primary, "")


def add_job(exchange: Exchange) -> None:
    hub, later = exchange.organisation("hub").id, exchange.clock.now() + timedelta(days=1)
    with exchange.runtime.database.work(hub) as work:
        work.jobs.enqueue("return_waiting", hub, {}, later)
        work.commit()


def add_file_key(exchange: Exchange) -> None:
    with exchange.runtime.database.work(None) as work:
        wrap = work.keys.tenant_key(exchange.organisation("hub").id, "file")
    assert wrap is not None
    exchange.runtime.keys.new_file_keys([uuid4()], wrap, exchange.clock.now())


def open_return(exchange: Exchange, played: Answered) -> None:
    open_records(exchange.runtime, played.case.decider, [played.record.id])


def test_a_wait_for_the_standby_that_is_cancelled_is_no_acknowledgement(served: Served) -> None:
    primary, exchange, _ = served
    played = answered(exchange)
    wait_for(primary, "nobody")
    assert raised_with_waits_cancelled(primary, lambda: open_return(exchange, played)) is LogUnavailable
    assert raised_with_waits_cancelled(primary, lambda: add_job(exchange)) is CommitUncertain
    assert raised_with_waits_cancelled(primary, lambda: add_file_key(exchange)) is KeysUnavailable
    wait_for(primary, "")


def raised_with_waits_cancelled(primary: Cluster, act: Callable[[], object]) -> type[ExchangeError] | None:
    """What an act raised whose every wait for the standby was cancelled; None when it was acknowledged."""
    raised: list[type[ExchangeError]] = []

    def tried() -> None:
        try:
            act()
        except ExchangeError as failure:
            raised.append(type(failure))

    thread = threading.Thread(target=tried)
    thread.start()
    while thread.is_alive():
        ask(primary, CANCEL_WAITS)
        thread.join(0.02)
    return raised[0] if raised else None
