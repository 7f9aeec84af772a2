"""A year of requests, ladders and workers that die, and what of it an oracle of the tests' own lines expects."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, LiteralString
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import make_url

from app.demonstration.database import SUPERUSER
from app.domain.clocks import Clock
from app.domain.files import File, new_reference
from app.domain.pauses import STOPS
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.clocks.count_anew import go_on
from app.services.clocks.next_step import with_next
from app.services.clocks.timekeeping import timekeeping
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.working import Act, append, begin, worked
from app.services.research.boards import listed, refresh_board, store_request
from tests.clock import SET, SetClock
from tests.services.exchange import Exchange
from tests.services.played import PURPOSE, Case, rate
from tests.vectors.clock_cases import BANK_HOLIDAYS, HOURS
from tests.vectors.minute_by_minute import Minute, Opening, Oracle

TARGETS: Final = {"red": ("elapsed", 240), "amber": ("working_days", 1), "green": ("working_days", 3)}
"""What the standard profile promises, by hand."""
ENDS: Final = ("clarified", "answered")
STEPS: Final = ("nearly_due", "due", "overdue", "unanswered")
CLOSED: Final = {"office": BANK_HOLIDAYS, "saturday": BANK_HOLIDAYS, "always": frozenset[date]()}
"""The hours that partners keep in this year, by name, and the days on which they are closed."""
Told = tuple[int, datetime]


class FastClock(SetClock):
    """As `SetClock`, over one connection that stays open: a year has thousands of moments."""

    def __init__(self, moment: datetime, connection: psycopg.Connection) -> None:
        self._shown = connection
        super().__init__(moment)

    @property
    def moment(self) -> datetime:
        """What it shows."""
        return self._moment

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self._moment = moment
        self._shown.execute(SET, [moment])


def superuser_of(exchange: Exchange) -> psycopg.Connection:
    """A connection beside the exchange that sees all rows and stays open."""
    address = make_url(exchange.database.owner_url)
    return psycopg.connect(host=str(address.query["host"]), user=SUPERUSER, dbname=address.database, autocommit=True)


@dataclass
class Life:
    """One request as the oracle sees it: what was promised of it, when its time stood still, and what must be said."""

    file_id: UUID
    case_id: UUID
    hours: str
    sent_at: datetime
    rating: str
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    asked_at: datetime | None = None
    over: bool = False
    told: list[Told] = field(default_factory=list)
    times: tuple[datetime, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether its time passes: a question stops all but a red one, and none that was overdue when it was asked."""
        stopped = self.asked_at is not None and self.rating != "red" and self.asked_at < self.times[1]
        return not self.over and not stopped

    def next_at(self) -> datetime | None:
        """When the next step comes that has not been said at or after its time, nor any after it."""
        left = self.times[_done(self.times, tuple(self.told)) :]
        return left[0] if self.runs and left else None

    def due(self, now: datetime) -> list[Told]:
        """The steps that must be said now, in order."""
        done = _done(self.times, tuple(self.told))
        return [(n, now) for n, at in enumerate(self.times, start=1) if n > done and at <= now] if self.runs else []


@lru_cache(maxsize=4096)
def _done(times: tuple[datetime, ...], told: tuple[Told, ...]) -> int:
    done = 0
    for place, at in enumerate(times, start=1):
        if any(number >= place and said >= at for number, said in told):
            done = place
    return done


class Reckoning:
    """When the steps of each life come, walked minute by minute."""

    def __init__(self) -> None:
        self._days: dict[str, dict[date, list[tuple[Minute, bool]]]] = {}

    def anew(self, life: Life) -> None:
        """Count a life's times again, from when it was sent."""
        basis, amount = TARGETS[life.rating]
        due = self._oracle(life, life.pauses).due(life.sent_at, basis, amount)
        oracle = self._oracle(life, [one for one in life.pauses if one[0] < due])
        share, overdue = oracle.share(life.sent_at, due, basis, 75), oracle.later(due, basis, 4, 0)
        life.times = (share, due, overdue, max(overdue, oracle.later(due, basis, 0, 1)))  # Saturday may be short

    def _oracle(self, life: Life, pauses: Sequence[tuple[datetime, datetime]]) -> Oracle:
        opening = Opening(HOURS[life.hours], CLOSED[life.hours])
        oracle = Oracle(opening, () if life.rating == "red" else pauses)
        oracle._days = self._days.setdefault(life.hours, {})
        return oracle


