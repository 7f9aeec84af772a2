"""A pregnancy ends by a named act: nobody is asked about that unborn child any more, and nothing about it goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import InvalidInput, Stale
from app.services.clocks.chase_due import chase_due
from app.services.disclosure.sealing import Content
from app.services.governance.check_log import check_log
from app.services.intake.end_pregnancy import find_waiting
from app.services.intake.open_case import find_case
from app.services.intake.pregnancy import ended
from app.services.intake.still_open import GO_ON, WAIT, WITHDRAW
from app.services.research.ask_hub import ask_hub
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import sign_off_return
from app.services.research.survey_request import survey_request
from tests.messages.test_notices import give_addresses
from tests.messages.test_notices import mails as post
from tests.services.exchange import Exchange
from tests.services.expecting import CARE, HEALTH, asks, ends, expecting, grants, mails, now_of, seen_of
from tests.services.fixtures import own_exchange
from tests.services.played import (
    basis,
    claim,
    draft,
    value,
    version,
)
from tests.services.test_withdrawing import withdraw

__all__ = ["own_exchange"]


def test_nobody_is_asked_about_it_any_more(exchange: Exchange) -> None:
    case, unborn, mother = expecting(exchange)
    assert unborn in {one.subject_id for one in find_case(exchange.runtime, case.collator, case.id).askable}
    ends(exchange, case, unborn)
    known = find_case(exchange.runtime, case.collator, case.id)
    assert ended(known.stated) == {unborn}
    assert unborn not in {one.subject_id for one in known.askable}
    with pytest.raises(InvalidInput):
        asks(exchange, case, HEALTH, unborn)
    request = asks(exchange, case, CARE, unborn, mother)
    assert {
        one.subject_id for one in survey_request(exchange.runtime, claim(exchange, request), request.file_id).parts
    } == {mother}


def test_of_each_request_that_waits_it_is_chosen_and_none_goes_on_unsaid(own_exchange: Exchange) -> None:
    case, unborn, mother = expecting(own_exchange)
    alone, both, hers = (
        asks(own_exchange, case, HEALTH, unborn), asks(own_exchange, case, CARE, unborn, mother),
        asks(own_exchange, case, "housing", mother),
    )  # fmt: skip
    found = find_waiting(own_exchange.runtime, case.collator, case.id, unborn)
    assert {(one.request.file_id, one.others) for one in found} == {(alone.file_id, False), (both.file_id, True)}
    for chosen, wrong in (
        ({}, {alone, both}),
        ({alone.file_id: GO_ON, both.file_id: WAIT}, {alone, both}),
        ({alone.file_id: WITHDRAW}, {both}),
    ):
        with pytest.raises(InvalidInput) as refused:
            ends(own_exchange, case, unborn, chosen)
        assert set(refused.value.errors) == {f"request-{one.file_id}" for one in wrong}
    assert ended(find_case(own_exchange.runtime, case.collator, case.id).stated) == frozenset()
    ends(own_exchange, case, unborn, {alone.file_id: WITHDRAW, both.file_id: GO_ON})
    assert [now_of(own_exchange, one).state for one in (alone, both, hers)] == ["withdrawn", "sent", "sent"]
    assert "request_withdrawn" in mails(own_exchange, alone)
    assert "somebody_left_out" in mails(own_exchange, both)
    assert mails(own_exchange, hers) == ["request_waiting"]
    assert [grants(own_exchange, one, who) > 0 for one, who in ((alone, unborn), (both, unborn), (both, mother))] == [
        False, False, True,
    ]  # fmt: skip
    nothing = Content({"social_care_previous_contacts": value("no")}, {})
    with pytest.raises(InvalidInput):
        save_draft(own_exchange.runtime, claim(own_exchange, both), both.file_id, unborn, nothing, None)
    assert check_log(own_exchange.runtime).problems == ()


def test_a_request_that_goes_on_asks_about_the_others_alone(own_exchange: Exchange) -> None:
    """What was drafted of the unborn child is not sent, and the partner is told who is left out, and not why."""
    runtime, (case, unborn, mother) = own_exchange.runtime, expecting(own_exchange)
    request = asks(own_exchange, case, CARE, unborn, mother)
    holder = claim(own_exchange, request)
    draft(own_exchange, request, holder, unborn, {"social_care_previous_contacts": value("yes")})
    seen = version(own_exchange, holder, request)
    give_addresses(own_exchange)
    post(own_exchange)
    own_exchange.clock.forward(timedelta(minutes=1))
    ends(own_exchange, case, unborn, {request.file_id: GO_ON})
    ((to, subject, text),) = post(own_exchange)
    assert (to, subject[:31]) == (holder.person_id, "The hub asks about fewer people")
    assert "regnan" not in f"{subject}{text}"
    survey = survey_request(runtime, holder, request.file_id)
    assert [one.subject_id for one in survey.parts] == [mother]
    assert survey.left_out == ((unborn, "unborn_child"),)
    assert survey.request.unseen
    assert [one.record.subject_id for one in open_request(runtime, holder, request.file_id).records] == [mother]
    assert not now_of(own_exchange, request).unseen, "they read who is left out, and nobody need ring them"
    draft(own_exchange, request, holder, mother, {"social_care_previous_contacts": value("no")})
    legal = basis(own_exchange, CARE, "return")
    with pytest.raises(Stale):
        sign_off_return(runtime, holder, request.file_id, legal_basis=legal, seen_version=seen)
    now = version(own_exchange, holder, request)
    returned = sign_off_return(runtime, holder, request.file_id, legal_basis=legal, seen_version=now)
    assert returned.request.state == "returned"
    with runtime.database.work(None) as work:
        sent = [one.subject_id for one in work.records.of_file(request.file_id, "return") if one.state == "released"]
    assert sent == [mother]
    assert check_log(runtime).problems == ()


def test_a_question_about_it_is_over_and_one_about_somebody_else_waits(own_exchange: Exchange) -> None:
    runtime, (case, unborn, mother) = own_exchange.runtime, expecting(own_exchange)
    for about, after in ((unborn, "claimed"), (mother, "clarification")):
        request = asks(own_exchange, case, CARE, *case.people)
        ask_hub(runtime, claim(own_exchange, request), request.file_id, about, question="Which?")
        ends(own_exchange, case, unborn, {request.file_id: GO_ON}, seen=seen_of(own_exchange, case, unborn))
        assert now_of(own_exchange, request).state == after
        ends(own_exchange, case, unborn, over="goes_on", seen=seen_of(own_exchange, case, unborn))
        withdraw(own_exchange, case, request)
    assert check_log(runtime).problems == ()


def test_nobody_is_chased_about_it(own_exchange: Exchange) -> None:
    case, unborn, _ = expecting(own_exchange)
    request = asks(own_exchange, case, HEALTH, unborn)
    ends(own_exchange, case, unborn, {request.file_id: WITHDRAW})
    before = mails(own_exchange, request)
    own_exchange.clock.forward(now_of(own_exchange, request).due_at - own_exchange.clock.now())
    chase_due(own_exchange.runtime)
    assert mails(own_exchange, request) == before


def test_a_partner_that_was_first_is_looked_at_before_it_is_said(own_exchange: Exchange) -> None:
    case, unborn, _ = expecting(own_exchange)
    request = asks(own_exchange, case, CARE, unborn)
    holder = claim(own_exchange, request)
    draft(own_exchange, request, holder, unborn, {"social_care_previous_contacts": value("no")})
    legal = basis(own_exchange, CARE, "return")
    sign_off_return(
        own_exchange.runtime, holder, request.file_id, legal_basis=legal,
        seen_version=version(own_exchange, holder, request),
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        ends(own_exchange, case, unborn, {request.file_id: WITHDRAW})
    assert "answered since" in refused.value.errors["case_pregnancy"]
    ends(own_exchange, case, unborn)
    assert now_of(own_exchange, request).state == "returned", "what was answered stays"
