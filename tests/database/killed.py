"""Exchanges on servers of their own, acts under load until a server is killed, and what was lost with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from app.adapters.database.migrate import upgrade, upgrade_keystore
from app.demonstration.database import OWNER, Cluster
from app.domain.errors import ExchangeError
from app.domain.identity import Actor
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from tests.conftest import Database, chosen_binaries
from tests.services.exchange import Exchange, make_exchange
from tests.services.played import Answered

WRITERS = 4
IDLE = {"wal_writer_delay": "10s", "autovacuum": "off", "checkpoint_timeout": "1h", "max_connections": "40"}
Acknowledged = list[tuple[UUID, UUID | None]]


@contextmanager
def exchange_on(settings: dict[str, str], folder: Path) -> Iterator[tuple[Cluster, Exchange]]:
    with Cluster(binaries=chosen_binaries(), fsync=True, settings=settings) as cluster:
        for name, migrate in (("main", upgrade), ("keys", upgrade_keystore)):
            cluster.create_database(name)
            migrate(cluster.url(name, OWNER))
        exchange = exchange_at(cluster, folder)
        yield cluster, exchange
        exchange.close()


def exchange_at(cluster: Cluster, folder: Path) -> Exchange:
    """The exchange in databases that are there already, with the keys and checkpoints of `folder`."""
    main, keys = (Database(name, cluster.url(name), cluster.url(name, OWNER)) for name in ("main", "keys"))
    return make_exchange(main, keys, folder)


def lost(exchange: Exchange, acknowledged: Acknowledged) -> list[UUID]:
    """Acknowledged leaves that are gone, or whose return is; also checks that what is left is a whole log."""
    exchange.close()  # every pooled connection died with the server
    assert check_log(exchange.runtime).problems == ()
    leaves = {row[0] for row in exchange.rows("SELECT id FROM log_leaf")}
    returned = {row[0] for row in exchange.rows("SELECT file_id FROM research_request WHERE state = 'returned'")}
    return [entry for entry, file in acknowledged if entry not in leaves or (file is not None and file not in returned)]


def opened_until_killed(exchange: Exchange, played: Sequence[Answered], kill: Callable[[], None]) -> Acknowledged:
    """What was acknowledged while each return was opened again and again, at once, until the server was killed."""
    acknowledged: Acknowledged = []

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
    while len(acknowledged) < 10 * len(played) and time.monotonic() < deadline:
        time.sleep(0.005)
    kill()
    for thread in threads:
        thread.join()
    assert len(acknowledged) >= 10 * len(played)
    return acknowledged
