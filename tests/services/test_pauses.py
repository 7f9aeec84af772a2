"""A partner that asks the hub is not late while it waits: amber and green stand still until the answer; red never."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.identity import Actor
from app.domain.lists import BoardFilter, CaseFilter, Page
from app.domain.research import ResearchRequest
from app.services.governance.check_log import check_log
from app.services.research.ask_hub import ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.list_requests import list_board, list_cases
from tests.services.exchange import Exchange
from tests.services.played import Case, claim, draft, rate, ready_case, send, sign, value


@pytest.fixture
def exchange(own_exchange: Exchange) -> Exchange:
    """These tests set the day."""
    return own_exchange


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026; the 24th is a Tuesday, and London keeps UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def asked(exchange: Exchange, rating: str, kind: str = "housing") -> tuple[Case, ResearchRequest, Actor]:
    """A case rated so, sent on Tuesday at 10am, whose partner has it."""
    exchange.clock.moment = at(24, 10)
    case = ready_case(exchange)
    rate(exchange, case, rating)
    request = send(exchange, case, kind, (f"{kind}_known",))
    return case, request, claim(exchange, request)


def ask(exchange: Exchange, case: Case, request: ResearchRequest, holder: Actor) -> ResearchRequest:
    """A question that shows nothing of what the partner holds."""
    return ask_hub(exchange.runtime, holder, request.file_id, case.people[0], question="Which of two?")


def clarify(exchange: Exchange, case: Case, request: ResearchRequest) -> ResearchRequest:
    return answer_partner(exchange.runtime, case.decider, request.file_id, case.people[0], {})


def stands(exchange: Exchange, request: ResearchRequest) -> ResearchRequest:
    with exchange.runtime.database.work(None) as work:
        found = work.files.request(request.file_id)
    assert found is not None
    return found


def test_an_amber_question_stops_the_time_until_the_hub_answers(own_exchange: Exchange) -> None:
    case, request, holder = asked(own_exchange, "amber")
    assert stands(own_exchange, request).due_at == at(25, 10)
    own_exchange.clock.moment = at(24, 12)
    asking = ask(own_exchange, case, request, holder)
    assert (asking.paused_at, asking.next_at) == (at(24, 12), None)
    own_exchange.clock.moment = at(25, 12)
    (row,) = list_board(own_exchange.runtime, case.decider, BoardFilter(), Page()).rows
    assert row.paused_at == at(24, 12)
    (line,) = list_cases(own_exchange.runtime, case.decider, CaseFilter(), Page()).rows
    assert line.next_paused_at == at(24, 12)
    assert check_log(own_exchange.runtime).problems == ()
    answered = clarify(own_exchange, case, request)
    assert answered.paused_at is None
    assert answered.due_at == at(26, 10), "it waited for the eight working hours of a day"
    assert answered.next_at is not None
    assert check_log(own_exchange.runtime).problems == ()


def test_two_questions_stop_the_time_twice_and_a_night_counts_for_nothing(exchange: Exchange) -> None:
    case, request, holder = asked(exchange, "amber")
    exchange.clock.moment = at(24, 16)
    ask(exchange, case, request, holder)
    exchange.clock.moment = at(25, 9, 30)
    assert clarify(exchange, case, request).due_at == at(25, 11, 30), "an hour on Tuesday, half of one on Wednesday"
    exchange.clock.moment = at(25, 10)
    ask(exchange, case, request, holder)
    exchange.clock.moment = at(25, 10, 30)
    assert clarify(exchange, case, request).due_at == at(25, 12)


def test_a_red_question_stops_nothing(exchange: Exchange) -> None:
    case, request, holder = asked(exchange, "red")
    due = stands(exchange, request).due_at
    exchange.clock.forward(hours=1)
    assert ask(exchange, case, request, holder).paused_at is None
    exchange.clock.forward(hours=2)
    assert clarify(exchange, case, request).due_at == due == at(24, 14)


def test_a_question_asked_when_it_was_overdue_leaves_it_overdue(exchange: Exchange) -> None:
    case, request, holder = asked(exchange, "amber")
    exchange.clock.moment = at(25, 11)
    assert ask(exchange, case, request, holder).paused_at is None
    exchange.clock.moment = at(25, 15)
    assert clarify(exchange, case, request).due_at == at(25, 10)


def test_a_partner_whose_questions_not_everybody_learns_of_has_its_time_run_on(exchange: Exchange) -> None:
    """A time that stood still and moved would tell whoever reads it that there was a question."""
    case, request, holder = asked(exchange, "amber", "mental_health")
    exchange.clock.moment = at(24, 12)
    assert ask(exchange, case, request, holder).paused_at is None
    exchange.clock.moment = at(24, 15)
    rate(exchange, case, "green")
    assert stands(exchange, request).paused_at is None, "nor by another rating"
    rate(exchange, case, "amber")
    assert clarify(exchange, case, request).due_at == at(25, 10)


def test_whoever_answers_without_waiting_is_in_time_by_what_it_waited(own_exchange: Exchange) -> None:
    case, request, holder = asked(own_exchange, "amber")
    own_exchange.clock.moment = at(24, 12)
    ask(own_exchange, case, request, holder)
    own_exchange.clock.moment = at(25, 12)
    draft(own_exchange, request, holder, case.people[0], {"housing_known": value("yes")})
    returned = sign(own_exchange, holder, request).request
    assert returned.answered_at == at(25, 12) < returned.due_at == at(26, 10)
    assert check_log(own_exchange.runtime).problems == ()


def test_a_rating_during_a_pause_has_one_outcome(own_exchange: Exchange) -> None:
    """To red, nothing waits and it is due from its start; back to amber, it stands still since the question."""
    case, request, holder = asked(own_exchange, "green")
    own_exchange.clock.moment = at(24, 12)
    ask(own_exchange, case, request, holder)
    own_exchange.clock.moment = at(24, 15)
    rate(own_exchange, case, "red")
    red = stands(own_exchange, request)
    assert (red.paused_at, red.due_at) == (None, at(24, 14)), "past, and shown past"
    assert red.next_at is not None
    rate(own_exchange, case, "amber")
    amber = stands(own_exchange, request)
    assert (amber.paused_at, amber.due_at, amber.next_at) == (at(24, 12), at(25, 10), None)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.clock.moment = at(24, 16)
    assert clarify(own_exchange, case, request).due_at == at(25, 14)


@pytest.mark.parametrize("rating", ["green", "amber", "red"])
def test_a_rating_counts_from_when_it_was_sent(exchange: Exchange, rating: str) -> None:
    case, request, _ = asked(exchange, "amber" if rating != "amber" else "green")
    exchange.clock.moment = at(26, 16)
    rate(exchange, case, rating)
    due = {"red": at(24, 14), "amber": at(25, 10), "green": at(27, 10)}
    assert stands(exchange, request).due_at == due[rating]


def test_a_pause_written_in_by_sql_moves_nothing(own_exchange: Exchange) -> None:
    """Whoever owns the database and holds no key cannot put anything off."""
    case, request, holder = asked(own_exchange, "amber")
    own_exchange.clock.moment = at(24, 12)
    ask(own_exchange, case, request, holder)
    own_exchange.rows(
        "UPDATE file_event SET at = at - interval '2 hours' WHERE what = 'asked' AND file_id = %s", request.file_id
    )
    own_exchange.clock.moment = at(24, 16)
    assert clarify(own_exchange, case, request).due_at == at(25, 10)
    assert any("does not fit its seal" in one for one in check_log(own_exchange.runtime).problems)
