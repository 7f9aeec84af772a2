"""One person with two memberships: nobody asks and answers, or answers and opens, the same request."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from app.domain.errors import NotFound
from app.domain.identity import Actor, Membership
from app.services.collation.open_collation import open_collation
from app.services.identity.approve_member import approve_member
from app.services.intake.assign_case import assign_case
from app.services.research.open_request import find_request, open_own, open_request
from app.services.research.save_draft import start_correction
from app.services.research.work_on_request import claim_request, hand_over
from tests.services.exchange import Exchange
from tests.services.played import answered, claim, ready_case, records_of, send, sign


def also(exchange: Exchange, actor: Actor, kind: str, role: str) -> Actor:
    """The same person, acting under a second membership."""
    where, now = exchange.organisation(kind), exchange.clock.now()
    member = Membership(uuid4(), actor.person_id, where.id, role, now, exchange.registrar, now)
    approve_member(exchange.admin, member)
    return replace(
        actor,
        membership_id=member.id,
        organisation_id=where.id,
        organisation_kind=where.kind,
        role=role,
        session_id=uuid4(),
    )


def test_whoever_asked_cannot_answer(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    for role in ("partner_responder", "partner_manager"):
        both = also(exchange, case.collator, "housing", role)
        for act in (find_request, claim_request, open_request):
            with pytest.raises(NotFound):
                act(exchange.runtime, both, request.file_id)
        with pytest.raises(NotFound):
            open_own(exchange.runtime, both, request.file_id, records_of(exchange, request, "request")[0])


def test_whoever_answered_cannot_open_the_return_for_the_hub(exchange: Exchange) -> None:
    played = answered(exchange)
    both = also(exchange, played.responder, "hub", "hub_decision_maker")
    assign_case(exchange.runtime, played.case.collator, played.case.id, both.person_id)
    assert all(not one.opened for one in open_collation(exchange.runtime, both, played.case.id).sources)
    with pytest.raises(NotFound):  # nor go on at the partner, now that they are on the hub's case
        open_own(exchange.runtime, played.responder, played.request.file_id, played.record.id)
    assert open_collation(exchange.runtime, played.case.decider, played.case.id).sources[0].opened


def test_whoever_answered_first_cannot_open_a_colleagues_correction_for_the_hub(exchange: Exchange) -> None:
    played = answered(exchange)
    hand_over(exchange.runtime, played.responder, played.request.file_id)
    colleague = claim(exchange, played.request)
    start_correction(exchange.runtime, colleague, played.request.file_id)
    sign(exchange, colleague, played.request)
    both = also(exchange, played.responder, "hub", "hub_decision_maker")
    assign_case(exchange.runtime, played.case.collator, played.case.id, both.person_id)
    assert all(not one.opened for one in open_collation(exchange.runtime, both, played.case.id).sources)
    assert open_collation(exchange.runtime, played.case.decider, played.case.id).sources[0].opened
