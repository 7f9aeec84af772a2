"""The logs are dated by the database: a server whose clock is elsewhere is refused, and stops nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import LogUnavailable
from app.services.disclosure.gate import open_records
from tests.clock import SetClock, show
from tests.services.exchange import Exchange
from tests.services.played import answered


@pytest.mark.parametrize("apart", [timedelta(days=3), timedelta(seconds=6), timedelta(seconds=-6)])
def test_a_server_whose_clock_is_elsewhere_writes_nothing_and_stops_nobody(
    own_exchange: Exchange, apart: timedelta
) -> None:
    played = answered(own_exchange)
    now = own_exchange.clock.now()
    astray = replace(own_exchange.runtime, clock=SetClock(now + apart))
    before = own_exchange.leaves()
    with pytest.raises(LogUnavailable) as refused:
        open_records(astray, played.case.decider, [played.record.id])
    seconds = f"{abs(apart).total_seconds():.1f} seconds apart"
    for part in (f"{now + apart:%Y-%m-%dT%H:%M:%SZ}", f"{now:%Y-%m-%dT%H:%M:%SZ}", seconds):
        assert part in refused.value.message
    assert own_exchange.leaves() == before
    assert open_records(own_exchange.runtime, played.case.decider, [played.record.id])


def test_a_few_seconds_are_nothing_and_the_time_is_the_databases(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    now = own_exchange.clock.now()
    ahead = replace(own_exchange.runtime, clock=SetClock(now + timedelta(seconds=4)))
    shown = open_records(ahead, played.case.decider, [played.record.id])[0]
    [(at,)] = own_exchange.rows("SELECT at FROM log_leaf WHERE id = %s", shown.entry.id)
    assert timedelta(0) <= now - at < timedelta(milliseconds=1)


def test_once_the_databases_own_clock_is_set_back_entries_go_on(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    now = own_exchange.clock.now()
    own_exchange.clock.forward(days=3)
    open_records(own_exchange.runtime, played.case.decider, [played.record.id])
    own_exchange.clock.moment = now
    shown = open_records(own_exchange.runtime, played.case.decider, [played.record.id])[0]
    rows = own_exchange.rows("SELECT at FROM log_leaf WHERE log = %s ORDER BY idx", shown.entry.log)
    assert [at for (at,) in rows] == sorted(at for (at,) in rows)
    assert rows[-1][0] - now > timedelta(days=2)


def test_only_the_owner_can_set_the_databases_time(own_exchange: Exchange) -> None:
    with pytest.raises(Exception, match=r"must be owner of function prx_now|permission denied"):
        show(own_exchange.database.app_url, datetime.now(UTC))
