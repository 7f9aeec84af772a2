"""A year of three hundred requests: every step of every ladder once, in order, none lost, each with its leaf.

Over holidays, nights, both clock changes, questions, re-ratings and answers, with workers that die at any statement,
two at once, and none for days. What the hub's list shows of each request is what the oracle says at every moment at
which either of them changes, and so at every hour; what the page of a case shows, of one case by lot and at the end
of all.
"""

from __future__ import annotations

import heapq
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from uuid import UUID

import pytest

from app.domain.errors import ExchangeError
from app.domain.lists import BoardFilter, Page
from app.services.clocks.chase_due import RETRY, chase_due
from app.services.clocks.enter import enter_hours
from app.services.governance.check_log import check_log
from app.services.research.list_requests import list_board
from tests.services.a_year import STEPS, FastClock, Life, Told, Year, superuser_of, whole_minutes
from tests.services.exchange import HOLIDAYS, Exchange
from tests.services.faults import AFTER, BEFORE, Steps, fail_at, watched
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case

__all__ = ["own_exchange"]

REQUESTS, CASES, RATINGS = 300, 6, ("red", "amber", "green")
BEGINS, LASTS = datetime(2026, 11, 24, 10, tzinfo=UTC), timedelta(days=365)
AWAY, LONGEST = 0.04, timedelta(days=9)
BUSY = (
    datetime(2026, 12, 24, 12, tzinfo=UTC), datetime(2026, 12, 31, 16, 50, tzinfo=UTC),
    datetime(2027, 3, 25, 16, 50, tzinfo=UTC), datetime(2027, 3, 27, 22, tzinfo=UTC),
    datetime(2027, 10, 30, 22, tzinfo=UTC),
)  # fmt: skip
"""Christmas Eve, New Year's Eve, Maundy Thursday, and the nights in which the clocks change."""
LAST_STATEMENT = 40
Doing = tuple[datetime, int, Callable[[], None]]


@pytest.fixture
def year(own_exchange: Exchange) -> Iterator[Year]:
    """A hub with its cases, and three partners: one that keeps office hours, one open on Saturdays, one always."""
    cases = {one.id: one for one in (ready_case(own_exchange) for _ in range(CASES))}
    partners = {}
    for hours, kind, written, holidays in (
        ("office", "housing", ("mon-fri=9:00-17:00",), HOLIDAYS),
        ("saturday", "probation", ("mon-fri=9:00-17:00", "sat=9:00-12:30"), HOLIDAYS),
        ("always", "police", ("every=0:00-24:00",), "none"),
    ):
        partners[hours] = own_exchange.organisation(kind).id
        assert own_exchange.registrar is not None
        enter_hours(own_exchange.admin, partners[hours], date(2020, 1, 1), written, holidays, own_exchange.registrar)
    with superuser_of(own_exchange) as connection:
        clock = FastClock(own_exchange.clock.moment, connection)
        own_exchange.clock, own_exchange.runtime = clock, replace(own_exchange.runtime, clock=clock)
        yield Year(own_exchange, cases, partners, connection, random.Random(2026))


