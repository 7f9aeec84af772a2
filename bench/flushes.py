"""Counting the flushes of the write-ahead log that the server's processes for clients waited for (PostgreSQL 18)."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from app.demonstration.database import SUPERUSER, Cluster

COUNTED = """
    SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal' AND backend_type = 'client backend'
"""
FIRST_VERSION = 180000


def flushes_waited_for(cluster: Cluster, act: Callable[[], object], hang_up: Callable[[], object]) -> int:
    """Return how many flushes of the log the cluster's client processes made during `act`.

    `hang_up` closes the connections that `act` used: a process reports what it counted when it ends. The cluster must
    wait for its disk and be otherwise idle. Raises RuntimeError before PostgreSQL 18, which does not count this.
    """
    with psycopg.connect(host=str(cluster.folder), user=SUPERUSER, dbname="postgres", autocommit=True) as watcher:
        if watcher.info.server_version < FIRST_VERSION:
            message = "Flushes by process are counted from PostgreSQL 18 on; point $PG_BIN at its programs."
            raise RuntimeError(message)
        hang_up()
        before = _counted(watcher)
        act()
        hang_up()
        return _counted(watcher) - before


def _counted(watcher: psycopg.Connection) -> int:
    _wait_until_alone(watcher)
    found = watcher.execute(COUNTED).fetchone()
    return int(found[0]) if found else 0


def _wait_until_alone(watcher: psycopg.Connection) -> None:
    """A process hangs up after the client does; it has reported once it is gone from the list."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    while watcher.execute(others).fetchone() != (0,):
        watcher.execute("SELECT pg_sleep(0.005)")
