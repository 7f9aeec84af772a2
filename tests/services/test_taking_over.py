"""Nobody is locked with a colleague who is away or has left: taking over, and what an ended membership frees."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.events import on_file
from app.services.disclosure.sealing import Content
from app.services.governance.check_log import check_log
from app.services.governance.open_entry import open_entry
from app.services.identity.approve_member import end_membership
from app.services.intake.assign_case import assign_case, find_hand_over
from app.services.intake.open_case import find_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.take_over import take_over
from app.services.research.work_on_request import claim_request, declare_conflict, send_back
from tests.messages.test_notices import give_addresses, mails
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered, basis, claim, draft, ready_case, send, sign, value

__all__ = ["own_exchange"]

WHY = "They are on leave and it is due today."


def test_a_colleague_of_the_same_role_takes_over_at_once_and_the_holder_is_told(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    request = send(own_exchange, case, "housing", ("housing_known",))
    holder, colleague = claim(own_exchange, request), own_exchange.person("housing", "partner_responder")
    kept = draft(own_exchange, request, holder, case.people[0], {"housing_known": value("yes")})
    give_addresses(own_exchange)
    mails(own_exchange)
    with pytest.raises(InvalidInput):
        take_over(runtime, colleague, request.file_id, "  ")
    assert take_over(runtime, colleague, request.file_id, WHY).claimed_by == colleague.person_id
    open_request(runtime, colleague, request.file_id)
    with pytest.raises(NotFound):
        open_request(runtime, holder, request.file_id)
    told = mails(own_exchange)
    taken = "A colleague has taken over a research request from you"
    assert [(to, subject) for to, subject, _ in told] == [(holder.person_id, taken)]
    assert f"/inbox/{request.file_id}" in told[0][2]
    with pytest.raises(WrongState, match="Claim this request"):
        save_draft(runtime, holder, request.file_id, case.people[0], Content({"housing_known": value("no")}, {}), 1)
    with runtime.database.work(holder.organisation_id) as work:
        assert work.records.find(kept.id) == kept, "what was saved is kept"
    draft(own_exchange, request, colleague, case.people[0], {"housing_known": value("no")})
    sign(own_exchange, colleague, request)
    assert check_log(runtime).problems == ()


def test_the_leaf_of_taking_over_holds_its_reason_sealed(own_exchange: Exchange) -> None:
    request = send(own_exchange, ready_case(own_exchange), "housing")
    claim(own_exchange, request)
    colleague = own_exchange.person("housing", "partner_responder")
    before = len(own_exchange.leaves())
    take_over(own_exchange.runtime, colleague, request.file_id, WHY)
    assert [kind for _, _, kind in own_exchange.leaves()[before:]] == ["worked", "worked"]
    said = own_exchange.rows("SELECT leaf FROM log_leaf UNION ALL SELECT sealed FROM log_detail")
    assert not [one for (one,) in said if one and WHY.encode() in bytes(one)]


def test_what_waits_for_approval_can_be_taken_over_where_nobody_manages(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    request = send(own_exchange, case, "housing", ("housing_known",))
    holder, colleague = claim(own_exchange, request), own_exchange.person("housing", "partner_responder")
    draft(own_exchange, request, holder, case.people[0], {"housing_known": value("yes")})
    submit_for_approval(runtime, holder, request.file_id, basis(own_exchange, "housing", "return"))
    assert take_over(runtime, colleague, request.file_id, WHY).state == "claimed"
    assert check_log(runtime).problems == ()


def test_whoever_must_not_see_it_takes_nothing_over(own_exchange: Exchange) -> None:
    runtime = own_exchange.runtime
    request = send(own_exchange, ready_case(own_exchange), "housing")
    claim(own_exchange, request)
    in_conflict = own_exchange.person("housing", "partner_responder")
    declare_conflict(runtime, in_conflict, request.file_id)
    for stranger in (in_conflict, own_exchange.person("police", "partner_responder")):
        with pytest.raises(NotFound):
            take_over(runtime, stranger, request.file_id, WHY)
    free = send(own_exchange, ready_case(own_exchange), "housing")
    with pytest.raises(WrongState):
        take_over(runtime, own_exchange.person("housing", "partner_responder"), free.file_id, WHY)


def test_an_ended_membership_frees_what_it_held(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    played = answered(own_exchange)
    open_, waiting = send(own_exchange, case, "housing", ("housing_known",)), send(own_exchange, case, "police")
    claim_request(runtime, played.responder, open_.file_id)
    other = claim(own_exchange, waiting)
    give_addresses(own_exchange)
    mails(own_exchange)
    end_membership(own_exchange.admin, played.responder.membership_id)
    colleague = own_exchange.person("housing", "partner_responder")
    give_addresses(own_exchange)
    assert {(to, subject) for to, subject, _ in mails(own_exchange)} == {
        (colleague.person_id, "A research request is waiting for your organisation again")
    }, "of the open one alone"  # fmt: skip
    held = own_exchange.rows("SELECT file_id, claimed_by, state FROM research_request ORDER BY sent_at")
    assert {file: (holder, state) for file, holder, state in held} == {
        played.request.file_id: (None, "returned"),
        open_.file_id: (None, "sent"),
        waiting.file_id: (other.person_id, "claimed"),
    }
    claim_request(runtime, colleague, open_.file_id)
    claim_request(runtime, colleague, played.request.file_id)
    assert check_log(runtime).problems == ()


def test_what_waits_when_its_author_leaves_can_be_approved_and_sent_back_is_free(own_exchange: Exchange) -> None:
    runtime = own_exchange.runtime
    approver = own_exchange.person("housing", "partner_manager")
    waiting = []
    for _ in range(2):
        case = ready_case(own_exchange)
        request = send(own_exchange, case, "housing", ("housing_known",))
        author = claim(own_exchange, request)
        draft(own_exchange, request, author, case.people[0], {"housing_known": value("yes")})
        submit_for_approval(runtime, author, request.file_id, basis(own_exchange, "housing", "return"))
        waiting.append(request)
        give_addresses(own_exchange)
        mails(own_exchange)
        end_membership(own_exchange.admin, author.membership_id)
        assert "A return waits for approval, and its author has left" in {
            subject for _, subject, _ in mails(own_exchange)
        }
    approved, refused = waiting
    assert sign(own_exchange, approver, approved).request.state == "returned"
    send_back(runtime, approver, refused.file_id, "unclear")
    colleague = own_exchange.person("housing", "partner_responder")
    assert claim_request(runtime, colleague, refused.file_id).claimed_by == colleague.person_id
    assert check_log(runtime).problems == ()


def test_whoever_may_still_work_there_keeps_what_they_had(own_exchange: Exchange) -> None:
    request = send(own_exchange, ready_case(own_exchange), "housing")
    holder = claim(own_exchange, request)
    own_exchange.member("housing", "partner_manager", holder)
    end_membership(own_exchange.admin, holder.membership_id)
    run_jobs(own_exchange.runtime)
    assert own_exchange.rows("SELECT claimed_by FROM research_request") == [(holder.person_id,)]


def test_a_decision_maker_who_has_left_is_on_no_case_and_the_others_are_told(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    successor = own_exchange.person("hub", "hub_decision_maker")
    give_addresses(own_exchange)
    end_membership(own_exchange.admin, case.decider.membership_id)
    ((to, subject, text),) = mails(own_exchange)
    assert (to, subject) == (successor.person_id, "A case of your hub has no decision-maker")
    assert f"/cases/{case.id}/hand-over" in text
    with runtime.database.work(None) as work:
        assert on_file(work.events.of_files([case.id])[case.id]) == (case.collator.person_id,)
    find_hand_over(runtime, successor, case.id)
    assign_case(runtime, successor, case.id, successor.person_id, WHY)
    assert check_log(runtime).problems == ()


def test_a_manager_who_is_not_on_a_case_says_why_she_chooses_who_takes_it(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    manager, colleague = (own_exchange.person("hub", "hub_decision_maker") for _ in range(2))
    for taker in (manager, colleague):
        for short in ("", "   ", "because"):
            with pytest.raises(InvalidInput) as refused:
                assign_case(runtime, manager, case.id, taker.person_id, short)
            assert list(refused.value.errors) == ["reason"]
    assert set(find_case(runtime, case.collator, case.id).assigned) == {case.collator.person_id, case.decider.person_id}
    assign_case(runtime, manager, case.id, manager.person_id, WHY)
    newest = own_exchange.leaves()[-1]
    assert newest[2] == "worked"
    officer = own_exchange.person("hub", "ig_officer")
    assert open_entry(runtime, officer, newest[1]).reason.words == WHY
    assign_case(runtime, manager, case.id, colleague.person_id)  # on it now, she adds colleagues as anybody on it does
    assert check_log(runtime).problems == ()
