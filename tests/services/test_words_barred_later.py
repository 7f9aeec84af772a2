"""Words that went to a partner are held back there as soon as the place they say may not be there any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.answers import plain
from app.domain.research import ResearchRequest
from app.services.research.compose import Ask
from app.services.research.decide_words import decide_words
from app.services.research.open_request import open_request
from app.services.research.send_requests import send_requests
from app.services.research.words_held import INSTEAD, NOT_SENT
from tests.services.exchange import Exchange
from tests.services.held import ASKED, waiting
from tests.services.held import read as seen
from tests.services.played import NAME, Case, claim, previewed
from tests.services.test_about_whom_it_is_hidden_from import fled
from tests.services.test_facts_that_change import mails
from tests.services.test_hidden_from import ask_about
from tests.services.test_hidden_later import marks, protect, say_role_again

SAYS = "Is she still at number 9, Refuge Way?"


def ask(exchange: Exchange, case: Case, *people: UUID, place: UUID | None = None) -> ResearchRequest:
    """Ask the police about these people in words that say her place, and send that too if it is chosen."""
    police, typed = exchange.organisation("police").id, {ASKED: plain([{"question": SAYS}])}
    one = Ask(police, "They may know.", (), typed, subjects=frozenset(people), besides=NAME)
    if place is not None:
        one = replace(one, places=frozenset({place}), place_reason="They search by it.")
    return send_requests(exchange.runtime, case.collator, case.id, [one], previewed(exchange, case))[0]


def reader(exchange: Exchange, request: ResearchRequest) -> Callable[[], dict[UUID, dict[str, Any]]]:
    """How one person at the partner reads the request, as often as they like, by whom it is about."""
    responder = claim(exchange, request)

    def read() -> dict[UUID, dict[str, Any]]:
        opened = open_request(exchange.runtime, responder, request.file_id)
        return {
            one.record.subject_id: {key: each.answer.value for key, each in one.fields.items() if each.answer}
            for one in opened.records
        }

    return read


def questions(told: dict[UUID, dict[str, Any]]) -> set[str]:
    return {one[ASKED][0]["question"] for one in told.values()}


def test_words_that_went_with_a_place_go_out_of_every_record_with_it(exchange: Exchange) -> None:
    case, her, him = fled(exchange, "other")
    request = ask(exchange, case, her, him, place=her)
    read = reader(exchange, request)
    assert questions(read()) == {SAYS}
    say_role_again(exchange, case, him, "alleged")
    assert questions(read()) == {NOT_SENT}
    assert "Refuge" not in str(read())
    assert marks(read()[him])[ASKED] == "withdrawn"
    assert mails(exchange, request).count("safety_changed") == 1
    assert waiting(exchange, case, request)


def test_words_that_a_decision_maker_sent_go_out_once_the_partner_is_asked_about_him(exchange: Exchange) -> None:
    case, _, him = fled(exchange, others=1)
    request = ask(exchange, case, case.people[2])
    decide_words(
        exchange.runtime, case.decider, request.file_id, send=True, reason="Madeup.", read=seen(exchange, request)
    )
    read = reader(exchange, request)
    assert questions(read()) == {SAYS}
    ask_about(exchange, case, "police", him, why=None)
    assert questions(read()) == {NOT_SENT}


def test_words_that_said_no_protected_place_when_they_went_are_held_once_they_do(exchange: Exchange) -> None:
    case, her, other = fled(exchange, "other", "no")
    request = ask(exchange, case, other)
    read = reader(exchange, request)
    assert questions(read()) == {SAYS}
    protect(exchange, case, her)
    assert questions(read()) == {INSTEAD}
    assert waiting(exchange, case, request)


def test_words_that_say_nothing_stay_and_nobody_is_told(exchange: Exchange) -> None:
    case, her, other = fled(exchange, "other", "no")
    request = ask_about(exchange, case, "police", other, why=None)
    read = reader(exchange, request)
    before = read()[other][ASKED]
    protect(exchange, case, her)
    assert read()[other][ASKED] == before
    assert ASKED not in marks(read()[other])


def test_what_was_left_is_said_not_to_come_in_the_words_for_what_nobody_may_send(exchange: Exchange) -> None:
    case, _, _ = fled(exchange, others=1)
    request = ask(exchange, case, case.people[2])
    read = reader(exchange, request)
    assert questions(read()) == {INSTEAD}
    read_now = seen(exchange, request)
    decide_words(exchange.runtime, case.decider, request.file_id, send=False, reason="Madeup.", read=read_now)
    (left,) = questions(read())
    assert "it will not be sent. Ring the hub" in left
    other, _, him = fled(exchange, others=1)
    barred = ask(exchange, other, him, other.people[2])
    assert questions(reader(exchange, barred)()) == {left}
    assert waiting(exchange, other, barred), "the rest is still to be said by telephone"


def test_what_waits_is_said_not_to_come_once_nobody_may_send_it(exchange: Exchange) -> None:
    case, _, him = fled(exchange, others=1)
    request = ask(exchange, case, case.people[2])
    read, before = reader(exchange, request), mails(exchange, request)
    ask_about(exchange, case, "police", him, why=None)
    (now,) = questions(read())
    assert "it will not be sent" in now
    assert mails(exchange, request) == before, "there is nothing that anybody there must do"
    assert waiting(exchange, case, request)
