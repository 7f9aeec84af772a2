"""Every event, and who got which mail: compared with an expectation written by hand, none missing and none too many."""

from __future__ import annotations

from datetime import timedelta

from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.challenging.challenge import challenge_answer
from app.services.challenging.settle import have_answered_again, stand_by_answer
from app.services.intake.assign_case import assign_case, unassign_case
from app.services.intake.assign_case import declare_conflict as step_back
from app.services.messages.notices import NOTICES
from app.services.messages.said import due_of
from app.services.research.ask_hub import ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.ring_partner import PartnerCall, ring_partner
from app.services.research.save_draft import start_correction
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.take_over import take_over
from app.services.research.withdraw import withdraw_request
from app.services.research.work_on_request import claim_request, declare_conflict, hand_over, send_back
from tests.messages.desk import Desk, hub_of, to
from tests.services.challenges import now_of
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, basis, claim, draft, rate, send, sign, value, version
from tests.services.test_facts_that_change import say
from tests.services.test_told_and_rung import CALL
from tests.services.test_withdrawing import WHY

__all__ = ["own_exchange"]

ELSEWHERE = {
    "reminded_holder": "tests/messages/test_chasing.py",
    "reminded_organisation": "tests/messages/test_chasing.py",
    "reminded_approvers": "tests/messages/test_chasing.py",
    "reminded_manager": "tests/messages/test_chasing.py",
    "reminded_hub": "tests/messages/test_chasing.py",
    "reminded_lead": "tests/messages/test_chasing.py",
    "reminded_board": "tests/messages/test_chasing.py",
    "request_freed": "tests/services/test_taking_over.py",
    "author_left": "tests/services/test_taking_over.py",
    "case_left": "tests/services/test_closing.py",
    "closed_case_left": "tests/messages/test_closed_to_named.py",
    "handed_back": "tests/services/test_nights.py",
    "duty_not_back": "tests/services/test_nights_over.py",
    "late_return": "tests/services/test_closing.py",
    "partner_left": "tests/services/test_taking_part_no_more.py",
    "handed_to": "tests/services/test_handing_to.py",
    "identity_corrected": "tests/services/test_facts_that_change.py",
    "somebody_left_out": "tests/services/test_pregnancy_ends.py",
    "words_held": "tests/services/test_words_held.py",
    "partner_without_key": "tests/services/test_partners_without_a_key.py",
    "not_let_go": "tests/services/test_calling_back.py",
    "due_earlier": "tests/services/test_rebase.py",
    "due_earlier_at_hub": "tests/services/test_rebase.py",
    "escalated": "tests/services/test_with_board.py",
    "board_ended": "tests/services/test_with_board.py",
    "hold_again_to_officers": "tests/services/test_holding.py",
    "hold_again_to_the_case": "tests/services/test_holding.py",
    "asking_unsent": "tests/messages/test_asking_unsent.py",
}
"""Kinds of mail that need a story of their own, and the tests of it."""


