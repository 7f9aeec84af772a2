"""Whoever ever had a hand in a request on one side has none on the other: leaving and coming back clears nothing."""

from __future__ import annotations

import pytest

from app.domain.errors import NotFound
from app.services.collation.open_collation import open_collation
from app.services.intake.assign_case import assign_case, unassign_case
from app.services.research.open_request import find_request, open_request
from app.services.research.work_on_request import claim_request, hand_over
from tests.services.exchange import Exchange
from tests.services.played import answered, claim, draft, ready_case, send, sign, value


def test_whoever_sent_it_and_left_the_case_neither_claims_nor_reads_it(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    request = send(exchange, case, "housing")
    unassign_case(exchange.runtime, case.decider, case.id, case.collator.person_id)
    both = exchange.member("housing", "partner_manager", case.collator)
    for act in (find_request, claim_request, open_request):
        with pytest.raises(NotFound):
            act(exchange.runtime, both, request.file_id)


def test_whoever_was_on_the_case_and_did_nothing_is_kept_out_too(exchange: Exchange) -> None:
    case = ready_case(exchange)
    colleague = exchange.person("hub", "hub_collator")
    assign_case(exchange.runtime, case.collator, case.id, colleague.person_id)
    unassign_case(exchange.runtime, case.collator, case.id, colleague.person_id)
    request = send(exchange, case, "housing")
    with pytest.raises(NotFound):
        claim_request(exchange.runtime, exchange.member("housing", "partner_manager", colleague), request.file_id)


def test_whoever_looked_at_the_partner_and_handed_it_back_does_not_read_the_return_at_the_hub(
    exchange: Exchange,
) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    looked = claim(exchange, request)
    open_request(exchange.runtime, looked, request.file_id)
    hand_over(exchange.runtime, looked, request.file_id)
    colleague = claim(exchange, request)
    draft(exchange, request, colleague, case.people[0], {"housing_known": value("yes")})
    sign(exchange, colleague, request)
    both = exchange.member("hub", "hub_decision_maker", looked)
    assign_case(exchange.runtime, case.collator, case.id, both.person_id)
    for again in range(2):
        (source,) = open_collation(exchange.runtime, both, case.id).sources
        assert [one for one in source.opened if one.record.kind == "return"] == [], again
        unassign_case(exchange.runtime, case.collator, case.id, both.person_id)
        assign_case(exchange.runtime, case.collator, case.id, both.person_id)
    (source,) = open_collation(exchange.runtime, case.decider, case.id).sources
    assert source.opened


def test_whoever_read_the_return_at_the_hub_and_left_does_not_answer_it(exchange: Exchange) -> None:
    played = answered(exchange)
    open_collation(exchange.runtime, played.case.decider, played.case.id)
    unassign_case(exchange.runtime, played.case.decider, played.case.id, played.case.collator.person_id)
    hand_over(exchange.runtime, played.responder, played.request.file_id)
    both = exchange.member("housing", "partner_manager", played.case.collator)
    with pytest.raises(NotFound):
        claim_request(exchange.runtime, both, played.request.file_id)
