"""Words of a request that say a protected place stay at the hub, whoever typed them, until a decision-maker looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotPermitted, WrongState
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.case_history import case_history
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.decide_words import decide_words, open_held, words_to_decide
from app.services.research.open_request import open_request
from app.services.research.send_requests import send_requests
from app.services.research.words_held import HELD, INSTEAD, MEANT, NOT_SENT, TO_LOOK_AT, waiting_in
from app.services.research.words_in_force import as_read
from tests.services.exchange import Exchange
from tests.services.played import NAME, QUESTION, Case, claim, previewed, works_for
from tests.services.test_withdrawing import withdraw
from tests.services.test_words_that_tell import of_two

SAYS = "Is she still at number 9, Refuge Way?"
ASKED = "request_questions"


def ask(
    exchange: Exchange, case: Case, kind: str, *people: UUID, words: str = SAYS, places: tuple[UUID, ...] = ()
) -> ResearchRequest:
    """Ask a kind of partner a question in these words."""
    typed = {ASKED: plain([{"question": words, "why": "To visit"}])}
    one = Ask(exchange.another(kind).id, "They may know.", (), typed, subjects=frozenset(people), besides=NAME)
    if places:
        one = replace(one, places=frozenset(places), place_reason="They search by it.")
    return send_requests(exchange.runtime, case.collator, case.id, [one], previewed(exchange, case))[0]


def got(exchange: Exchange, request: ResearchRequest) -> Mapping[UUID, Mapping[str, Any]]:
    """What the partner reads, by whom it is about."""
    opened = open_request(exchange.runtime, claim(exchange, request), request.file_id)
    return {
        one.record.subject_id: {key: each.answer.value for key, each in one.fields.items() if each.answer}
        for one in opened.records
    }


def mails(exchange: Exchange, request: ResearchRequest) -> list[str]:
    query = "SELECT kind FROM job WHERE payload ->> 'file_id' = %s ORDER BY kind"
    return [kind for (kind,) in exchange.rows(query, str(request.file_id))]


def told_of(exchange: Exchange, case: Case) -> int:
    """How often somebody asked for the case's decision-makers to be told that words wait."""
    query = "SELECT count(*) FROM job WHERE kind = %s AND payload ->> 'case_id' = %s"
    return int(exchange.rows(query, TO_LOOK_AT, str(case.id))[0][0])


@pytest.fixture(scope="module")
def two(exchange: Exchange) -> tuple[Case, UUID, UUID]:
    return of_two(exchange)