@dataclass
class Year:
    """The hub's year: its cases, its partners by the hours they keep, and every life."""

    exchange: Exchange
    cases: Mapping[UUID, Case]
    partners: Mapping[str, UUID]
    connection: psycopg.Connection
    dice: random.Random
    reckoning: Reckoning = field(default_factory=Reckoning)
    lives: dict[UUID, Life] = field(default_factory=dict)
    ratings: dict[UUID, str] = field(default_factory=dict)
    deaths: int = 0

    def send(self, case: Case, rating: str, hours: str) -> None:
        """A request leaves. It is what sending stores of it, without what it holds."""
        runtime, now = self.exchange.runtime, self.exchange.clock.now()
        actor, hub = case.collator, case.collator.organisation_id
        with runtime.database.work(hub) as work:
            time = timekeeping(runtime, work, hub, [self.partners[hours]])
            target, wrap = time.profile.partner[rating], work.keys.tenant_key(hub, "file")
            assert target
            assert wrap
            file_id = uuid4()
            key = runtime.keys.new_file_keys([file_id], wrap, now)[file_id]
            bare = ResearchRequest(
                file_id, case.id, hub, self.partners[hours], new_reference(), PURPOSE, "made_up", rating, "sent",
                actor.person_id, now, now, None, None, None, 1, profile=time.profile.key,
            )  # fmt: skip
            request = with_next(bare, Clock(now, target, time.of[self.partners[hours]]), time.profile)
            work.files.add_files([File(file_id, "request", hub, case.id, now)])
            work.files.add_requests([request])
            said = {"rating": rating, "due_at": request.due_at.isoformat()}
            begin(work, actor, now, [Act(file_id, key, "sent", actor.person_id, said)])
            work.lists.deliver_inbox(listed(request))
            _show(work, case.id)
            work.commit()
        life = self.lives[file_id] = Life(file_id, case.id, hours, now, rating)
        self.reckoning.anew(life)
        assert request.due_at == life.times[1]

    def happens(self, life: Life, what: str) -> None:
        """The partner answers or asks, or the hub says what was asked: as far as a clock hears of it."""
        runtime, now, actor = self.exchange.runtime, self.exchange.clock.now(), self.cases[life.case_id].collator
        with runtime.database.work(actor.organisation_id) as work:
            request, wrap = work.files.request(life.file_id), work.keys.tenant_key(actor.organisation_id, "file")
            assert request
            assert wrap
            key = runtime.keys.file_keys({life.file_id: wrap})[life.file_id]
            steps = {"asked": ("claimed", "asked"), "answered": ("claimed", "answered")}.get(what, (what,))
            taken = steps if request.state == "sent" else steps[-1:]
            said = []
            for step in taken:
                before, request = request, _stepped(request, step, now)
                codes: dict[str, Any] = {STOPS: True} if step == "asked" else {}
                if request.paused_at is not None:
                    codes["paused_at"] = request.paused_at.isoformat()
                request, moved = go_on(runtime, work, before, request, key, now) if step in ENDS else (request, {})
                store_request(work, request)
                said.append(Act(life.file_id, key, step, actor.person_id, {**codes, **moved}))
            _show(work, life.case_id)
            events = append(work, actor, now, said)
            under = DetailKey(key, life.file_id, "file")
            entries = [(worked(runtime, actor, actor.organisation_id, one), under) for one in events]
            make_durable(runtime, work, record(runtime, work, entries[: "claimed" in taken]))
        self._noted(life, what, now)

    def rated_as(self, case: Case, rating: str) -> str:
        """As what a request leaves: as its case is rated, which nobody did before."""
        if case.id not in self.ratings:
            rate(self.exchange, case, rating)
            self.ratings[case.id] = rating
        return self.ratings[case.id]

    def re_rate(self, case: Case, rating: str) -> None:
        """Every request of a case that waits is now as urgent, counted from when it was sent."""
        if self.ratings.get(case.id, rating) == rating:
            return
        rate(self.exchange, case, rating)
        self.ratings[case.id] = rating
        for life in self.of_case(case.id):
            if not life.over and life.rating != rating:
                life.rating = rating
                self.reckoning.anew(life)

    def rows(self, query: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database, beside the exchange."""
        return self.connection.execute(query, values).fetchall()

    def of_case(self, case_id: UUID) -> Iterable[Life]:
        """The lives of one case."""
        return [one for one in self.lives.values() if one.case_id == case_id]

    def _noted(self, life: Life, what: str, now: datetime) -> None:
        if what == "asked":
            life.asked_at = now
        elif what == "clarified":
            assert life.asked_at is not None
            life.pauses.append((life.asked_at, now))
            life.asked_at = None
            self.reckoning.anew(life)
        else:
            life.over = True


def _stepped(request: ResearchRequest, step: str, now: datetime) -> ResearchRequest:
    if step == "claimed":
        return request.claim(request.sent_by)
    if step == "asked":
        return request.ask(now, stops=request.rating != "red")
    return request.clarify() if step == "clarified" else request.answer(now)


def _show(work: Work, case_id: UUID) -> None:
    if case := work.files.case(case_id):
        refresh_board(work, case)


def whole_minutes(dice: random.Random, length: timedelta) -> timedelta:
    """A random time of up to so long, in whole minutes, as the oracle walks them."""
    return timedelta(minutes=dice.randrange(int(length.total_seconds() // 60)))
