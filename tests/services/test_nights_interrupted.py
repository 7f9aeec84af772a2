"""A worker that dies at any statement of a look, and two at once: each case is escalated once, each list sent once."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime

from app.domain.errors import ExchangeError
from app.services.duty.nights import keep_nights
from app.services.duty.standing import tonight
from app.services.governance.check_log import check_log
from tests.services.exchange import Exchange
from tests.services.faults import AFTER, BEFORE, Steps, fail_at, watched
from tests.services.fixtures import own_exchange
from tests.services.on_duty import taken
from tests.services.played import ready_case

__all__ = ["own_exchange"]

CLOSED = datetime.fromisoformat("2026-11-27T17:05:00+00:00")


def counted(exchange: Exchange) -> tuple[int, ...]:
    """Escalations, lists to be sent, and rings of the night."""
    found = (
        "SELECT count(*) FROM file_event WHERE what = 'duty_escalated'",
        "SELECT count(*) FROM job WHERE kind = 'duty_ring_list'",
        "SELECT coalesce(sum(rings), 0) FROM duty_night",
    )
    return tuple(int(exchange.rows(one)[0][0]) for one in found)


def test_wherever_the_worker_dies_each_thing_is_done_once(own_exchange: Exchange) -> None:
    runtime = own_exchange.runtime
    for _ in range(2):
        ready_case(own_exchange)
    own_exchange.clock.moment = CLOSED
    number, died, reached = 0, 0, True
    while reached:
        for when in (BEFORE, AFTER):
            own_exchange.rows("UPDATE duty_night SET next_at = %s", own_exchange.clock.now())
            before, watching = counted(own_exchange), Steps(at=fail_at(number, when))
            try:
                with watched(own_exchange, watching):
                    keep_nights(runtime)
            except ExchangeError:
                died += 1
            reached = watching.number > number
            own_exchange.clock.forward(minutes=1)
            keep_nights(runtime)
            after = counted(own_exchange)
            assert after[0] == 2, (number, when, "each case once a night")
            assert after[1] - before[1] == 1, (number, when, "each list once")
            assert after[1] == after[2], "a list is counted where it is sent"
        number += 1
    assert died > 10
    assert check_log(runtime).problems == ()


def test_wherever_the_worker_dies_when_a_night_is_over_each_is_told_once(own_exchange: Exchange) -> None:
    runtime, noor = own_exchange.runtime, own_exchange.person("hub", "duty_worker")
    own_exchange.clock.moment = CLOSED
    number, died, reached = 0, 0, True
    while reached:
        for when in (BEFORE, AFTER):
            with runtime.database.work(None) as work:
                night = tonight(runtime, work, own_exchange.organisation("hub").id).night
            assert night is not None
            own_exchange.clock.moment = night.closes
            taken(own_exchange, ready_case(own_exchange), noor)
            for at in (night.closes, night.opens):
                own_exchange.clock.moment = at
                keep_nights(runtime)
            own_exchange.clock.moment = night.ends
            before, watching = lapsed(own_exchange), Steps(at=fail_at(number, when))
            with suppress(ExchangeError), watched(own_exchange, watching):
                keep_nights(runtime)
            died += 1
            reached = watching.number > number
            own_exchange.clock.forward(minutes=1)
            keep_nights(runtime)
            assert lapsed(own_exchange) == tuple(one + 1 for one in before), (number, when)
        number += 1
    assert died > 10
    assert check_log(runtime).problems == ()


def lapsed(exchange: Exchange) -> tuple[int, int, int]:
    """Cases of which it was said that they were not handed back, and the mails to each side."""
    found = (
        "SELECT count(*) FROM file_event WHERE what = 'duty_lapsed'",
        "SELECT count(*) FROM job WHERE kind = 'duty_not_back'",
        "SELECT count(*) FROM job WHERE kind = 'duty_lapsed'",
    )
    one, two, three = (int(exchange.rows(each)[0][0]) for each in found)
    return one, two, three


def test_two_workers_at_once_look_once(own_exchange: Exchange) -> None:
    for _ in range(3):
        ready_case(own_exchange)
    own_exchange.clock.moment = CLOSED
    done: list[int] = []
    workers = [threading.Thread(target=lambda: done.append(keep_nights(own_exchange.runtime))) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(done) == 1
    assert counted(own_exchange) == (3, 1, 1)
