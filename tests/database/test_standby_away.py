"""The second server goes away while commits wait for it: that is said, nobody waits for ever, and nothing is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.adapters.database import silence
from app.domain.errors import ExchangeError, LogUnavailable
from app.factory import create_app
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.messages.run_jobs import note_at_work
from app.web import health
from tests.database.killed import IDLE, exchange_on
from tests.database.standbys import NAME, WAITED_FOR, Standby, ask, let_the_owner_see, until, wait_for
from tests.services.played import answered

SAYS = (
    "The second server of main and keystore is away, and commits wait for it, so nothing can be recorded: bring it "
    "back, or decide to go on with one server (migrations/STANDBY.md)."
)


@pytest.mark.slow
def test_it_is_said_and_whoever_acts_meanwhile_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "LONGEST", 2.0)
    monkeypatch.setattr(silence, "LOOKS", 0.1)
    monkeypatch.setattr(health, "FOR", 0.0)
    with exchange_on(IDLE, tmp_path) as (primary, exchange):
        let_the_owner_see(primary)
        monitor = create_app(exchange.settings, exchange.runtime).test_client()
        with Standby(primary, IDLE) as second:
            wait_for(primary, NAME)
            until(lambda: ask(primary, WAITED_FOR) == [(True,)])
            played = answered(exchange)
            note_at_work(exchange.runtime)
            ready = monitor.get("/health/ready")
            assert ready.json is not None
            assert (ready.status_code, ready.json["attention"].get("standby")) == (200, None)
            second.kill()
            until(lambda: ask(primary, "SELECT count(*) FROM pg_stat_replication") == [(0,)])
            ready = monitor.get("/health/ready")
            assert ready.json is not None
            assert (ready.status_code, ready.json["parts"]["log"]) == (503, "log_unavailable")
            assert ready.json["attention"]["standby"] == SAYS
            exchange.runtime.database.hang_up_on_silence()
            refused: list[ExchangeError] = []

            def look() -> None:
                try:
                    open_records(exchange.runtime, played.case.collator, [played.record.id])
                except ExchangeError as failure:
                    refused.append(failure)

            looking = threading.Thread(target=look, daemon=True)
            looking.start()
            looking.join(60)
            assert [type(one) for one in refused] == [LogUnavailable], "whoever acts waits for ever"
            wait_for(primary, "")
            exchange.close()  # and with it whoever looks: what follows may take its time
        assert monitor.get("/health/ready").status_code == 200
        assert open_records(exchange.runtime, played.case.collator, [played.record.id])
        assert check_log(exchange.runtime).problems == ()
