"""People of a partner who try to send what nobody approved, or to leave words in the log that stay for good."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput, NotPermitted, WrongState
from app.services.research.ask_hub import ask_hub
from app.services.research.open_request import find_request
from app.services.research.sign_off_return import sign_off_return, submit_for_approval
from tests.services.exchange import Exchange
from tests.services.played import basis, claim, draft, ready_case, send, sign, value, version

SMUGGLED = "Madeup Person lives at 1 Madeup Road"


def test_a_question_cannot_leave_words_in_the_log_in_place_of_a_legal_basis(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    responder = claim(exchange, request)
    for wrong in (SMUGGLED, "", basis(exchange, "hub", "request")):
        with pytest.raises(InvalidInput) as refused:
            ask_hub(exchange.runtime, responder, request.file_id, case.people[0], question="Who?", legal_basis=wrong)
        assert set(refused.value.errors) == {"legal_basis"}
    assert find_request(exchange.runtime, responder, request.file_id).request.state == "claimed"
    assert not exchange.rows("SELECT 1 FROM log_leaf WHERE position(%s in convert_from(leaf, 'UTF8')) > 0", SMUGGLED)


def test_nobody_signs_off_a_colleagues_draft_before_it_is_submitted(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "mental_health", ("mental_health_crisis_contacts_6m",))
    responder = claim(exchange, request)
    draft(exchange, request, responder, case.people[0], {"mental_health_crisis_contacts_6m": value(0)})
    caldicott = exchange.person("mental_health", "caldicott_approver")
    with pytest.raises(NotPermitted):  # a number of nought is an answer that needs approval like any other
        sign(exchange, responder, request)
    with pytest.raises(WrongState):
        sign(exchange, caldicott, request)
    chosen = basis(exchange, "mental_health", "return")
    submit_for_approval(exchange.runtime, responder, request.file_id, chosen)
    seen = version(exchange, caldicott, request)
    done = sign_off_return(exchange.runtime, caldicott, request.file_id, legal_basis=chosen, seen_version=seen)
    assert done.request.state == "returned"
