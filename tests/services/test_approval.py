"""Approval at source, and the rules of a nil return: silence never becomes "no involvement"."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.identity import Actor
from app.services.disclosure.sealing import Content
from app.services.intake.open_case import find_case
from app.services.research.ask_hub import ask_hub
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request, declare_conflict, send_back
from tests.services.exchange import Exchange
from tests.services.played import ATTESTED, STATED, basis, claim, draft, ready_case, send, sign, value

NO_TRACE = Answer("searched_no_trace")


@pytest.mark.parametrize(
    "kind, role, wrong", [("probation", "partner_manager", "caldicott_approver"),
                          ("safeguarding_health", "caldicott_approver", "partner_manager")],
)  # fmt: skip
def test_the_author_cannot_approve(exchange: Exchange, kind: str, role: str, wrong: str) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, kind)
    author = claim(exchange, request, role)  # even somebody who may approve others' returns
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    approver = exchange.person(kind, role)
    with pytest.raises(NotPermitted):
        sign(exchange, author, request)
    with pytest.raises(WrongState):
        sign(exchange, approver, request)
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, kind, "return"))
    for refused in (author, exchange.person(kind, "partner_responder"), *others(exchange, kind, wrong)):
        with pytest.raises(NotPermitted):
            sign(exchange, refused, request)
    assert sign(exchange, approver, request).request.state == "returned"
    approved = exchange.rows("SELECT author_person_id, approved_by FROM record WHERE kind = 'return' AND file_id = %s",
                             request.file_id)  # fmt: skip
    assert approved == [(author.person_id, approver.person_id)]


def others(exchange: Exchange, kind: str, role: str) -> list[Actor]:
    held = exchange.runtime.policy.release.roles[role].organisations
    return [exchange.person(kind, role)] if kind in held else []


def test_refusing_an_author_is_logged(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    author = claim(exchange, request)
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    before = len(exchange.leaves())
    with pytest.raises(NotPermitted):
        sign(exchange, author, request)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]


def test_what_waits_for_approval_is_not_changed_until_it_is_sent_back(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    author, approver = claim(exchange, request), exchange.person("probation", "partner_manager")
    made = draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    more = Content({"return_anything_else": value("More.")}, {})
    with pytest.raises(WrongState):
        save_draft(exchange.runtime, author, request.file_id, case.people[0], more, made.version + 1)
    colleague, before = exchange.person("probation", "partner_responder"), len(exchange.leaves())
    with pytest.raises(NotPermitted):
        send_back(exchange.runtime, colleague, request.file_id, "unclear")
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]
    assert send_back(exchange.runtime, approver, request.file_id, "unclear").state == "claimed"
    save_draft(exchange.runtime, author, request.file_id, case.people[0], more, made.version + 1)


def test_an_author_may_declare_a_conflict_while_approval_is_waited_for(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    author, approver = claim(exchange, request), exchange.person("probation", "partner_manager")
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    declare_conflict(exchange.runtime, author, request.file_id)
    with pytest.raises(NotFound):
        open_request(exchange.runtime, author, request.file_id)
    with pytest.raises((WrongState, InvalidInput)):
        sign(exchange, approver, request)
    assert claim_request(exchange.runtime, approver, request.file_id).claimed_by == approver.person_id


@pytest.mark.parametrize("missing", [key for key in STATED if key != "return_proportionality_note"])
def test_what_the_legal_basis_asks_for_is_stated_or_nothing_is_sent(exchange: Exchange, missing: str) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "dwp")
    author, approver = claim(exchange, request), exchange.person("dwp", "partner_manager")
    legal = basis(exchange, "dwp", "return")
    made = draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    save_draft(exchange.runtime, author, request.file_id, case.people[0], Content({}, {}), made.version,
               dropped=[missing])  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        submit_for_approval(exchange.runtime, author, request.file_id, legal)
    assert set(refused.value.errors) == {missing}
    with pytest.raises(InvalidInput) as refused:
        sign(exchange, approver, request)
    assert set(refused.value.errors) == {missing}
    less = {key: one for key, one in STATED.items() if key != missing}
    with pytest.raises(InvalidInput) as refused:
        ask_hub(exchange.runtime, author, request.file_id, case.people[0], question="Who?", legal_basis=legal,
                stated=less)  # fmt: skip
    assert set(refused.value.errors) == {missing}


@pytest.mark.parametrize(
    "answer, needed",
    [
        (Answer("declined", note="It would name a source.", ground="legal_bar"), True),
        (Answer("trace_nothing_relevant"), True),
        (Answer("unable", note="The unit is closed."), True),
        (NO_TRACE, False),
        (Answer("not_searched"), False),
    ],
    ids=lambda one: one.kind if isinstance(one, Answer) else str(one),
)
def test_what_an_answer_tells_beside_a_value_needs_the_approver_too(
    exchange: Exchange, answer: Answer, *, needed: bool
) -> None:
    catalogue = exchange.runtime.policy.release.catalogue
    field = next(one for one in catalogue.fields_for("return", "police") if one.approval == "manager")
    case = ready_case(exchange)
    request = send(exchange, case, "police", (field.key,))
    author = claim(exchange, request)
    draft(exchange, request, author, case.people[0], {field.key: answer})
    if needed:
        with pytest.raises(NotPermitted):
            sign(exchange, author, request)
    else:
        assert sign(exchange, author, request).request.state == "returned"


def test_one_field_may_need_approval_of_its_own(exchange: Exchange) -> None:
    catalogue = exchange.runtime.policy.release.catalogue
    needing = [one for one in catalogue.fields_for("return", "police") if one.approval == "manager" and not one.gist]
    case = ready_case(exchange)
    request = send(exchange, case, "police")
    author = claim(exchange, request)
    answers = {needing[0].key: value(needing[0].example)}
    draft(exchange, request, author, case.people[0], answers)
    with pytest.raises(NotPermitted):
        sign(exchange, author, request)


@pytest.mark.parametrize("missing", ATTESTED)
def test_a_nil_return_says_what_was_searched(exchange: Exchange, missing: str) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    actor = claim(exchange, request)
    content = Content(
        {"housing_known": NO_TRACE, **STATED} | {key: one for key, one in ATTESTED.items() if key != missing}, {}
    )
    save_draft(exchange.runtime, actor, request.file_id, case.people[0], content, None)
    with pytest.raises(InvalidInput) as refused:
        sign(exchange, actor, request)
    assert set(refused.value.errors) == {missing}


@pytest.mark.parametrize(
    "answers, named",
    [
        ({"housing_known": NO_TRACE, "return_match_confidence": plain("possible")}, "return_match_confidence"),
        ({}, "housing_known"),
        ({"housing_known": Answer("declined")}, "housing_known"),
        ({"housing_known": Answer("declined", ground="made_up")}, "housing_known"),
    ],
    ids=["possible-match", "not-answered", "declined-without-ground", "declined-without-words"],
)
def test_what_cannot_stand_is_named(exchange: Exchange, answers: dict[str, Any], named: str) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    actor = claim(exchange, request)
    draft(exchange, request, actor, case.people[0], answers)
    with pytest.raises(InvalidInput) as refused:
        sign(exchange, actor, request)
    assert named in refused.value.errors


def test_nobody_is_left_out_of_a_household(exchange: Exchange) -> None:
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    request = send(exchange, case, "housing")
    actor = claim(exchange, request)
    draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})
    with pytest.raises(InvalidInput):
        sign(exchange, actor, request)


def test_a_hub_person_is_never_on_both_sides(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    both = exchange.member("housing", "partner_responder", case.decider)
    with pytest.raises(NotFound):
        claim_request(exchange.runtime, both, request.file_id)
    assert find_case(exchange.runtime, case.decider, case.id).case.file_id == case.id
