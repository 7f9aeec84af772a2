"""A partner's question to the hub and the hub's answer; where returns need a second person, so does a question."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.identity import Actor
from app.services.collation.open_collation import open_collation
from app.services.disclosure.sealing import Content
from app.services.research.ask_hub import approve_question, ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import send_back
from tests.services.exchange import Exchange
from tests.services.played import ATTESTED, STATED, basis, claim, draft, ready_case, send, sign, value, version


def test_a_question_goes_to_the_hub_and_its_answer_comes_back(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    actor, person = claim(exchange, request), case.people[0]
    legal = basis(exchange, "housing", "return")
    with pytest.raises(InvalidInput):
        ask_hub(exchange.runtime, actor, request.file_id, person, question=" ", legal_basis=legal, stated=STATED)
    with pytest.raises(InvalidInput):
        ask_hub(
            exchange.runtime, actor, request.file_id, person, question="Which?", legal_basis="made_up", stated=STATED
        )
    ask_hub(
        exchange.runtime, actor, request.file_id, person, question="Which of two?", legal_basis=legal, stated=STATED
    )
    (asked,) = open_collation(exchange.runtime, case.decider, case.id).sources[0].opened
    answer = asked.fields["return_question"].answer
    assert answer is not None
    assert (answer.kind, answer.note) == ("more_information_needed", "Which of two?")
    with pytest.raises(NotFound):
        answer_partner(exchange.runtime, case.decider, request.file_id, case.whole, {})
    with pytest.raises(InvalidInput):
        answer_partner(exchange.runtime, case.decider, request.file_id, person, {"request_crn": plain("X")})
    told = {"request_former_names": plain([{"name": "Madeup Formerly"}])}
    answered = answer_partner(exchange.runtime, case.decider, request.file_id, person, told)
    assert answered.state == "claimed"
    (record,) = open_request(exchange.runtime, actor, request.file_id).records
    assert record.value("request_former_names") == [{"name": "Madeup Formerly"}]
    assert record.value("request_address") is not None
    draft(exchange, request, actor, person, {"housing_known": value("yes")})
    sign(exchange, actor, request)
    (returned,) = open_collation(exchange.runtime, case.decider, case.id).sources
    assert [one.value("housing_known") for one in returned.opened] == ["yes"]


@pytest.mark.parametrize("kind, role", [("dwp", "partner_manager"), ("mental_health", "caldicott_approver")])
def test_a_question_needs_the_approver_that_a_return_needs(exchange: Exchange, kind: str, role: str) -> None:
    case = ready_case(exchange, ("child", "child"), ("no", "no"))
    request = send(exchange, case, kind)
    author, approver = claim(exchange, request, role), exchange.person(kind, role)
    legal, (first, second) = basis(exchange, kind, "return"), case.people

    def ask(subject: UUID) -> str:
        return ask_hub(exchange.runtime, author, request.file_id, subject, question="Which of two?",
                       legal_basis=legal, stated=STATED).state  # fmt: skip

    def approve(actor: Actor) -> str:
        seen = version(exchange, actor, request)
        return approve_question(exchange.runtime, actor, request.file_id, legal_basis=legal, seen_version=seen).state

    assert ask(first) == "awaiting_approval"
    assert open_collation(exchange.runtime, case.decider, case.id).sources[0].opened == ()
    for refused in (author, exchange.person(kind, "partner_responder")):
        with pytest.raises(NotPermitted):
            approve(refused)
    with pytest.raises((WrongState, InvalidInput)):
        sign(exchange, approver, request)  # a question is never sent as a return
    send_back(exchange.runtime, approver, request.file_id, "unclear")
    assert ask(second) == "awaiting_approval"
    assert approve(approver) == "clarification"
    (asked,) = open_collation(exchange.runtime, case.decider, case.id).sources[0].opened
    assert asked.record.subject_id == second
    assert (asked.record.author_person_id, asked.record.approved_by) == (author.person_id, approver.person_id)
    with pytest.raises(WrongState):
        approve(approver)


def test_a_return_sent_instead_of_a_question_does_not_carry_it(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "dwp")
    author, approver = claim(exchange, request), exchange.person("dwp", "partner_manager")
    legal = basis(exchange, "dwp", "return")
    ask_hub(exchange.runtime, author, request.file_id, case.people[0], question="Which?", legal_basis=legal,
            stated=STATED)  # fmt: skip
    send_back(exchange.runtime, author, request.file_id)
    with exchange.runtime.database.work(author.organisation_id) as work:
        (waiting,) = work.records.drafts(request.file_id)
    content = Content({**ATTESTED, "return_anything_else": value("Something.")}, {})
    save_draft(exchange.runtime, author, request.file_id, case.people[0], content, waiting.version)
    submit_for_approval(exchange.runtime, author, request.file_id, legal)
    assert sign(exchange, approver, request).request.state == "returned"
    (returned,) = open_collation(exchange.runtime, case.decider, case.id).sources[0].opened
    assert "return_question" not in returned.fields
