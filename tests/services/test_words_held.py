"""Words of a request that say a protected place stay at the hub, whoever typed them, until a decision-maker looks."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotPermitted, WrongState
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.decide_words import open_held
from app.services.research.send_requests import send_requests
from app.services.research.words_held import HELD, INSTEAD, NOT_SENT, TO_LOOK_AT
from tests.services.exchange import Exchange
from tests.services.held import ASKED, SAYS, ask, decide, got, mails, waiting
from tests.services.played import NAME, QUESTION, Case, previewed, works_for
from tests.services.test_words_that_tell import of_two


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