def test_each_event_tells_whoever_must_act_next_and_nobody_else(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    rhys, rita = (desk.join(one, "probation", "partner_responder") for one in ("rhys", "rita"))
    mona = desk.join("mona", "probation", "partner_manager")
    desk.join("gus", "probation", "partner_ig_officer")
    desk.join("pia", "police", "partner_responder")
    child = case.people[0]
    assert desk.since() == to("put_on_case", "dilys"), "nobody else has anything to do with a case that has just begun"

    request = send(own_exchange, case, "probation")
    file_id = request.file_id
    assert desk.since() == to("request_waiting", "mona", "rhys", "rita")
    claim_request(runtime, rhys, file_id)
    assert desk.since() == []
    ask_hub(runtime, rhys, file_id, child, question="Which of two?")
    assert desk.since() == to("question_waiting", "cora", "dilys")
    answer_partner(
        runtime, case.decider, file_id, child, {"request_former_names": plain([{"name": "Madeup Formerly"}])}
    )
    assert desk.since() == to("question_answered", "rhys")
    hand_over(runtime, rhys, file_id)
    assert desk.since() == to("put_back", "mona", "rita")
    claim_request(runtime, rhys, file_id)
    take_over(runtime, rita, file_id, "Rhys is away.")
    assert desk.since() == to("taken_over", "rhys")

    draft(own_exchange, request, rita, child, {"return_anything_else": value("Something.")})
    legal = basis(own_exchange, "probation", "return")
    submit_for_approval(runtime, rita, file_id, legal)
    assert desk.since() == to("approval_waiting", "mona")
    send_back(runtime, mona, file_id, "unclear")
    assert desk.since() == to("sent_back", "rita")
    submit_for_approval(runtime, rita, file_id, legal)
    send_back(runtime, rita, file_id)
    assert desk.since() == [], "what its author has taken back waits for nobody, and they know"
    submit_for_approval(runtime, rita, file_id, legal)
    sign(own_exchange, mona, request)
    told = [*to("return_waiting", "cora", "dilys"), *to("approved", "rita")]
    assert desk.since() == told, "what has been approved meanwhile waits for nobody"
    start_correction(runtime, rita, file_id)
    submit_for_approval(runtime, rita, file_id, legal)
    sign(own_exchange, mona, request)
    assert desk.since() == [*to("return_corrected", "cora", "dilys"), *to("approved", "rita")]
    told_of_challenge(desk, case, request, mona)
    declare_conflict(runtime, rita, file_id)
    assert desk.since() == [], "what is answered waits for nobody"
    withdraw(own_exchange, case, request, "not_needed")
    assert desk.since() == to("request_withdrawn", "mona", "rhys"), "nobody who has stepped back"
    assert not desk.kinds & ELSEWHERE.keys()
    told_of_the_rest(desk, case)
    assert desk.kinds | ELSEWHERE.keys() == NOTICES.keys(), "each kind of mail has its line here"


def told_of_challenge(desk: Desk, case: Case, request: ResearchRequest, mona: Actor) -> None:
    """Whoever approves and did not write it; then the case's decision-makers, or whoever answers it."""
    runtime, second = desk.exchange.runtime, send(desk.exchange, case, "police")
    polly = claim(desk.exchange, second)
    draft(desk.exchange, second, polly, case.people[0], {"police_known": value("yes")})
    desk.join("pete", "police", "partner_manager")
    desk.join("odo", "hub", "hub_decision_maker")
    desk.name("polly", polly)
    sign(desk.exchange, polly, second)
    desk.exchange.clock.forward(timedelta(hours=1))
    desk.since()
    for one in (request, second):
        challenge_answer(runtime, case.decider, one.file_id, "Why?", seen_version=now_of(desk.exchange, one).version)
    assert desk.since() == to("challenged", "mona", "pete")
    due = now_of(desk.exchange, second).challenge_due_at
    assert due != second.due_at, "the request is answered: its own time is over"
    assert due is not None
    assert f"Due: {due_of(due)}\n" in desk.text("pete", "challenged")
    stand_by_answer(runtime, mona, request.file_id, "Because.", now_of(desk.exchange, request).version)
    assert desk.since() == to("answer_stands", "dilys"), "the collator decides nothing"
    pete = desk.exchange.person("police", "partner_manager")
    desk.name("petra", pete)
    have_answered_again(runtime, pete, second.file_id, now_of(desk.exchange, second).version)
    assert desk.since() == to("to_answer_again", "polly")
    assert f"Due: {due_of(due)}\n" in desk.text("polly", "to_answer_again")
    withdraw(desk.exchange, case, second, "not_needed")
    desk.since()


def told_of_the_rest(desk: Desk, case: Case) -> None:
    """What goes on in a second request, which nobody at its partner need approve."""
    exchange, runtime = desk.exchange, desk.exchange.runtime
    hari, _ = (desk.join(one, "housing", "partner_responder") for one in ("hari", "hana"))
    desk.join("hugo", "housing", "partner_manager")
    otto = desk.join("otto", "hub", "hub_decision_maker")
    request = send(exchange, case, "housing")
    assert desk.since() == to("request_waiting", "hana", "hari", "hugo")
    assign_case(runtime, case.decider, case.id, otto.person_id)
    assert desk.since() == to("put_on_case", "otto")
    olga, odd = (desk.join(one, "hub", "hub_decision_maker") for one in ("olga", "odd"))
    for one in (olga, odd):
        assign_case(runtime, case.decider, case.id, one.person_id)
    assert desk.since() == to("put_on_case", "odd", "olga")
    unassign_case(runtime, case.decider, case.id, olga.person_id)
    assert desk.since() == to("taken_off_case", "olga")
    assert str(case.id) not in desk.text("olga", "taken_off_case"), "they open nothing of it"
    step_back(runtime, odd, case.id)
    assert desk.since() == to("stepped_back", "cora", "dilys", "otto")
    say(exchange, case, case_do_not_contact="Not in front of father.")
    assert desk.since() == to("safety_changed", "hana", "hari", "hugo")
    exchange.clock.forward(timedelta(minutes=16))
    assert desk.since() == to("ring_partner", "cora", "dilys", "otto")
    ring_partner(runtime, case.collator, request.file_id, PartnerCall("spoke", "not_verified", **CALL))
    assert desk.since() == to("unverified_call", "dilys", "otto")
    claim_request(runtime, hari, request.file_id)
    rate(exchange, case, "amber")
    assert desk.since() == to("re_rated", "hari"), "whoever has it"
    declare_conflict(runtime, hari, request.file_id)
    assert desk.since() == to("put_back", "hana", "hugo")
    withdraw(exchange, case, request, "wrong_partner")
    assert desk.since() == to("request_recalled", "hana", "hugo")


def withdraw(exchange: Exchange, case: Case, request: ResearchRequest, ground: str) -> None:
    with exchange.runtime.database.work(None) as work:
        now = work.files.request(request.file_id)
    assert now is not None
    withdraw_request(
        exchange.runtime, case.collator, request.file_id, ground=ground, words=WHY, seen_version=now.version
    )


def test_health_is_approved_by_caldicott_and_a_question_as_a_return(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    hana = desk.join("hana", "safeguarding_health", "partner_responder")
    carl = desk.join("carl", "safeguarding_health", "caldicott_approver")
    desk.join("meg", "safeguarding_health", "partner_manager")
    desk.since()
    request = send(own_exchange, case, "safeguarding_health")
    assert desk.since() == to("request_waiting", "hana", "meg")
    claim_request(own_exchange.runtime, hana, request.file_id)
    draft(own_exchange, request, hana, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(
        own_exchange.runtime, hana, request.file_id, basis(own_exchange, "safeguarding_health", "return")
    )
    assert desk.since() == to("approval_waiting", "carl")
    sign(own_exchange, carl, request)
    assert desk.since() == [*to("return_waiting", "cora", "dilys"), *to("approved", "hana")]
    assert version(own_exchange, hana, request)


def test_where_nobody_on_the_case_can_be_told_its_managers_are(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    desk.join("otto", "hub", "hub_decision_maker")
    rhys = desk.join("rhys", "probation", "partner_responder")
    request = send(own_exchange, case, "probation")
    desk.since()
    own_exchange.rows("UPDATE person SET email = NULL WHERE id IN (%s, %s)", case.collator.person_id,
                      case.decider.person_id)  # fmt: skip
    claim_request(own_exchange.runtime, rhys, request.file_id)
    ask_hub(own_exchange.runtime, rhys, request.file_id, case.people[0], question="Which of two?")
    assert desk.since() == to("question_waiting", "otto"), "no collator who is not on it"
