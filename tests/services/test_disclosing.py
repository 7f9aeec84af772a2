"""What discloses nothing needs no basis for sharing, no reasons, no officer; and nothing is said without a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.answers import ANSWER_KINDS, Answer, plain
from app.domain.errors import InvalidInput
from app.services.disclosure.sealing import Content
from app.services.research.ask_hub import ask_hub
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import sign_off_return
from tests.services.exchange import Exchange
from tests.services.played import ATTESTED, KNOWN, STATED, claim, ready_case, send, value, version
from tests.services.played import basis as relied_on

DECLINED = Answer("declined", ground="no_lawful_basis", note="Made up: we may not.")
NOTHING = Answer("searched_no_trace")


def signed_off(exchange: Exchange, answers: Mapping[str, Answer], basis: str = "", kind: str = "housing") -> Any:
    """A return of these answers to a new request, signed off on a basis, and the record as it stands."""
    case = ready_case(exchange)
    request = send(exchange, case, kind, (KNOWN[kind],))
    responder = claim(exchange, request)
    draft = save_draft(exchange.runtime, responder, request.file_id, case.people[0], Content(answers, {}), None)
    seen = version(exchange, responder, request)
    sign_off_return(exchange.runtime, responder, request.file_id, legal_basis=basis, seen_version=seen)
    with exchange.runtime.database.work(responder.organisation_id) as work:
        return work.records.find(draft.id)


@pytest.mark.parametrize(
    "answer", [DECLINED, NOTHING, Answer("not_searched"), Answer("outside_coverage")], ids=lambda one: one.kind
)
def test_what_discloses_nothing_needs_no_basis_and_no_reasons(exchange: Exchange, answer: Answer) -> None:
    record = signed_off(exchange, {**ATTESTED, KNOWN["housing"]: answer})
    told = signed_off(exchange, {**ATTESTED, **STATED, KNOWN["housing"]: value("yes")}, record.legal_basis)
    assert told.legal_basis == record.legal_basis, "the row does not tell what was answered"


@pytest.mark.parametrize(
    "answer",
    [value("yes"), Answer("trace_nothing_relevant"), Answer("unable", note="Made up: no staff.")],
    ids=lambda one: one.kind,
)
def test_what_discloses_needs_a_basis_and_all_that_it_asks_for(exchange: Exchange, answer: Answer) -> None:
    with pytest.raises(InvalidInput) as refused:
        signed_off(exchange, {**ATTESTED, KNOWN["housing"]: answer})
    assert "legal_basis" in refused.value.errors
    with pytest.raises(InvalidInput) as refused:
        signed_off(exchange, {**ATTESTED, KNOWN["housing"]: answer}, "council_child_protection")
    assert "return_consent_reason" in refused.value.errors


def test_something_written_beside_a_decline_discloses(exchange: Exchange) -> None:
    beside = {"return_anything_else": value("Made up: a neighbour rang.")}
    with pytest.raises(InvalidInput) as refused:
        signed_off(exchange, {**ATTESTED, KNOWN["housing"]: DECLINED, **beside})
    assert "legal_basis" in refused.value.errors


BLIND = {
    "nothing could be searched": (
        {"return_systems_searched": plain([{"system": "Made up", "result": "not_available"}])},
        "return_systems_searched",
    ),
    "by nothing that was sent": (
        {"return_identifiers_searched": plain(["crn", "other"])},
        "return_identifiers_searched",
    ),
    "a period that ends before it begins": (
        {"return_period_from": plain("2026-02-01"), "return_period_to": plain("2020-01-01")},
        "return_period_to",
    ),
    "until a day to come": ({"return_period_to": plain("2090-01-01")}, "return_period_to"),
    "from a day to come": ({"return_period_from": plain("2090-01-01")}, "return_period_from"),
    "true on a day to come": ({"return_as_at": plain("2090-01-01")}, "return_as_at"),
}


@pytest.mark.parametrize("how", BLIND)
def test_nothing_found_is_not_said_blind(exchange: Exchange, how: str) -> None:
    instead, named = BLIND[how]
    with pytest.raises(InvalidInput) as refused:
        signed_off(exchange, {**ATTESTED, **instead, KNOWN["housing"]: NOTHING})
    assert set(refused.value.errors) == {named}


@pytest.mark.parametrize("kind", ANSWER_KINDS)
def test_a_possible_match_is_no_answer_of_any_kind(exchange: Exchange, kind: str) -> None:
    answer = {"value": value("yes"), "declined": DECLINED}.get(kind, Answer(kind, note="Made up: because."))
    possible = {"return_match_confidence": plain("possible")}
    with pytest.raises(InvalidInput) as refused:
        signed_off(exchange, {**ATTESTED, **STATED, KNOWN["housing"]: answer, **possible}, "council_child_protection")
    assert "Ask the hub" in refused.value.errors["return_match_confidence"]


@pytest.mark.parametrize("shows, state", [("nothing", "clarification"), ("something", "awaiting_approval")])
def test_a_question_that_only_asks_goes_at_once_and_one_that_shows_something_waits(
    exchange: Exchange, shows: str, state: str
) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "dwp")
    author = claim(exchange, request)
    basis = relied_on(exchange, "dwp", "return") if shows == "something" else None
    asked = ask_hub(exchange.runtime, author, request.file_id, case.people[0], question="Which?", legal_basis=basis,
                    stated=STATED if basis else None)  # fmt: skip
    assert asked.state == state