def planned(year: Year) -> list[Doing]:
    """What people do in the year, by when."""
    dice, order, found = year.dice, count(), list[Doing]()

    def at(moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(found, (moment, next(order), act))

    def begin(case_number: int, rating: str, hours: str) -> None:
        case = list(year.cases.values())[case_number]
        year.send(case, year.rated_as(case, rating), hours)
        life = list(year.lives.values())[-1]
        if dice.random() < 0.3:
            asked = life.sent_at + whole_minutes(dice, timedelta(days=1))
            at(asked, partial(happens, life, "asked"))
            at(asked + whole_minutes(dice, timedelta(days=4)), partial(happens, life, "clarified"))
        if dice.random() < 0.4:
            at(life.sent_at + whole_minutes(dice, timedelta(days=5)), partial(happens, life, "answered"))

    def happens(life: Life, what: str) -> None:
        due = not life.over and (life.asked_at is None) == (what != "clarified")
        if due or (what == "answered" and not life.over):
            year.happens(life, what)

    for number in range(REQUESTS):
        near = BUSY[number % len(BUSY)] if number % 4 == 0 else BEGINS + whole_minutes(dice, LASTS)
        when = near + whole_minutes(dice, timedelta(hours=6))
        at(when, partial(begin, number % CASES, dice.choice(RATINGS), dice.choice(list(year.partners))))
        if number % 12 == 0:
            case, rated = dice.choice(list(year.cases.values())), when + whole_minutes(dice, timedelta(days=2))
            at(rated, partial(year.re_rate, case, dice.choice(RATINGS)))
    return found


def work(year: Year) -> bool:
    """What workers do at one moment: one, two at once, or one that dies at some statement and begins again.

    Whether one died.
    """
    runtime, way, deaths = year.exchange.runtime, year.dice.random(), year.deaths
    if way < 0.2:
        at = year.dice.randrange(LAST_STATEMENT)
        steps = Steps(at=fail_at(at, year.dice.choice((BEFORE, AFTER))))
        with watched(year.exchange, steps), suppress(ExchangeError):
            chase_due(runtime)
        year.deaths += steps.number > at
    elif way < 0.4:
        second = threading.Thread(target=chase_due, args=(runtime,))
        second.start()
        chase_due(runtime)
        second.join()
    chase_due(runtime)
    return year.deaths > deaths


def said_at(year: Year, now: datetime) -> dict[UUID, list[Told]]:
    """What was said at a moment, by request and in order, as its events have it."""
    found = defaultdict[UUID, list[Told]](list)
    query = "SELECT file_id, codes, at FROM file_event WHERE what = 'reminded' AND at = %s ORDER BY seq"
    for file_id, codes, at in year.rows(query, now):
        found[file_id].append((codes["rung"], at))
    return found


def due_next(year: Year) -> datetime | None:
    """When the worker would find something to do, by the rows."""
    query = "SELECT min(next_at) FROM research_request WHERE answered_at IS NULL AND state <> 'withdrawn'"
    [(found,)] = year.rows(query)
    assert found is None or isinstance(found, datetime)
    return found


def as_shown(year: Year, case_id: UUID) -> None:
    """The board of a case says of each of its requests what the oracle says."""
    case = year.cases[case_id]
    with year.exchange.runtime.database.work(case.collator.organisation_id) as found:
        asked = {one.request.file_id: one.reminders for one in found.files.asked_of(case_id)}
    for life in year.of_case(case_id):
        assert [(one.rung, one.at) for one in asked[life.file_id]] == life.told
        assert [one.step for one in asked[life.file_id]] == [STEPS[number - 1] for number, _ in life.told]


def as_listed(year: Year) -> None:
    """The hub's list of what waits says of each request what the oracle says: until when, or since when it stands."""
    asker = next(iter(year.cases.values())).decider
    rows = list_board(year.exchange.runtime, asker, BoardFilter(), Page(size=REQUESTS)).rows
    assert {one.file_id: (one.rating, one.due_at, one.paused_at) for one in rows} == awaited(year)


def awaited(year: Year) -> dict[UUID, tuple[str, datetime, datetime | None]]:
    """How urgent each request is that waits, until when it is due, and since when its time stands still."""
    waits = (one for one in year.lives.values() if not one.over)
    return {one.file_id: (one.rating, one.times[1], None if one.runs else one.asked_at) for one in waits}


def one_moment(year: Year, now: datetime) -> datetime:
    """Workers work, and what they said is what the oracle says; from when on the next one does."""
    died = work(year)
    expected = {one.file_id: new for one in year.lives.values() if (new := one.due(now))}
    found = said_at(year, now)
    late = expected.keys() - found.keys()  # its file's key could not be had: it is tried again in a minute
    assert len(late) <= died
    assert found == {one: new for one, new in expected.items() if one not in late}, f"at {now}"
    for one, new in found.items():
        year.lives[one].told += new
    as_listed(year)
    as_shown(year, year.dice.choice(list(year.cases)))
    return now + RETRY if late else now


@pytest.mark.slow
def test_every_step_of_every_ladder_comes_once_in_order_and_none_is_lost(year: Year) -> None:
    doings, now, back = planned(year), BEGINS, BEGINS
    while True:
        comes = [at for at in (*(one.next_at() for one in year.lives.values()), due_next(year)) if at is not None]
        worker = max(min(comes), back, now) if comes else None
        if doings and (worker is None or doings[0][0] <= worker):
            now, _, act = heapq.heappop(doings)
            year.exchange.clock.moment = now
            act()
            as_listed(year)
        elif worker is None:
            break
        elif year.dice.random() < AWAY:
            now, back = worker, worker + whole_minutes(year.dice, LONGEST)
        else:
            now = year.exchange.clock.moment = worker
            back = one_moment(year, now)
    total = sum(len(one.told) for one in year.lives.values())
    assert total > 2 * REQUESTS
    assert year.deaths > 20
    [(leaves,)] = year.rows("SELECT count(*) FROM log_leaf WHERE kind = 'reminded'")
    assert leaves == total
    for case_id in year.cases:
        as_shown(year, case_id)
    assert check_log(year.exchange.runtime).problems == ()
