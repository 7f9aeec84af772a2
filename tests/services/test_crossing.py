"""Two acts that cross, in either order and stopped anywhere: one clear outcome each, nothing lost, both sides told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.intake.still_open import WAIT, WITHDRAW
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft
from app.services.research.take_over import take_over
from app.services.research.withdraw import withdraw_request
from tests.services.crossing import crossings, told_of
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, rate, sign
from tests.services.test_facts_that_change import plainly, told

__all__ = ["own_exchange"]

Run = Callable[[], Any]
OUTCOME = plainly({"case_decision": "no_further_action", "case_decision_reason": "Made-up reason."})


@pytest.fixture(params=["the partner stands", "the hub stands"])
def stands(request: pytest.FixtureRequest) -> str:
    """Which of the two acts is stopped while the other runs."""
    return str(request.param)


def answers(exchange: Exchange) -> Callable[[Case, ResearchRequest, Actor], Any]:
    """The partner signs off, having looked at the request as it was when it was drafted."""
    return lambda _, request, holder: sign(exchange, holder, request, seen=2)


def closes(exchange: Exchange, choice: str) -> Callable[[Case, ResearchRequest, Actor], Any]:
    """The decision-maker closes the case, and chooses what becomes of the request."""

    def close(case: Case, request: ResearchRequest, _: Actor) -> object:
        said = (case.id, case.whole, "outcome", OUTCOME, None, {"state": "closed"})
        return state_in_case(exchange.runtime, case.decider, *said, still_open={request.file_id: choice})

    return close


def test_closing_that_withdraws_crosses_an_answer(own_exchange: Exchange, stands: str) -> None:
    outcomes = set()
    for met in crossings(own_exchange, stands, answers(own_exchange), closes(own_exchange, WITHDRAW)):
        case = find_case(own_exchange.runtime, met.case.decider, met.case.id).case
        outcome = (met.now.state, case.state, *told_of(own_exchange, met.request))
        assert met.partner.succeeded != met.hub.succeeded, (met.partner.raised, met.hub.raised)
        if met.partner.succeeded:
            assert isinstance(met.hub.raised, InvalidInput)
            assert outcome == ("returned", "open", "return_waiting"), "the answer is seen before the case is closed"
        else:
            assert isinstance(met.partner.raised, Stale | WrongState)
            assert outcome == ("withdrawn", "closed", "request_withdrawn")
            with own_exchange.runtime.database.work(None) as work:
                assert len(work.records.drafts(met.request.file_id)) == 1, "what was drafted is kept"
        outcomes.add(outcome)
    assert len(outcomes) == 2


def test_closing_that_waits_crosses_an_answer(own_exchange: Exchange, stands: str) -> None:
    outcomes = set()
    for met in crossings(own_exchange, stands, answers(own_exchange), closes(own_exchange, WAIT)):
        case = find_case(own_exchange.runtime, met.case.decider, met.case.id).case
        outcome = (met.now.state, case.state, *told_of(own_exchange, met.request))
        assert met.partner.succeeded, met.partner.raised
        if met.hub.succeeded:
            assert outcome == ("returned", "closed", "late_return"), "told with a way to reopen"
        else:
            assert isinstance(met.hub.raised, InvalidInput)
            assert outcome == ("returned", "open", "return_waiting")
        outcomes.add(outcome)
    assert len(outcomes) == 2


def test_a_withdrawal_crosses_an_answer(own_exchange: Exchange, stands: str) -> None:
    words = {"case_withdrawal_reason": plain("Made-up reason.")}

    def withdraws(case: Case, request: ResearchRequest, _: Actor) -> object:
        return withdraw_request(
            own_exchange.runtime, case.collator, request.file_id, ground="not_needed", words=words, seen_version=2
        )

    outcomes = set()
    for met in crossings(own_exchange, stands, answers(own_exchange), withdraws):
        assert met.partner.succeeded != met.hub.succeeded, (met.partner.raised, met.hub.raised)
        loser = met.hub if met.partner.succeeded else met.partner
        assert isinstance(loser.raised, Stale | WrongState)
        outcome = (met.now.state, *told_of(own_exchange, met.request))
        assert outcome == (("returned", "return_waiting") if met.partner.succeeded else
                           ("withdrawn", "request_withdrawn"))  # fmt: skip
        outcomes.add(outcome)
    assert len(outcomes) == 2


def test_a_re_rating_crosses_an_opening(own_exchange: Exchange, stands: str) -> None:
    def rates(case: Case, _: ResearchRequest, __: Actor) -> object:
        return rate(own_exchange, case, "green")

    def opens(_: Case, request: ResearchRequest, holder: Actor) -> object:
        return open_request(own_exchange.runtime, holder, request.file_id)

    for met in crossings(own_exchange, stands, opens, rates):
        assert met.partner.succeeded, met.partner.raised
        assert met.hub.succeeded, met.hub.raised
        assert met.now.rating == "green"
        assert met.now.opened_at is not None
        assert told_of(own_exchange, met.request) == ["re_rated"]


def test_a_re_rating_crosses_an_answer(own_exchange: Exchange, stands: str) -> None:
    def rates(case: Case, _: ResearchRequest, __: Actor) -> object:
        return rate(own_exchange, case, "green")

    for met in crossings(own_exchange, stands, answers(own_exchange), rates):
        assert met.hub.succeeded, met.hub.raised
        outcome = (met.now.rating, met.now.state, *told_of(own_exchange, met.request))
        if met.partner.succeeded:
            assert outcome == ("red", "returned", "return_waiting"), "an answered one stays as it was"
        else:
            assert isinstance(met.partner.raised, Stale)
            assert outcome == ("green", "claimed", "re_rated")


def test_a_renewal_crosses_an_opening(own_exchange: Exchange, stands: str) -> None:
    def opens(_: Case, request: ResearchRequest, holder: Actor) -> object:
        return told(own_exchange, holder, request).get("request_do_not_contact")

    read = set()
    for met in crossings(own_exchange, stands, opens, says(own_exchange)):
        assert met.hub.succeeded, met.hub.raised
        assert told_of(own_exchange, met.request)[-1:] == ["safety_changed"]
        if met.partner.succeeded:
            assert met.now.unseen == (met.partner.answer != WARNING), "seen by whoever has read it, and nobody else"
            read.add(met.partner.answer)
        else:
            assert isinstance(met.partner.raised, Stale | WrongState)
            assert met.now.unseen
    assert WARNING in read


def test_a_renewal_crosses_an_answer(own_exchange: Exchange, stands: str) -> None:
    for met in crossings(own_exchange, stands, answers(own_exchange), says(own_exchange)):
        assert met.hub.succeeded, met.hub.raised
        assert met.partner.succeeded, met.partner.raised
        assert met.now.state == "returned"
        assert met.now.unseen, "whoever answers has not read it by that"
        assert sorted({*told_of(own_exchange, met.request)} - {"ring_partner"}) == ["return_waiting", "safety_changed"]


def test_a_take_over_crosses_the_holder_who_saves(own_exchange: Exchange, stands: str) -> None:
    colleague = own_exchange.person("housing", "partner_responder")
    typed = Content({"return_anything_else": plain("What the holder typed.")}, {})

    def saves(case: Case, request: ResearchRequest, holder: Actor) -> object:
        return save_draft(own_exchange.runtime, holder, request.file_id, case.people[0], typed, 1)

    def takes(_: Case, request: ResearchRequest, __: Actor) -> object:
        return take_over(own_exchange.runtime, colleague, request.file_id, "They are away and it is due.")

    saved = set()
    for met in crossings(own_exchange, stands, saves, takes):
        assert met.hub.succeeded, met.hub.raised
        assert met.partner.succeeded or isinstance(met.partner.raised, WrongState | Stale)
        assert met.now.claimed_by == colleague.person_id
        assert told_of(own_exchange, met.request) == ["taken_over"]
        with own_exchange.runtime.database.work(None) as work:
            (kept,) = work.records.drafts(met.request.file_id)
        assert kept.version == (2 if met.partner.succeeded else 1), "what was saved is kept"
        saved.add(met.partner.succeeded)
    assert saved == {True, False}


WARNING = "Do not write: father reads the post."


def says(exchange: Exchange) -> Callable[[Case, ResearchRequest, Actor], Any]:
    """The hub says what must not be done."""

    def say(case: Case, _: ResearchRequest, __: Actor) -> object:
        words = plainly({"case_do_not_contact": WARNING})
        return state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", words, 1)

    return say
