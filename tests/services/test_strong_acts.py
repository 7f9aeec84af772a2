"""Acts that need fresh and strong proof of who does them ask for it where they are done, whatever door leads there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.domain.errors import ConfirmFirst
from app.domain.identity import Actor
from app.domain.web_session import STRONG_FOR, WebSession
from app.services.collation.reveal import prepare_reveal, reveal
from app.services.governance.break_glass import break_glass, prepare_break_glass
from app.services.research.ask_hub import approve_question, ask_hub
from app.services.research.sign_off_return import submit_for_approval
from tests.services.exchange import Exchange
from tests.services.played import STATED, answered, basis, claim, draft, ready_case, send, sign, value, version

WHY = "To visit the child today"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def weakly(actor: Actor) -> Actor:
    """The same person at a desk that they left: signed in, and not proved strongly of late."""
    return replace(actor, strong=False)


def refused(exchange: Exchange, actor: Actor, act: Callable[[Actor], object]) -> None:
    """It is refused, and nothing of it was done: no entry, nothing kept."""
    before = (len(exchange.leaves()), exchange.rows("SELECT count(*) FROM reasoned_opening"))
    with pytest.raises(ConfirmFirst):
        act(weakly(actor))
    assert (len(exchange.leaves()), exchange.rows("SELECT count(*) FROM reasoned_opening")) == before


def test_a_reveal_needs_it(exchange: Exchange) -> None:
    played = answered(exchange, protected="yes")

    def prepared(actor: Actor) -> object:
        return prepare_reveal(exchange.runtime, actor, played.record.id, ["housing_address"], WHY)

    refused(exchange, played.case.decider, prepared)
    opening = prepare_reveal(exchange.runtime, played.case.decider, played.record.id, ["housing_address"], WHY)
    assert reveal(exchange.runtime, played.case.decider, opening).fields


def test_breaking_glass_needs_it(exchange: Exchange) -> None:
    played, officer = answered(exchange), exchange.person("hub", "ig_officer")
    entry = played.returned.entry.id
    refused(exchange, officer, lambda who: prepare_break_glass(exchange.runtime, who, entry, played.record.id, WHY))
    opening = prepare_break_glass(exchange.runtime, officer, entry, played.record.id, WHY)
    assert break_glass(exchange.runtime, officer, opening)[1] == WHY


def test_sending_a_return_needs_it_of_whoever_wrote_it(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    author = claim(exchange, request)
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    refused(exchange, author, lambda who: sign(exchange, who, request))
    assert sign(exchange, author, request).request.state == "returned"


def test_approving_a_return_needs_it_and_submitting_does_not(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    author, approver = claim(exchange, request), exchange.person("probation", "partner_manager")
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, weakly(author), request.file_id, basis(exchange, "probation", "return"))
    refused(exchange, approver, lambda who: sign(exchange, who, request))
    assert sign(exchange, approver, request).request.state == "returned"


def test_approving_a_question_needs_it(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "dwp")
    author, approver = claim(exchange, request), exchange.person("dwp", "partner_manager")
    legal = basis(exchange, "dwp", "return")
    ask_hub(exchange.runtime, author, request.file_id, case.people[0], question="Which?", legal_basis=legal,
            stated=STATED)  # fmt: skip

    def approved(actor: Actor) -> str:
        seen = version(exchange, actor, request)
        return approve_question(exchange.runtime, actor, request.file_id, legal_basis=legal, seen_version=seen).state

    refused(exchange, approver, approved)
    assert approved(approver) == "clarification"


@pytest.mark.parametrize(
    "ago, strong",
    [(None, False), (timedelta(0), True), (STRONG_FOR - timedelta(seconds=1), True), (STRONG_FOR, False),
     (timedelta(seconds=-1), False)],
)  # fmt: skip
def test_a_proof_counts_for_an_hour(ago: timedelta | None, *, strong: bool) -> None:
    at = None if ago is None else NOW - ago
    one = WebSession(uuid4(), uuid4(), uuid4(), "https://a.example", "a", None, (), NOW, NOW, strong_at=at)
    assert one.is_strong(NOW) is strong


def test_who_acts_by_the_clock_alone_proved_nothing() -> None:
    """Whatever a job does in somebody's name, it is none of these acts."""
    assert not Actor(uuid4(), uuid4(), uuid4(), "hub", "Hub", "hub_collator", "Sam Example", uuid4()).strong
