"""A declared conflict counts everywhere: in lists, on the board, in who could take the case, and in mails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.domain.lists import BoardFilter, CaseFilter, Page
from app.services.intake import assign_case
from app.services.messages.run_jobs import run_jobs
from app.services.research import work_on_request
from app.services.research.list_requests import list_board, list_cases, list_inbox
from tests.services.exchange import Exchange
from tests.services.played import answered, ready_case, send

EVERY = Page(size=500)


def files(listed: Any) -> set[UUID]:
    return {one.file_id for one in listed.rows}


def test_a_case_one_has_stepped_back_from_is_in_no_list_of_ones_own(own_exchange: Exchange) -> None:
    played, other = answered(own_exchange), ready_case(own_exchange)
    waiting = send(own_exchange, other, "police")
    runtime, decider = own_exchange.runtime, played.case.decider
    assign_case.declare_conflict(runtime, decider, played.case.id)
    assert files(list_cases(runtime, decider, CaseFilter(), EVERY)) == {other.id}
    assert files(list_board(runtime, decider, BoardFilter(answered=True), EVERY)) == set()
    assert files(list_board(runtime, decider, BoardFilter(), EVERY)) == {waiting.file_id}
    colleague = played.case.collator
    assert files(list_cases(runtime, colleague, CaseFilter(), EVERY)) == {played.case.id, other.id}
    assert files(list_board(runtime, colleague, BoardFilter(answered=True), EVERY)) == {played.request.file_id}


def test_a_request_one_has_stepped_back_from_is_not_in_ones_inbox(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    request, other = send(own_exchange, case, "housing"), send(own_exchange, ready_case(own_exchange), "housing")
    someone, colleague = (own_exchange.person("housing", "partner_responder") for _ in range(2))
    work_on_request.declare_conflict(own_exchange.runtime, someone, request.file_id)
    assert files(list_inbox(own_exchange.runtime, someone, BoardFilter(), EVERY)) == {other.file_id}
    assert files(list_inbox(own_exchange.runtime, colleague, BoardFilter(), EVERY)) == {request.file_id, other.file_id}


def test_a_manager_who_has_stepped_back_hands_the_case_to_nobody(exchange: Exchange) -> None:
    case = ready_case(exchange)
    manager = exchange.person("hub", "hub_decision_maker")
    assign_case.assign_case(exchange.runtime, case.collator, case.id, manager.person_id)
    assign_case.declare_conflict(exchange.runtime, manager, case.id)
    for act in (
        assign_case.find_hand_over,
        lambda rt, who, one: assign_case.assign_case(rt, who, one, case.collator.person_id),
    ):
        with pytest.raises(NotFound):
            act(exchange.runtime, manager, case.id)


def test_whoever_knows_somebody_as_a_partners_person_chooses_for_the_hub_nobody_and_is_not_chosen(
    exchange: Exchange,
) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    both = exchange.person("housing", "partner_responder")
    work_on_request.declare_conflict(exchange.runtime, both, request.file_id)
    manager = exchange.member("hub", "hub_decision_maker", both)
    why = "Nobody who is on it is in today."
    with pytest.raises(NotFound):
        assign_case.find_hand_over(exchange.runtime, manager, case.id)
    for taker in (manager.person_id, exchange.person("hub", "hub_collator").person_id):
        with pytest.raises(NotFound):
            assign_case.assign_case(exchange.runtime, manager, case.id, taker, why)
    with pytest.raises(InvalidInput) as refused:
        assign_case.assign_case(exchange.runtime, case.collator, case.id, manager.person_id)
    assert list(refused.value.errors) == ["person"]


class Sent:
    """A mail server that remembers to whom."""

    def __init__(self) -> None:
        self.to: list[str] = []

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Remember it."""
        self.to.append(to)


def reached(exchange: Exchange, actor: Actor) -> str:
    """Give somebody an address; it."""
    address = f"p{actor.person_id.hex}@madeup.example"
    exchange.rows("UPDATE person SET email = %s WHERE id = %s", address, actor.person_id)
    return address


def test_no_mail_goes_to_who_has_stepped_back(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    decider, collator = (reached(own_exchange, one) for one in (played.case.decider, played.case.collator))
    someone = own_exchange.person("housing", "partner_responder")
    told, silent = reached(own_exchange, played.responder), reached(own_exchange, someone)
    assign_case.declare_conflict(own_exchange.runtime, played.case.decider, played.case.id)
    work_on_request.declare_conflict(own_exchange.runtime, someone, played.request.file_id)
    mail = Sent()
    run_jobs(replace(own_exchange.runtime, mail=mail))
    assert collator in mail.to
    assert told in mail.to
    assert decider not in mail.to
    assert silent not in mail.to
