"""Hours change, or a closed day is announced late: what is due is counted anew where it really moves, and said."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from app.domain.clock_settings import CLOSED
from app.domain.errors import NotFound, Stale
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.research import ResearchRequest
from app.services.clocks.enter import enter_closed_day, enter_hours
from app.services.clocks.keep_setting import REBASE, end_setting
from app.services.clocks.rebase import rebase
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from app.services.messages.run_jobs import run_jobs
from tests.services.crossing import crossings
from tests.services.exchange import HOLIDAYS, SINCE, Exchange
from tests.services.played import Case, rate, sign
from tests.services.test_pauses import ask, asked, at, clarify, stands

THURSDAY = date(2026, 11, 26)


def work(exchange: Exchange) -> None:
    """The worker does what is due; nobody has an address, so no mail is tried."""
    while run_jobs(exchange.runtime):
        pass


def events_of(exchange: Exchange, file_id: object) -> list[str]:
    found = exchange.rows("SELECT what FROM file_event WHERE file_id = %s ORDER BY seq", file_id)
    return [what for (what,) in found]


def told(exchange: Exchange, request: ResearchRequest) -> set[str]:
    query = "SELECT kind FROM job WHERE payload ->> 'file_id' = %s AND kind LIKE 'due_earlier%%'"
    return {kind for (kind,) in exchange.rows(query, str(request.file_id))}


def test_a_closed_day_that_is_announced_late_puts_off_what_is_due_across_it(own_exchange: Exchange) -> None:
    case, request, _ = asked(own_exchange, "green")
    assert stands(own_exchange, request).due_at == at(27, 10)
    before = find_case(own_exchange.runtime, case.decider, case.id).case
    enter_closed_day(own_exchange.admin, request.hub_id, THURSDAY, "Madeup flood", own_exchange.registrar_id())
    work(own_exchange)
    moved = stands(own_exchange, request)
    assert moved.due_at == at(30, 10)
    after = find_case(own_exchange.runtime, case.decider, case.id).case
    assert before.due_at is not None
    assert after.due_at is not None
    assert after.due_at > before.due_at, "the hub's own time as well"
    assert (events_of(own_exchange, request.file_id)[-1], events_of(own_exchange, case.id)[-1]) == ("rebased",) * 2
    assert [kind for _, _, kind in own_exchange.leaves()].count("rebased") == 2
    assert told(own_exchange, request) == set(), "nothing presses more than it did"
    assert check_log(own_exchange.runtime).problems == ()


def test_what_does_not_move_leaves_no_trace_and_twice_is_once(own_exchange: Exchange) -> None:
    _, request, _ = asked(own_exchange, "red")
    by = own_exchange.registrar_id()
    enter_closed_day(own_exchange.admin, request.hub_id, date(2027, 3, 1), "Madeup training", by)
    size = len(own_exchange.leaves())
    work(own_exchange)
    rebase(own_exchange.runtime, Job(request.file_id, REBASE, request.hub_id, {}, 0), meanwhile=lambda: None)
    assert len(own_exchange.leaves()) == size
    assert "rebased" not in events_of(own_exchange, request.file_id)


def test_both_sides_are_told_of_what_is_due_earlier(own_exchange: Exchange) -> None:
    _, request, _ = asked(own_exchange, "green")
    by = own_exchange.registrar_id()
    enter_closed_day(own_exchange.admin, request.hub_id, THURSDAY, "Madeup flood", by)
    work(own_exchange)
    end_setting(own_exchange.admin, request.hub_id, CLOSED, THURSDAY, by)
    work(own_exchange)
    assert stands(own_exchange, request).due_at == at(27, 10)
    assert told(own_exchange, request) == {"due_earlier", "due_earlier_at_hub"}


def test_a_partners_own_hours_move_its_own_requests_alone(own_exchange: Exchange) -> None:
    case, request, _ = asked(own_exchange, "green")
    other = asked(own_exchange, "green", "police")[1]
    enter_hours(
        own_exchange.admin, request.partner_id, SINCE, ("mon-wed=9:00-17:00",), HOLIDAYS, case.decider.person_id
    )
    work(own_exchange)
    assert stands(own_exchange, request).due_at > at(27, 10) == stands(own_exchange, other).due_at


def test_what_stands_still_is_counted_anew_and_goes_on_standing_still(own_exchange: Exchange) -> None:
    case, request, holder = asked(own_exchange, "green")
    own_exchange.clock.moment = at(24, 12)
    ask(own_exchange, case, request, holder)
    enter_closed_day(own_exchange.admin, request.hub_id, THURSDAY, "Madeup flood", own_exchange.registrar_id())
    work(own_exchange)
    moved = stands(own_exchange, request)
    assert (moved.due_at, moved.paused_at) == (at(30, 10), at(24, 12))
    own_exchange.clock.moment = at(24, 15)
    assert clarify(own_exchange, case, request).due_at == at(30, 13)
    assert check_log(own_exchange.runtime).problems == ()


@pytest.mark.parametrize("stands_first", ["the partner stands", "the hub stands"])
def test_a_clock_that_is_counted_anew_crosses_an_answer(own_exchange: Exchange, stands_first: str) -> None:
    """The partner was first and its answer stands as it was due, or it is told that somebody has changed it."""
    by, outcomes = own_exchange.registrar_id(), set()
    own_exchange.clock.moment = at(24, 10)

    def opens_again(case: Case) -> None:
        with suppress(NotFound):  # the first time it is open
            end_setting(own_exchange.admin, case.decider.organisation_id, CLOSED, THURSDAY, by)
        rate(own_exchange, case, "green")

    def answers(_: Case, request: ResearchRequest, holder: Actor) -> object:
        return sign(own_exchange, holder, request, seen=2)

    def closes(_: Case, request: ResearchRequest, __: Actor) -> None:
        enter_closed_day(own_exchange.admin, request.hub_id, THURSDAY, "Madeup flood", by)
        rebase(own_exchange.runtime, Job(request.file_id, REBASE, request.hub_id, {}, 0), lambda: None)

    for met in crossings(own_exchange, stands_first, answers, closes, every=24, before=opens_again):
        assert met.hub.succeeded, met.hub.raised
        assert met.partner.succeeded or isinstance(met.partner.raised, Stale), met.partner.raised
        outcome = (met.now.state, met.now.due_at)
        assert outcome == (("returned", at(27, 10)) if met.partner.succeeded else ("claimed", at(30, 10)))
        outcomes.add(outcome)
    assert len(outcomes) == 2
