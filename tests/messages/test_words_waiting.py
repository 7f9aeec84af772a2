"""Words that wait for a decision-maker are told once of a case, until she has looked or hours have passed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from app.services.messages.notices import NOTICES
from app.services.research.decide_words import open_held
from app.services.research.words_held import TO_LOOK_AT
from tests.messages.test_notices import give_addresses, mails
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.held import ask, state_again
from tests.services.test_withdrawing import withdraw
from tests.services.test_words_that_tell import of_two

__all__ = ["own_exchange"]

Told = Callable[[], list[UUID]]


@pytest.fixture
def told(own_exchange: Exchange) -> Told:
    """Sends what waits: whom a mail told that words wait."""

    def sent() -> list[UUID]:
        give_addresses(own_exchange)
        return [to for to, subject, _ in mails(own_exchange) if subject == NOTICES[TO_LOOK_AT].subject]

    return sent


def test_one_mail_tells_of_a_case_however_many_partners_words_wait_in(own_exchange: Exchange, told: Told) -> None:
    case, _, other = of_two(own_exchange)
    for kind in ("police", "housing", "probation"):
        ask(own_exchange, case, kind, other)
    assert told() == [case.decider.person_id]
    own_exchange.clock.forward(minutes=8)
    ask(own_exchange, case, "police", other)
    assert told() == [], "she has not looked"


def test_what_waits_after_she_looked_or_after_hours_is_told_anew(own_exchange: Exchange, told: Told) -> None:
    case, _, other = of_two(own_exchange)
    request = ask(own_exchange, case, "police", other)
    assert told() == [case.decider.person_id]
    own_exchange.clock.forward(minutes=1)
    open_held(own_exchange.runtime, case.decider, case.id, request.file_id)
    assert told() == [], "nothing new waits"
    own_exchange.clock.forward(minutes=1)
    ask(own_exchange, case, "housing", other)
    assert told() == [case.decider.person_id]
    own_exchange.clock.forward(hours=5)
    ask(own_exchange, case, "probation", other)
    assert told() == [case.decider.person_id]


def test_words_that_waited_before_are_told_by_no_later_change_of_others(own_exchange: Exchange, told: Told) -> None:
    case, _, other = of_two(own_exchange)
    ask(own_exchange, case, "police", other)
    assert told() == [case.decider.person_id]
    own_exchange.clock.forward(hours=5)
    state_again(own_exchange, case, case_do_not_contact="Never by post")
    assert told() == []


def test_nobody_is_told_of_words_that_no_longer_wait(own_exchange: Exchange, told: Told) -> None:
    case, _, other = of_two(own_exchange)
    withdraw(own_exchange, case, ask(own_exchange, case, "police", other))
    assert told() == []
