"""Words held: what is sent is what holds when somebody decides, and what they read."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, WrongState
from app.services.intake.open_case import find_case
from app.services.research.decide_words import decide_words, open_held
from app.services.research.words_held import MEANT
from tests.services.exchange import Exchange
from tests.services.held import ASKED, SAYS, ask, decide, got, mails, read, state_again, waiting
from tests.services.played import Case
from tests.services.test_withdrawing import withdraw
from tests.services.test_words_that_tell import of_two


@pytest.fixture(scope="module")
def two(exchange: Exchange) -> tuple[Case, UUID, UUID]:
    return of_two(exchange)


def test_what_no_longer_holds_is_never_sent_whatever_was_held_with_it(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    state_again(exchange, case, case_do_not_contact=SAYS)
    request = ask(exchange, case, "police", other, words="Who lives there?")
    state_again(exchange, case, case_do_not_contact="Never by post")
    decide(exchange, case.decider, request, send=True)
    found = got(exchange, request)[other]
    assert found["request_do_not_contact"] == "Never by post"
    assert "Refuge" not in str(found)
    assert not waiting(exchange, case, request)


def test_what_she_did_not_read_is_not_sent(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    request = ask(exchange, case, "police", other)
    *_, seen = open_held(exchange.runtime, case.decider, case.id, request.file_id)
    assert seen == read(exchange, request)
    state_again(exchange, case, case_do_not_contact="Never by post")
    before = len(exchange.leaves())
    for one in (seen, None):
        with pytest.raises(InvalidInput, match="changed since you read"):
            decide_words(exchange.runtime, case.decider, request.file_id, send=True, reason="Madeup.", read=one)
    assert len(exchange.leaves()) == before
    *_, seen = open_held(exchange.runtime, case.decider, case.id, request.file_id)
    decide_words(exchange.runtime, case.decider, request.file_id, send=True, reason="Madeup.", read=seen)
    assert got(exchange, request)[other][ASKED][0]["question"] == SAYS


def test_what_she_did_not_read_is_not_left_unread_either(exchange: Exchange) -> None:
    """It may be a warning by now, and whoever leaves it has read another."""
    case, _, other = of_two(exchange)
    state_again(exchange, case, case_do_not_contact=SAYS)
    request = ask(exchange, case, "police", other, words="Who lives there?")
    *_, seen = open_held(exchange.runtime, case.decider, case.id, request.file_id)
    state_again(exchange, case, case_do_not_contact=f"He has a knife.\n{SAYS}")
    with pytest.raises(InvalidInput, match="changed since you read"):
        decide_words(exchange.runtime, case.decider, request.file_id, send=False, reason="Madeup.", read=seen)
    assert waiting(exchange, case, request)
    decide(exchange, case.decider, request, send=False)
    assert not waiting(exchange, case, request)


def test_she_reads_what_holds_now_and_apart_from_it_what_is_never_sent(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    state_again(exchange, case, case_do_not_contact=f"Not in front of uncle.\n{SAYS}")
    request = ask(exchange, case, "police", other, words="Who lives there?")
    state_again(exchange, case, case_do_not_contact="Not in front of uncle.\nNever by post")
    _, (held,), _ = open_held(exchange.runtime, case.decider, case.id, request.file_id)
    assert held.now is not None
    assert held.now.answer == plain("Not in front of uncle.\nNever by post")
    assert held.replaced == plain(SAYS)
    state_again(exchange, case, case_do_not_contact="")
    _, (held,), _ = open_held(exchange.runtime, case.decider, case.id, request.file_id)
    assert held.now is None
    decide(exchange, case.decider, request, send=True)
    assert "request_do_not_contact" not in got(exchange, request)[other]


def test_what_holds_now_and_says_the_place_goes_marked(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    state_again(exchange, case, case_do_not_contact=f"Madeup.\n{SAYS}")
    request = ask(exchange, case, "police", other, words="Who lives there?")
    state_again(exchange, case, case_do_not_contact=SAYS)
    decide(exchange, case.decider, request, send=True)
    assert got(exchange, request)[other]["request_do_not_contact"] == SAYS
    known = find_case(exchange.runtime, case.decider, case.id)
    (stands,) = [one for one in known.sent if one.file_id == request.file_id and one.state == "released"]
    assert stands.codes[MEANT] == ["request_do_not_contact"]


def test_nothing_of_a_withdrawn_request_waits_or_is_sent(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, _, other = two
    request = ask(exchange, case, "police", other)
    withdraw(exchange, case, request)
    before = len(exchange.leaves()), mails(exchange, request)
    assert not waiting(exchange, case, request)
    with pytest.raises(WrongState, match="withdrawn"):
        decide(exchange, case.decider, request, send=True)
    assert (len(exchange.leaves()), mails(exchange, request)) == before