def test_words_that_say_it_do_not_leave_and_the_rest_of_the_field_does(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    request = ask(exchange, case, "police", other)
    assert got(exchange, request)[other][ASKED] == [{"question": INSTEAD, "why": "To visit"}]
    assert mails(exchange, request) == ["request_waiting"]
    assert told_of(exchange, case) == 1


def test_a_field_that_must_be_told_is_held_as_well_and_its_sender_is_told_nothing(exchange: Exchange) -> None:
    """Refusing it would tell whoever guesses that the guess is right."""
    case, _, other = of_two(exchange)
    typed = {**QUESTION, "request_other_sources_failed": plain(SAYS)}
    one = Ask(exchange.organisation("dwp").id, "They may know.", (), typed, subjects=frozenset({other}), besides=NAME)
    (request,) = send_requests(exchange.runtime, case.collator, case.id, [one], previewed(exchange, case))
    assert got(exchange, request)[other]["request_other_sources_failed"] == INSTEAD


def test_words_that_say_no_place_leave(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, _, other = two
    request = ask(exchange, case, "police", other, words="Who lives there?")
    assert got(exchange, request)[other][ASKED] == [{"question": "Who lives there?", "why": "To visit"}]
    assert mails(exchange, request) == ["request_waiting"]


def test_where_the_place_was_chosen_its_words_go_too(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, hers, other = two
    request = ask(exchange, case, "police", hers, other, places=(hers,))
    for one in got(exchange, request).values():
        assert one[ASKED][0]["question"] == SAYS


def test_what_the_case_says_is_held_as_well(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    stood = find_case(exchange.runtime, case.collator, case.id).stated["contact_safety", case.whole].version
    said = {"case_do_not_contact": plain(SAYS)}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", said, stood)
    found = got(exchange, ask(exchange, case, "police", other, words="Who lives there?"))
    assert found[other]["request_do_not_contact"] == INSTEAD
    assert "Refuge" not in str(found)


def test_what_is_renewed_is_compared_as_well(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    request = ask(exchange, case, "police", other, words="Who lives there?")
    stood = find_case(exchange.runtime, case.collator, case.id).stated["contact_safety", case.whole].version
    said = {"case_do_not_contact": plain(SAYS), "case_safe_contact_method": plain(["letter"])}
    said["case_staff_safety"] = plain([{"risk": "animal", "do": SAYS}])
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", said, stood)
    found = got(exchange, request)
    assert "Refuge" not in str(found)
    assert found[other]["request_staff_safety"] == [{"risk": "animal", "do": INSTEAD}]
    assert told_of(exchange, case) == 1


def test_the_record_says_of_which_fields_words_are_held(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, _, other = two
    request = ask(exchange, case, "police", other)
    known = find_case(exchange.runtime, case.decider, case.id)
    assert [one.codes[HELD] for one in known.sent if one.file_id == request.file_id] == [[ASKED]]


def decide(exchange: Exchange, actor: Actor, request: ResearchRequest, *, send: bool, reason: str = "Madeup.") -> None:
    decide_words(exchange.runtime, actor, request.file_id, send=send, reason=reason, read=read(exchange, request))


def read(exchange: Exchange, request: ResearchRequest) -> str:
    """What names what a decision-maker who opens a request now reads."""
    with exchange.runtime.database.work(None) as work:
        case, records = work.files.case(request.case_id), work.records.of_files([request.file_id], "request")
        assert case is not None
        history = case_history(work, case.file_id, case.reference)
    standing = [one for one in records if one.state == "released" and waiting_in(one)]
    return as_read(history, exchange.runtime.policy.number, standing)


def waiting(exchange: Exchange, case: Case, request: ResearchRequest) -> bool:
    return request.file_id in words_to_decide(find_case(exchange.runtime, case.decider, case.id))


def test_the_decision_maker_reads_them_and_sends_them_on(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, _, other = two
    request = ask(exchange, case, "police", other)
    _, held, _ = open_held(exchange.runtime, case.decider, case.id, request.file_id)
    assert [str(one.now.answer.value).count(SAYS) for one in held if one.now and one.now.answer] == [1]
    decide(exchange, case.decider, request, send=True)
    assert got(exchange, request)[other][ASKED][0]["question"] == SAYS
    assert not waiting(exchange, case, request)


def test_or_leaves_them_and_nobody_is_told(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, _, other = two
    request = ask(exchange, case, "police", other)
    before = mails(exchange, request)
    decide(exchange, case.decider, request, send=False)
    assert mails(exchange, request) == before
    assert got(exchange, request)[other][ASKED][0]["question"] == NOT_SENT
    assert not waiting(exchange, case, request)
    with pytest.raises(WrongState):
        decide(exchange, case.decider, request, send=True)


def test_the_reason_stands_in_the_entry_of_what_was_sent(exchange: Exchange, two: tuple[Case, UUID, UUID]) -> None:
    case, _, other = two
    request = ask(exchange, case, "police", other)
    before = len(exchange.leaves())
    with pytest.raises(InvalidInput):
        decide(exchange, case.decider, request, send=True, reason=" ")
    with pytest.raises(NotPermitted):
        decide(exchange, case.collator, request, send=True)
    assert len(exchange.leaves()) == before
    decide(exchange, case.decider, request, send=True)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["request_sent"]


def test_they_never_go_to_who_works_with_whom_she_is_hidden_from(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    request = ask(exchange, case, "police", other)
    stood = find_case(exchange.runtime, case.collator, case.id).stated["role_in_concern", other].version
    said = {"case_role_in_concern": plain("alleged"), "case_role_said_by": plain("Madeup police")}
    state_in_case(exchange.runtime, case.collator, case.id, other, "role_in_concern", said, stood)
    with pytest.raises(InvalidInput) as refused:
        decide(exchange, case.decider, request, send=True)
    assert "send" in refused.value.errors


def test_what_was_decided_holds_as_long_as_the_words_are_the_same(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    request = ask(exchange, case, "police", other)
    decide(exchange, case.decider, request, send=True)
    stood = find_case(exchange.runtime, case.collator, case.id).stated["contact_safety", case.whole].version
    said = {"case_do_not_contact": plain("Never by post")}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", said, stood)
    found = got(exchange, request)[other]
    assert (found[ASKED][0]["question"], found["request_do_not_contact"]) == (SAYS, "Never by post")


def test_they_never_go_to_whoever_somebody_in_the_case_works_for(exchange: Exchange) -> None:
    case, _, other = of_two(exchange)
    request = ask(exchange, case, "police", other)
    works_for(exchange, case.collator, case.id, other, request.partner_id)
    with pytest.raises(InvalidInput, match="designated officer"):
        decide(exchange, case.decider, request, send=True)
    assert got(exchange, request)[other][ASKED] == [{"question": INSTEAD, "why": "To visit"}]
    decide(exchange, case.decider, request, send=False)
    assert not waiting(exchange, case, request)


def state_again(exchange: Exchange, case: Case, **words: Any) -> None:
    """Contact safety of the case, said anew with these words."""
    stood = find_case(exchange.runtime, case.collator, case.id).stated["contact_safety", case.whole].version
    said = {key: plain(one) for key, one in words.items()}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", said, stood)


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
