"""Where no mail of what a partner wrote reaches anybody of the hub, both sides see it, with a number to ring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.identity import Actor
from app.domain.lists import BoardFilter, Page
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.research.ask_hub import ask_hub
from app.services.research.list_requests import list_board, list_inbox
from app.services.research.work_on_request import claim_request
from tests.messages.test_sending import Letters, away, work
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, draft, ready_case, send, sign, value

__all__ = ["own_exchange"]

NUMBER = "01632 960111"
ANSWERED = BoardFilter(answered=True)
Asked = tuple[Case, ResearchRequest, Actor]


@pytest.fixture
def asked(own_exchange: Exchange) -> Asked:
    """A request that somebody of housing has; nobody of the hub has a mailbox."""
    case = ready_case(own_exchange)
    request = send(own_exchange, case, "housing")
    hari = own_exchange.person("housing", "partner_responder")
    claim_request(own_exchange.runtime, hari, request.file_id)
    work(own_exchange, Letters())
    return case, request, hari


def answer(exchange: Exchange, asked: Asked) -> None:
    case, request, hari = asked
    draft(exchange, request, hari, case.people[0], {"return_anything_else": value("Something.")})
    sign(exchange, hari, request)


def shown(exchange: Exchange, asked: Asked, chosen: BoardFilter = ANSWERED) -> list[Mapping[UUID, str]]:
    """The hub's number by request, as a colleague at the hub and the partner see it."""
    board = list_board(exchange.runtime, exchange.person("hub", "hub_decision_maker"), chosen, Page())
    return [board.unheard, list_inbox(exchange.runtime, asked[2], chosen, Page()).unheard]


def test_both_sides_see_it_until_somebody_opens_the_return(own_exchange: Exchange, asked: Asked) -> None:
    case, request, _ = asked
    answer(own_exchange, asked)
    assert shown(own_exchange, asked) == [{}, {}], "the worker has not tried yet"
    work(own_exchange, Letters())
    assert shown(own_exchange, asked) == [{request.file_id: NUMBER}] * 2
    open_collation(own_exchange.runtime, case.decider, case.id)
    assert shown(own_exchange, asked) == [{}, {}]


def test_a_question_that_reaches_nobody_is_seen_before_there_is_an_answer(own_exchange: Exchange, asked: Asked) -> None:
    case, request, hari = asked
    ask_hub(own_exchange.runtime, hari, request.file_id, case.people[0], question="Which of two?")
    work(own_exchange, Letters())
    assert shown(own_exchange, asked, BoardFilter()) == [{request.file_id: NUMBER}] * 2


def test_what_was_opened_between_two_tries_has_been_heard(own_exchange: Exchange, asked: Asked) -> None:
    case, request, _ = asked
    mailbox = "dilys@madeup.example"
    own_exchange.rows("UPDATE person SET email = %s WHERE id = %s", mailbox, case.decider.person_id)
    answer(own_exchange, asked)
    no_server = Letters({mailbox: away()})
    work(own_exchange, no_server)
    assert shown(own_exchange, asked) == [{request.file_id: NUMBER}] * 2
    open_collation(own_exchange.runtime, case.decider, case.id)
    own_exchange.clock.forward(timedelta(minutes=2))
    work(own_exchange, no_server)
    assert len(no_server.called) == 2
    assert shown(own_exchange, asked) == [{}, {}]


def test_a_mail_that_comes_through_ends_it(own_exchange: Exchange, asked: Asked) -> None:
    case, _, _ = asked
    mailbox = "dilys@madeup.example"
    own_exchange.rows("UPDATE person SET email = %s WHERE id = %s", mailbox, case.decider.person_id)
    answer(own_exchange, asked)
    work(own_exchange, Letters({mailbox: away()}))
    own_exchange.clock.forward(timedelta(minutes=2))
    work(own_exchange, Letters())
    assert shown(own_exchange, asked) == [{}, {}]


def test_whoever_learns_nothing_of_its_answers_does_not_learn_it_so(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    request = send(own_exchange, case, "mental_health")
    mia = own_exchange.person("mental_health", "partner_responder")
    claim_request(own_exchange.runtime, mia, request.file_id)
    ask_hub(own_exchange.runtime, mia, request.file_id, case.people[0], question="Which of two?")
    assert own_exchange.rows("SELECT 1 FROM job WHERE kind = 'question_waiting'")
    work(own_exchange, Letters())
    for role, seen in (("hub_decision_maker", {request.file_id: NUMBER}), ("hub_collator", {})):
        board = list_board(own_exchange.runtime, own_exchange.person("hub", role), BoardFilter(), Page())
        assert board.unheard == seen, role
