"""The slow disk is slow, and only it."""

import time

import psycopg
import pytest

from app.demonstration.database import Cluster
from bench.shim import CompilerMissingError, fsync_shim
from tests.conftest import chosen_binaries

COMMITS = 20


def quickest_commit(cluster: Cluster) -> float:
    """In seconds: however busy the machine is, one of them was not held up."""
    with psycopg.connect(host=str(cluster.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (words text)")
        taken = []
        for _ in range(COMMITS):
            started = time.perf_counter()
            connection.execute("INSERT INTO note VALUES ('x')")
            taken.append(time.perf_counter() - started)
        return min(taken)


def test_each_commit_waits_two_milliseconds_and_none_without_fsync() -> None:
    with fsync_shim() as library:
        with Cluster(binaries=chosen_binaries(), preload=library) as slow:
            waited = quickest_commit(slow)
        with Cluster(binaries=chosen_binaries(), preload=library, fsync=False) as quick:
            assert quickest_commit(quick) < waited
    assert waited >= 0.002
    assert not library.exists()


def test_without_a_compiler_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(CompilerMissingError, match="gcc"), fsync_shim():
        pass
