"""What a person is in the concern decides whose wishes are asked, and who must not be told."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotPermitted
from app.services.intake.open_case import find_case
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.open_request import open_request
from app.services.research.preview_requests import preview_requests
from policies.engine.vocabulary import ROLES_IN_CONCERN
from tests.services.exchange import Exchange
from tests.services.played import QUESTION, Case, claim, ready_case, say_role, send

AGREES = {
    "case_capacity": plain("assumed"),
    "case_adult_wishes": plain("Madeup: that it stops."),
    "case_told_or_agreed": plain("told_and_agreed"),
}


@pytest.mark.parametrize("role", ROLES_IN_CONCERN)
def test_the_wishes_of_whoever_is_at_risk_are_asked_whatever_the_purpose(exchange: Exchange, role: str) -> None:
    asked = role in {"harmed", "at_risk", "both_alleged"}
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    _, adult = case.people
    say_role(exchange, case.collator, case.id, adult, role)
    gaps = [gap.key for gap in find_case(exchange.runtime, case.collator, case.id).gaps]
    assert gaps == ([f"wishes_recorded-{adult}"] if asked else [])
    if asked:
        with pytest.raises(InvalidInput):
            send(exchange, case, "housing")
        state_in_case(exchange.runtime, case.collator, case.id, adult, "wishes_recorded", AGREES, None)
    send(exchange, case, "housing")


def test_nothing_is_asked_of_whoever_is_alleged_and_partners_hear_that_they_must_not_be_told(
    exchange: Exchange,
) -> None:
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    child, adult = case.people
    may = {"case_family_may_be_told": plain("yes")}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", may, 1)
    say_role(exchange, case.collator, case.id, adult, "alleged")
    with pytest.raises(InvalidInput) as refused:
        state_in_case(exchange.runtime, case.collator, case.id, adult, "wishes_recorded", AGREES, None)
    assert list(refused.value.errors.values()) == [
        "Nothing is asked of a person alleged to cause harm, and they must not be told."
    ]
    known = find_case(exchange.runtime, case.collator, case.id)
    ask = Ask(exchange.organisation("police").id, "They may know them.", (), QUESTION, subjects=frozenset(case.people))
    shown = preview_requests(exchange.runtime, case.collator, known, [ask]).requests[0].records
    told = {
        one.subject.subject_id: field.answer.value
        for one in shown
        for field in one.fields
        if field.field.key == "request_family_may_be_told" and field.answer
    }
    assert told == {child: "yes", adult: "no"}
    request = send(exchange, case, "police")
    officer = claim(exchange, request)
    opened = open_request(exchange.runtime, officer, request.file_id)
    sent = {one.record.subject_id: one.fields["request_family_may_be_told"].answer for one in opened.records}
    assert {about: answer and answer.value for about, answer in sent.items()} == told


def test_a_family_that_does_not_agree_is_overridden_on_a_ground(exchange: Exchange) -> None:
    collator = exchange.person("hub", "hub_collator")
    case = start_case(exchange.runtime, collator, purpose="child_in_need", rating="green",
                      legal_basis="hub_child_in_need", subjects=["child"]).file_id  # fmt: skip
    whole = find_case(exchange.runtime, collator, case).subjects[0].subject_id
    refuses = {"case_told_or_agreed": plain("told_not_agreed")}
    with pytest.raises(InvalidInput) as refused:
        state_in_case(exchange.runtime, collator, case, whole, "told_or_agreed_or_reason", refuses, None)
    assert set(refused.value.errors) == {"case_override_ground", "case_told_of_override"}
    ground = {"case_override_ground": plain(["others_at_risk"]), "case_told_of_override": plain("told")}
    state_in_case(exchange.runtime, collator, case, whole, "told_or_agreed_or_reason", {**refuses, **ground}, None)


def test_the_code_of_a_role_is_what_its_word_says(exchange: Exchange) -> None:
    case = ready_case(exchange)
    said = {"case_role_in_concern": plain("alleged"), "case_role_said_by": plain("Madeup police")}
    codes = {"role": "at_risk"}
    state_in_case(exchange.runtime, case.collator, case.id, case.people[0], "role_in_concern", said, None, codes)
    stands = find_case(exchange.runtime, case.collator, case.id).stated["role_in_concern", case.people[0]]
    assert stands.codes == {"role": "alleged"}


def test_whoever_is_alleged_may_be_told_once_a_decision_maker_says_so_and_not_once_they_are_alleged_again(
    exchange: Exchange,
) -> None:
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    child, adult = case.people
    may = {"case_family_may_be_told": plain("yes")}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "contact_safety", may, 1)
    say_role(exchange, case.collator, case.id, adult, "alleged")
    why = {"case_alleged_told_why": plain("Made up: police have told them.")}
    with pytest.raises(NotPermitted):
        state_in_case(exchange.runtime, case.collator, case.id, adult, "alleged_may_be_told", why, None)
    with pytest.raises(InvalidInput):
        state_in_case(exchange.runtime, case.decider, case.id, adult, "alleged_may_be_told", {}, None)
    with pytest.raises(InvalidInput):
        state_in_case(exchange.runtime, case.decider, case.id, child, "alleged_may_be_told", why, None)
    assert may_be_told(exchange, case)[adult] == "no"
    exchange.clock.forward(minutes=1)
    state_in_case(exchange.runtime, case.decider, case.id, adult, "alleged_may_be_told", why, None)
    assert may_be_told(exchange, case) == {child: "yes", adult: "yes"}
    exchange.clock.forward(minutes=1)
    said = {"case_role_in_concern": plain("alleged"), "case_role_said_by": plain("Madeup school")}
    state_in_case(exchange.runtime, case.collator, case.id, adult, "role_in_concern", said, 1)
    assert may_be_told(exchange, case)[adult] == "no"


def may_be_told(exchange: Exchange, case: Case) -> dict[UUID, object]:
    """By whom it is about, what police would be told of telling them."""
    known = find_case(exchange.runtime, case.collator, case.id)
    ask = Ask(exchange.organisation("police").id, "They may know them.", (), QUESTION, subjects=frozenset(case.people))
    return {
        one.subject.subject_id: field.answer.value
        for one in preview_requests(exchange.runtime, case.collator, known, [ask]).requests[0].records
        for field in one.fields
        if field.field.key == "request_family_may_be_told" and field.answer
    }
