"""Law 2: PostgreSQL killed straight after acknowledging loses nothing acknowledged; without the flush, it would.

A server of its own that waits for the disk, and whose background writer sleeps for ten seconds: what is not flushed by
whoever acknowledges it stands in memory alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from app.adapters.database.migrate import upgrade, upgrade_keystore
from app.adapters.database.work import SqlWork
from app.demonstration.database import OWNER, Cluster
from app.domain.errors import ExchangeError
from app.domain.identity import Actor
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from tests.conftest import Database, chosen_binaries
from tests.services.exchange import Exchange, make_exchange
from tests.services.played import answered, claim, draft, ready_case, send, sign, value, version

BURST = 12
WRITERS = 4
IDLE = {"wal_writer_delay": "10s", "autovacuum": "off", "checkpoint_timeout": "1h", "max_connections": "40"}
CAREFREE = {**IDLE, "synchronous_commit": "off"}


@contextmanager
def exchange_on(settings: dict[str, str], folder: Path) -> Iterator[tuple[Cluster, Exchange]]:
    with Cluster(binaries=chosen_binaries(), fsync=True, settings=settings) as cluster:
        for name, migrate in (("main", upgrade), ("keys", upgrade_keystore)):
            cluster.create_database(name)
            migrate(cluster.url(name, OWNER))
        main, keys = (Database(name, cluster.url(name), cluster.url(name, OWNER)) for name in ("main", "keys"))
        exchange = make_exchange(main, keys, folder)
        yield cluster, exchange
        exchange.close()


def lost(exchange: Exchange, acknowledged: list[tuple[UUID, UUID | None]]) -> list[UUID]:
    """Acknowledged leaves that are gone, or whose return is; also checks that what is left is a whole log."""
    exchange.close()  # every pooled connection died with the server
    assert check_log(exchange.runtime).problems == ()
    leaves = {row[0] for row in exchange.rows("SELECT id FROM log_leaf")}
    returned = {row[0] for row in exchange.rows("SELECT file_id FROM research_request WHERE state = 'returned'")}
    return [entry for entry, file in acknowledged if entry not in leaves or (file is not None and file not in returned)]


@pytest.mark.parametrize(
    "flushed, settings",
    [(True, IDLE), (False, IDLE), (True, CAREFREE)],
    ids=["flushed", "unflushed", "carefree-server"],
)
def test_nothing_acknowledged_is_lost_after_a_burst_on_an_idle_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], *, flushed: bool
) -> None:
    with exchange_on(settings, tmp_path) as (cluster, exchange):
        ready = []
        for _ in range(BURST):
            case = ready_case(exchange)
            request = send(exchange, case, "housing")
            responder = claim(exchange, request)
            draft(exchange, request, responder, case.people[0], {"housing_known": value("yes")})
            ready.append((responder, request, version(exchange, responder, request)))
        exchange.rows("CHECKPOINT")
        if not flushed:
            monkeypatch.setattr(SqlWork, "flush", lambda self: None)
        acknowledged = [
            (sign(exchange, who, request, seen).entry.id, request.file_id) for who, request, seen in ready
        ]  # fmt: skip
        cluster.kill()
        monkeypatch.undo()
        cluster.start()
        gone = lost(exchange, list(acknowledged))
    assert (gone == []) is flushed, f"{len(gone)} of {len(acknowledged)} acknowledged returns lost"


@pytest.mark.parametrize("flushed", [True, False], ids=["flushed", "unflushed"])
def test_nothing_acknowledged_is_lost_under_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, flushed: bool
) -> None:
    with exchange_on(IDLE, tmp_path) as (cluster, exchange):
        played = [answered(exchange) for _ in range(WRITERS)]
        acknowledged: list[tuple[UUID, UUID | None]] = []
        exchange.rows("CHECKPOINT")
        if not flushed:
            monkeypatch.setattr(SqlWork, "flush", lambda self: None)

        def keep_opening(actor: Actor, record: UUID) -> None:
            try:
                while True:
                    acknowledged.append((open_records(exchange.runtime, actor, [record])[0].entry.id, None))
            except ExchangeError:
                return  # the server is gone

        threads = [threading.Thread(target=keep_opening, args=(one.case.decider, one.record.id)) for one in played]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while len(acknowledged) < 10 * WRITERS and time.monotonic() < deadline:
            time.sleep(0.005)
        cluster.kill()
        for thread in threads:
            thread.join()
        monkeypatch.undo()
        cluster.start()
        gone = lost(exchange, acknowledged)
    assert len(acknowledged) >= 10 * WRITERS
    assert (gone == []) is flushed, f"{len(gone)} of {len(acknowledged)} acknowledged openings lost"
