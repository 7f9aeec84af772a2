"""`/health/ready` says what needs somebody although pages are served; and whoever polls it costs nothing."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from app.domain.errors import LogUnavailable
from app.domain.jobs import BACKUP
from app.factory import create_app
from app.services.governance.find_attention import START, find_attention
from app.services.governance.summaries import publish_summary
from app.services.messages.run_jobs import note_at_work
from app.services.runtime import Runtime
from app.web import health
from tests.clock import SetClock
from tests.migrations.newer import TAKES_AWAY
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case

__all__ = ["own_exchange"]

MOST = 26
"""Statements that one look may take, whatever there is of cases, logs and people."""


@pytest.fixture
def kept(own_exchange: Exchange) -> Exchange:
    """An exchange with nothing wrong: a worker has just been at work, the logs have just been signed."""
    publish_summary(own_exchange.runtime)
    note_at_work(own_exchange.runtime)
    return own_exchange


def asked(exchange: Exchange, runtime: Runtime | None = None) -> tuple[int, str, Mapping[str, str]]:
    """What a server that has not looked for a while says."""
    answer = create_app(exchange.settings, runtime or exchange.runtime).test_client().get("/health/ready")
    assert answer.json is not None
    return answer.status_code, answer.json["status"], answer.json["attention"]


def needed(exchange: Exchange, runtime: Runtime | None = None) -> Mapping[str, str]:
    """What needs somebody while pages are served."""
    status, said, attention = asked(exchange, runtime)
    assert status == 200
    assert said == ("ready; somebody is needed" if attention else "ready")
    return attention


def test_with_nothing_wrong_nobody_is_needed(kept: Exchange) -> None:
    assert needed(kept) == {}


def test_a_worker_that_is_away(kept: Exchange) -> None:
    kept.clock.forward(minutes=3)
    assert needed(kept) == {"worker": f"No worker has been at work for 3 minutes: {START}"}
    note_at_work(kept.runtime)
    assert needed(kept) == {}


def test_a_night_without_a_backup_where_data_is_real(kept: Exchange) -> None:
    live = replace(kept.runtime, production=True)

    def noted(what: str) -> None:
        with live.database.work(None) as work:
            work.jobs.note_done(what, kept.clock.now())
            work.commit()

    assert needed(kept, live)["backup"].startswith("No backup set has been made yet: ")
    noted(BACKUP)
    for what in (29, 2):
        assert "backup" not in needed(kept, live)
        kept.clock.forward(hours=what)
    assert needed(kept, live)["backup"].startswith("No backup set has been made for 31 hours: ")
    assert "backup" not in needed(kept), "of made-up data nobody makes any"


def test_logs_that_nobody_signs(kept: Exchange) -> None:
    kept.clock.forward(hours=3)
    note_at_work(kept.runtime)
    assert needed(kept) == {"checkpoints": "The logs were last signed for 3 hours: see that a worker is running."}


def test_a_checkpoint_from_the_future(kept: Exchange) -> None:
    kept.clock.forward(minutes=-20)
    note_at_work(kept.runtime)
    assert list(needed(kept)) == ["checkpoints"]


@contextmanager
def no_room_for(size: int) -> Iterator[None]:
    """The kernel takes no more bytes into a file of this process, as if a disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_checkpoint_folder_without_room(kept: Exchange) -> None:
    there = sorted(path.name for path in kept.settings.checkpoints.iterdir())
    with no_room_for(16):
        found = find_attention(kept.runtime)
        with pytest.raises(LogUnavailable):
            publish_summary(kept.runtime)
    assert found == {"checkpoints": "The checkpoint folder cannot be written: look at its disk, owner and rights."}
    assert sorted(path.name for path in kept.settings.checkpoints.iterdir()) == there, "nothing piles up"
    assert needed(kept) == {}


def test_what_a_killed_process_left_half_written_is_gone_after_a_day(kept: Exchange) -> None:
    part = kept.settings.checkpoints / "last-checkpoint.part7-00000000"
    part.touch()
    os.utime(part, times=(kept.clock.now().timestamp(),) * 2)
    kept.clock.forward(hours=2)
    publish_summary(kept.runtime)
    assert part.exists()
    kept.clock.forward(hours=23)
    publish_summary(kept.runtime)
    assert not part.exists()


def test_a_mail_that_is_late(kept: Exchange) -> None:
    now = kept.clock.now()
    with kept.runtime.database.work(None) as work:
        work.jobs.enqueue("request_waiting", uuid4(), {}, now)
        work.jobs.enqueue("request_waiting", uuid4(), {}, now + timedelta(hours=5))
        work.commit()
    assert needed(kept) == {}
    put_back = "UPDATE job SET run_at = run_at + interval '1 hour', attempts = 5 WHERE run_at = %s RETURNING id"
    [(job,)] = kept.rows(put_back, now)
    kept.clock.forward(minutes=16)
    publish_summary(kept.runtime)
    note_at_work(kept.runtime)
    assert needed(kept) == {
        "messages": "1 messages or other jobs are late, one for 16 minutes: the worker's log says why."
    }
    kept.rows("UPDATE job SET finished_at = now() WHERE id = %s", job)
    assert needed(kept) == {}


def test_a_release_that_cannot_be_relied_on(kept: Exchange) -> None:
    kept.rows("INSERT INTO policy_release SELECT number + 1, 'other', canonical, recorded_at FROM policy_release")
    assert needed(kept) == {
        "release": "Policy release 2 is stored and cannot be relied on here, so this server goes on with 1: run "
        "`flask log check`; if it finds nothing, bring this server to the newest version."
    }


@pytest.mark.parametrize("which", ["main", "keystore"])
def test_a_schema_that_is_newer_needs_somebody_and_one_that_is_older_serves_nothing(kept: Exchange, which: str) -> None:
    database = {"main": kept.database, "keystore": kept.keystore}[which]
    run_sql(database.owner_url, TAKES_AWAY)
    assert needed(kept) == {
        "schema": f"A newer version has migrated {which}: bring this server to that version, and reload it."
    }
    run_sql(database.owner_url, "DELETE FROM alembic_version")
    assert asked(kept)[:2] == (503, "not ready")


def test_a_key_store_that_is_older_than_the_database(kept: Exchange) -> None:
    ready_case(kept)
    [(files,)] = kept.rows("SELECT count(*) FROM file")
    run_sql(kept.keystore.owner_url, "DELETE FROM file_key")
    assert needed(kept) == {
        "keystore": f"The key store has no key of {files} of the {files} newest files: it is older than the database, "
        "or another one. Nobody opens these: restore its newest backup, or name the right one in KEYSTORE_URL."
    }


def test_a_clock_that_is_going_astray(kept: Exchange) -> None:
    astray = replace(kept.runtime, clock=SetClock(kept.clock.now() + timedelta(seconds=3)))
    assert needed(kept, astray) == {"clock": "This server's clock is 3 seconds from the database's: set both alike."}


def test_whoever_asks_all_the_time_costs_no_statement(kept: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    for engine in (kept.engine, kept.keystore_engine):
        event.listen(engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
    stranger = create_app(kept.settings, kept.runtime).test_client()
    monkeypatch.setattr(health, "FOR", 3600.0)
    first = stranger.get("/health/ready")
    assert 5 < len(ran) <= MOST
    ran.clear()
    for _ in range(20):
        assert stranger.get("/health/ready").json == first.json
    assert ran == []
    monkeypatch.setattr(health, "FOR", 0.0)
    stranger.get("/health/ready")
    assert ran != []
