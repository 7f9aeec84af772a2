"""How often the disk is waited for: once for an opening, however much else is written on the way (PostgreSQL 18)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from app.demonstration.database import Cluster
from app.domain.errors import CommitUncertain
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import Recorded, record
from app.services.identity.slow_down import Limit, slow_down
from app.services.identity.tokens import hash_token
from app.web.account.cookies import SESSION_COOKIE
from bench.flushes import flushes_waited_for
from bench.made_up import MadeUp, made_up_exchange, returned_case
from tests.web.exchange import HOST

OPENINGS = 3
Flushes = Callable[[Callable[[], object]], int]


@pytest.fixture(scope="module")
def disk() -> Iterator[Cluster]:
    """A server that waits for its disk and writes nothing of its own accord meanwhile; the newest there is."""
    with Cluster(settings={"autovacuum": "off", "checkpoint_timeout": "1h"}) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def made_up(disk: Cluster) -> Iterator[MadeUp]:
    with made_up_exchange(disk) as made:
        yield made


@pytest.fixture
def flushes(disk: Cluster, made_up: MadeUp) -> Flushes:
    """Counts the flushes waited for during an act."""
    return lambda act: flushes_waited_for(disk, act, made_up.exchange.close)


def test_an_opening_waits_once_and_last_seen_never(made_up: MadeUp, flushes: Flushes) -> None:
    exchange = made_up.exchange
    case = returned_case(exchange)
    client = exchange.client("dilys")

    def open_each_a_minute_after_the_other() -> None:
        for _ in range(OPENINGS):
            exchange.clock.forward(timedelta(minutes=2))
            assert client.get(f"/cases/{case}/returns", base_url=f"https://{HOST}").status_code == 200

    assert flushes(open_each_a_minute_after_the_other) == OPENINGS
    with exchange.runtime.database.work(None) as work:
        seen = work.identity.session(hash_token(exchange.runtime.session_key, token_of(client)))
    assert seen is not None
    assert seen.session.last_seen_at == exchange.clock.now()


def token_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(SESSION_COOKIE, domain=HOST)
    assert cookie is not None
    return cookie.value


def test_counting_tries_waits_for_no_disk(made_up: MadeUp, flushes: Flushes) -> None:
    def try_often() -> None:
        for number in range(OPENINGS):
            slow_down(made_up.exchange.runtime, Limit(f"try-{number}", 9, timedelta(minutes=1)), "somebody", "")

    assert flushes(try_often) == 0


def append(made_up: MadeUp, end: Callable[[Work, Sequence[Recorded]], None]) -> None:
    runtime = made_up.exchange.runtime
    with runtime.database.work(None) as work:
        end(work, record(runtime, work, [(Entry("log_read"), None)]))


@pytest.mark.parametrize(
    "end, expected",
    [
        (lambda work, recorded: work.commit(), 1),
        (lambda work, recorded: work.commit_unflushed(), 0),
    ],
)
def test_what_was_appended_is_on_the_disk_once_committed_and_not_before(
    made_up: MadeUp, flushes: Flushes, end: Callable[[Work, Sequence[Recorded]], None], expected: int
) -> None:
    assert flushes(lambda: append(made_up, end)) == expected


def test_a_commit_without_the_log_waits_once(made_up: MadeUp, flushes: Flushes) -> None:
    runtime = made_up.exchange.runtime

    def add() -> None:
        with runtime.database.work(None) as work:
            work.jobs.enqueue("nothing", uuid4(), {}, runtime.clock.now())
            work.commit()

    assert flushes(add) == 1


def test_a_flush_inside_a_transaction_is_never_taken_for_done(made_up: MadeUp) -> None:
    with made_up.exchange.runtime.database.work(None) as work:
        work.log.standing(None)
        with pytest.raises(CommitUncertain):
            work.flush()
