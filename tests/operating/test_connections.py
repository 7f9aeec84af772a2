"""Connections are counted before any is taken, and no page waits for one that nothing gives back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import OutOfStep
from app.domain.serving import Serving
from app.services.disclosure.gate import open_records
from app.wiring import close_runtime, serving_runtime, started_runtime
from tests.operating.served import exchange_now
from tests.services.exchange import Exchange
from tests.services.played import answered

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")

HELD = """
    SELECT datname, count(*)::int FROM pg_stat_activity WHERE usename = 'prx_app' AND datname = ANY (%s) GROUP BY 1
"""


@pytest.mark.slow
def test_what_the_server_has_no_room_for_does_not_start_and_says_what_would(tmp_path: Path) -> None:
    with exchange_now(tmp_path, max_connections="20") as (_, exchange):
        exchange.close()
        too_many = replace(exchange.settings, serving=Serving(servers=2, processes=2, threads=4))
        with pytest.raises(OutOfStep, match=r"both databases together, 64; there is room for 17\. Raise"):
            serving_runtime(too_many)
        close_runtime(serving_runtime(replace(exchange.settings, serving=Serving(servers=1, processes=1, threads=1))))


@pytest.mark.parametrize("limited", ["role", "database"])
def test_a_limit_of_the_role_or_of_the_database_counts_as_well(own_exchange: Exchange, limited: str) -> None:
    database, settings = own_exchange.database.name, replace(own_exchange.settings, serving=Serving(1, 4, 2))
    own_exchange.close()
    what = {"role": "ROLE prx_app", "database": f"DATABASE {database}"}[limited]
    own_exchange.rows(f"ALTER {what} CONNECTION LIMIT 12")
    try:
        with pytest.raises(OutOfStep, match="room for 12"):
            serving_runtime(settings, own_exchange.clock)
    finally:
        own_exchange.rows(f"ALTER {what} CONNECTION LIMIT -1")


def test_a_burst_of_pages_takes_no_more_than_its_share_of_either_database(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    serving = Serving(servers=1, processes=1, threads=2)
    runtime = started_runtime(replace(own_exchange.settings, serving=serving), own_exchange.clock)
    names = [own_exchange.database.name, own_exchange.keystore.name]
    own_exchange.close()

    def look(_: int) -> dict[str, int]:
        open_records(runtime, played.case.collator, [played.record.id])
        return dict(own_exchange.rows(HELD, names))

    with ThreadPoolExecutor(serving.threads) as pages:
        held = list(pages.map(look, range(20)))
    close_runtime(runtime)
    assert max(one.get(names[0], 0) for one in held) <= serving.threads * 2
    assert max(one.get(names[1], 0) for one in held) <= serving.threads
