"""Law 2: PostgreSQL killed straight after acknowledging loses nothing acknowledged; without the flush, it would.

A server of its own that waits for the disk, and whose background writer sleeps for ten seconds: what is not flushed by
whoever acknowledges it stands in memory alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.adapters.database.work import SqlWork
from tests.database.killed import IDLE, WRITERS, exchange_on, lost, opened_until_killed
from tests.services.played import answered, claim, draft, ready_case, send, sign, value, version

BURST = 12
CAREFREE = {**IDLE, "synchronous_commit": "off"}


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
        exchange.rows("CHECKPOINT")
        if not flushed:
            monkeypatch.setattr(SqlWork, "flush", lambda self: None)
        acknowledged = opened_until_killed(exchange, played, cluster.kill)
        monkeypatch.undo()
        cluster.start()
        gone = lost(exchange, acknowledged)
    assert (gone == []) is flushed, f"{len(gone)} of {len(acknowledged)} acknowledged openings lost"
