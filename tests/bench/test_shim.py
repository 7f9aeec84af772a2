"""The slow disk is slow, and only it."""

import time

import psycopg
import pytest

from app.demonstration.database import Cluster
from bench.shim import CompilerMissingError, fsync_shim
from tests.conftest import chosen_binaries

COMMITS = 20


def seconds_for_commits(cluster: Cluster) -> float:
    with psycopg.connect(host=str(cluster.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (words text)")
        started = time.perf_counter()
        for _ in range(COMMITS):
            connection.execute("INSERT INTO note VALUES ('x')")
        return time.perf_counter() - started


def test_each_commit_waits_two_milliseconds_and_none_without_fsync() -> None:
    with fsync_shim() as library:
        with Cluster(binaries=chosen_binaries(), preload=library) as slow:
            assert seconds_for_commits(slow) >= COMMITS * 0.002
        with Cluster(binaries=chosen_binaries(), preload=library, fsync=False) as quick:
            assert seconds_for_commits(quick) < COMMITS * 0.002
    assert not library.exists()


def test_without_a_compiler_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(CompilerMissingError, match="gcc"), fsync_shim():
        pass
