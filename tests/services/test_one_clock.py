"""Law 10: time comes from one clock. With the machine's stopped a century on, nothing is stored with another time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from freezegun import freeze_time

from app.adapters.clock import SystemClock
from app.services.disclosure.gate import open_records
from app.services.governance.checkpoints import fresh_checkpoint
from tests.conftest import Database
from tests.services.exchange import make_exchange
from tests.services.played import answered

STOPPED = datetime(2126, 5, 6, 10, 0, tzinfo=UTC)
COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type LIKE 'timestamp%'
"""


def test_every_moment_that_is_stored_comes_from_the_clock(
    database: Database, keystore: Database, tmp_path: Path
) -> None:
    made = make_exchange(database, keystore, tmp_path, at=STOPPED)
    exchange = replace(made, runtime=replace(made.runtime, clock=SystemClock()))
    exchange.rows("UPDATE log SET started_at = %s WHERE hub_id IS NULL", STOPPED)  # begun by the migration, before it
    with freeze_time(STOPPED):
        played = answered(exchange)
        open_records(exchange.runtime, played.case.decider, [played.record.id])
        with exchange.runtime.database.work(None) as work:
            log = work.log.log_numbered(played.returned.entry.log)
        fresh_checkpoint(exchange.runtime, log)
    earliest = {
        f"{table}.{column}": first
        for table, column in exchange.rows(COLUMNS)
        for (first,) in exchange.rows(f'SELECT min("{column}") FROM "{table}"')
        if first is not None
    }
    assert {name: first for name, first in earliest.items() if first < STOPPED} == {}
    assert {"log_leaf.at", "log_detail.at", "log_checkpoint.signed_at", "record.saved_at", "file.created_at"} <= {
        name for name, first in earliest.items() if first == STOPPED
    }
    exchange.close()
