"""A second server that follows the first, as an operator sets one up: a base backup, then the stream of changes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from app.demonstration.database import OWNER, SUPERUSER, Cluster
from tests.conftest import chosen_binaries

NAME = "second"
WAITED_FOR = "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'"
BACKED_UP = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn IS NULL"
REPLAYING = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn IS NOT NULL"
CANCEL_WAITS = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


class Standby(Cluster):
    """A server that follows `primary` until it is promoted. It is never killed: it need not wait for its own disk."""

    def __init__(self, primary: Cluster, settings: dict[str, str]) -> None:
        super().__init__(binaries=chosen_binaries(), fsync=False, settings=settings)
        self._primary = primary

    def promote(self) -> None:
        """Take over."""
        ask(self, "SELECT pg_promote()")

    def _make_data(self) -> None:
        source = f"host={self._primary.folder} user={SUPERUSER} application_name={NAME}"
        self.run("pg_basebackup", "-d", source, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")

    def _make_roles(self) -> None:
        """They came with the data."""


def ask(cluster: Cluster, query: str) -> list[tuple[Any, ...]]:
    """One statement as the superuser; its rows."""
    with psycopg.connect(host=str(cluster.folder), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def wait_for(primary: Cluster, names: str) -> None:
    """Have commits wait for the standbys of these names, or for none where it is empty."""
    primary.execute(sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(sql.Literal(names)))
    ask(primary, "SELECT pg_reload_conf()")
    until(lambda: ask(primary, "SHOW synchronous_standby_names") == [(names,)])


def let_the_owner_see(primary: Cluster) -> None:
    """What an operator of a standby grants, so that the exchange can tell what kind of standby there is."""
    primary.execute(sql.SQL("GRANT pg_read_all_stats TO {}").format(sql.Identifier(OWNER)))


def until(there: Callable[[], object]) -> None:
    """Wait for what another process brings about."""
    deadline = time.monotonic() + 20
    while not there():
        assert time.monotonic() < deadline, "It did not come about."
        time.sleep(0.02)


@contextmanager
def backup_under_way(primary: Cluster) -> Iterator[None]:
    """A base backup that takes its time, with the stream of changes made meanwhile."""
    source = ("-h", str(primary.folder), "-U", SUPERUSER, "-D", str(primary.folder / "backup"))
    command = [primary.programs.path("pg_basebackup"), *source, "--max-rate=32", "--checkpoint=fast", "--no-clean"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, **primary.programs.run_as)
    try:
        until(
            lambda: ask(primary, "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn IS NULL")
        )
        yield
    finally:
        running.kill()
        running.wait()
