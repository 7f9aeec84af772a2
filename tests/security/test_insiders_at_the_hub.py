"""People of the hub with a valid session who try for more than their role: other people's words, masked addresses."""

from __future__ import annotations

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.services.intake.open_case import find_case, open_versions
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.ask_hub import ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import (
    ADDRESS,
    NOT_PROTECTED,
    QUESTION,
    STATED,
    Case,
    basis,
    claim,
    previewed,
    ready_case,
    send,
)

DECIDED = ("case_manager_decision", "case_decision", "case_told_or_agreed", "case_capacity")


CLOSED = {"state": "closed"}


def version(exchange: Exchange, case: Case, subject_index: int) -> int:
    """The version of what is held on record of a subject."""
    return find_case(exchange.runtime, case.collator, case.id).records[case.people[subject_index]].version


@pytest.mark.parametrize("field", DECIDED)
def test_words_under_a_decision_cannot_be_written_by_saving_the_record(exchange: Exchange, field: str) -> None:
    case = ready_case(exchange)
    for words in (plain("Somebody else’s words"), plain(None)):
        with pytest.raises(InvalidInput) as refused:
            save_case_record(exchange.runtime, case.collator, case.id, case.whole, {field: words}, None)
        assert set(refused.value.errors) == {field}


def test_a_decision_cannot_carry_the_words_of_another(exchange: Exchange) -> None:
    case = ready_case(exchange)
    safe = {"case_family_may_be_told": plain("no"), "case_safe_contact_method": plain(["telephone"]),
            "case_do_not_record_on_portal": plain("yes")}  # fmt: skip
    for field in DECIDED:
        with pytest.raises(InvalidInput):
            state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety",
                              {**safe, field: plain("Mine")}, 1)  # fmt: skip
    outcome = {"case_decision": plain("no_further_action"), "case_decision_reason": plain("Because."),
               "case_manager_decision": plain("As if decided before")}  # fmt: skip
    with pytest.raises(InvalidInput):
        state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", outcome, None, CLOSED)


@pytest.mark.parametrize("said", ["no", "unknown", None])
def test_a_collator_cannot_unmask_an_address_by_saying_that_it_is_not_protected(
    exchange: Exchange, said: str | None
) -> None:
    case = ready_case(exchange, protected=("yes",))
    child = case.people[0]
    with pytest.raises(InvalidInput):
        save_case_record(exchange.runtime, case.collator, case.id, child,
                         {"case_protected_address": plain(said), **NOT_PROTECTED},
                         version(exchange, case, 0))  # fmt: skip
    known = find_case(exchange.runtime, case.collator, case.id)
    (opened,) = open_versions(exchange.runtime, case.collator, known, child)
    assert opened.fields["case_address"].level is not Level.FULL


def test_a_decision_maker_can_end_the_protection_of_an_address(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    child = case.people[0]
    save_case_record(exchange.runtime, case.decider, case.id, child,
                     {"case_protected_address": plain("no"), **NOT_PROTECTED},
                     version(exchange, case, 0))  # fmt: skip
    known = find_case(exchange.runtime, case.decider, case.id)
    (opened,) = open_versions(exchange.runtime, case.decider, known, child)
    assert opened.value("case_address") == ADDRESS


def test_a_partner_is_not_asked_for_what_only_others_hold(exchange: Exchange) -> None:
    case = ready_case(exchange)
    ask = Ask(
        exchange.organisation("housing").id,
        "They may know.",
        ("police_known",),
        QUESTION,
        subjects=frozenset(case.people),
    )
    with pytest.raises(InvalidInput):
        send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))


def test_answering_a_question_cannot_speak_for_whoever_decided(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    responder = claim(exchange, request)
    ask_hub(exchange.runtime, responder, request.file_id, case.people[0], question="Which of two people?",
            legal_basis=basis(exchange, "housing", "return"), stated=STATED)  # fmt: skip
    for field in ("request_decision_maker", "request_requester", "request_purpose_statement", "request_asked_fields"):
        with pytest.raises(InvalidInput):
            answer_partner(exchange.runtime, case.collator, request.file_id, case.people[0], {field: plain("Forged")})
    with pytest.raises(NotFound):
        answer_partner(exchange.runtime, case.collator, request.file_id, case.whole, {})
    outcome = {"case_decision": plain("no_further_action"), "case_decision_reason": plain("Because.")}
    state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", outcome, None, CLOSED)
    with pytest.raises(WrongState):
        answer_partner(exchange.runtime, case.collator, request.file_id, case.people[0], {})
