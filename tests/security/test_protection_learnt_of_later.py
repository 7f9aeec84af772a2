"""That somebody must not be found is often learnt when returns are in: from then on the hub sees it in part."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.services.collation.revealable import may_reveal
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.intake.open_case import find_case, open_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.ask_hub import ask_hub
from app.services.research.clarify import answer_partner
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import (
    ADDRESS,
    NOT_PROTECTED,
    STATED,
    Answered,
    Case,
    answered,
    basis,
    claim,
    draft,
    ready_case,
    records_of,
    send,
    sign,
    value,
)
from tests.services.stepping import interleave

SCHOOL = "Madeup Primary School"


def say(exchange: Exchange, played: Answered, protected: str, actor: Actor | None = None) -> None:
    """The hub says whether the child's address is protected."""
    say_of(exchange, played.case, played.case.people[0], protected, actor)


def say_of(exchange: Exchange, case: Case, child: UUID, protected: str, actor: Actor | None = None) -> None:
    """The hub says whether somebody's address is protected."""
    known = find_case(exchange.runtime, case.decider, case.id).records[child]
    answers = {"case_protected_address": plain(protected), **(NOT_PROTECTED if protected == "no" else {})}
    save_case_record(exchange.runtime, actor or case.collator, case.id, child, answers, known.version)


def seen_by(exchange: Exchange, actor: Actor, played: Answered) -> OpenedRecord:
    """The return as one person opens it."""
    return open_records(exchange.runtime, actor, [played.record.id])[0]


def reveal(exchange: Exchange, actor: Actor, played: Answered) -> OpenedRecord:
    """The address, as one person gets it after giving a reason."""
    fields, reason = ["housing_address"], "Madeup: to visit the child today."
    return open_records(exchange.runtime, actor, [played.record.id], action="reveal", fields=fields, reason=reason)[0]


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    return answered(exchange)


@pytest.fixture(autouse=True)
def unprotected_again(exchange: Exchange, played: Answered) -> Iterator[None]:
    yield
    say(exchange, played, "no", played.case.decider)


@pytest.mark.parametrize("said", ["yes", "unknown"])
def test_what_came_before_shows_the_address_in_part_from_then_on(
    exchange: Exchange, played: Answered, said: str
) -> None:
    decider = played.case.decider
    assert seen_by(exchange, decider, played).value("housing_address") == ADDRESS
    say(exchange, played, said)
    opened = seen_by(exchange, decider, played)
    shown = opened.fields["housing_address"]
    assert shown.answer is not None
    assert shown.level is Level.MASKED
    assert "Madeup" not in str(shown.answer)
    assert "protected-location-on-return" in shown.decision.caps
    assert opened.value("housing_known") == "yes"
    say(exchange, played, "no", decider)
    assert seen_by(exchange, decider, played).value("housing_address") == ADDRESS


def test_the_decision_maker_reveals_it_with_a_reason_and_the_collator_does_not(
    exchange: Exchange, played: Answered
) -> None:
    say(exchange, played, "yes")
    assert reveal(exchange, played.case.decider, played).value("housing_address") == ADDRESS
    with pytest.raises(NotFound):
        reveal(exchange, played.case.collator, played)


def test_whoever_broke_the_glass_sees_no_whereabouts_either(exchange: Exchange, played: Answered) -> None:
    officer = exchange.person("hub", "ig_officer")
    assert reveal(exchange, officer, played).fields["housing_address"].level is Level.FULL
    say(exchange, played, "yes")
    assert reveal(exchange, officer, played).fields["housing_address"].level is Level.MASKED


def test_what_was_asked_shows_it_in_part_to_the_hub_and_whole_to_the_partner(
    exchange: Exchange, played: Answered
) -> None:
    say(exchange, played, "yes")
    asked = records_of(exchange, played.request, "request")
    person = next(one for one in asked if "request_address" in open_records(
        exchange.runtime, played.responder, [one])[0].fields)  # fmt: skip
    found = {
        actor.organisation_kind: open_records(exchange.runtime, actor, [person])[0].fields["request_address"].level
        for actor in (played.case.collator, played.responder)
    }
    assert found == {"hub": Level.MASKED, "housing": Level.FULL}


def test_the_partner_still_sees_what_it_wrote(exchange: Exchange, played: Answered) -> None:
    say(exchange, played, "yes")
    assert seen_by(exchange, played.responder, played).value("housing_address") == ADDRESS


def test_only_the_subject_it_was_said_of_is_covered(exchange: Exchange) -> None:
    case = ready_case(exchange, ("child", "child"), ("no", "no"))
    school = send(exchange, case, "education", ("education_school",))
    teacher = claim(exchange, school)
    names = (SCHOOL, "Madeup Infants of the Harbour")  # one name for both would tell where the first is
    told = [
        draft(exchange, school, teacher, one, {"education_school": value(name)}).id
        for one, name in zip(case.people, names, strict=True)
    ]
    sign(exchange, teacher, school)
    before = open_records(exchange.runtime, case.collator, told)
    assert [one.value("education_school") for one in before] == [*names]

    say_of(exchange, case, case.people[0], "yes")
    covered, other = open_records(exchange.runtime, case.collator, told)
    assert covered.fields["education_school"].level is Level.MASKED
    assert other.fields["education_school"].level is Level.MASKED, "the other may live with them: it is to be answered"
    say_of(exchange, case, case.people[1], "no", case.decider)
    covered, other = open_records(exchange.runtime, case.collator, told)
    assert covered.fields["education_school"].level is Level.MASKED
    assert other.value("education_school") == names[1]


def test_what_came_while_it_was_said_by_mistake_does_not_keep_the_rest_covered(
    exchange: Exchange, played: Answered
) -> None:
    say(exchange, played, "yes")
    school = send(exchange, played.case, "education", ("education_school",))
    teacher = claim(exchange, school)
    draft(exchange, school, teacher, played.case.people[0], {"education_school": value(SCHOOL)})
    sign(exchange, teacher, school)
    say(exchange, played, "no", played.case.decider)
    assert seen_by(exchange, played.case.decider, played).value("housing_address") == ADDRESS


def test_the_leaf_says_by_which_protection_it_was_decided_and_tells_the_partner_nothing(
    exchange: Exchange, played: Answered
) -> None:
    say(exchange, played, "yes")
    told = []
    for actor in (played.case.decider, played.responder):
        entry = seen_by(exchange, actor, played).entry
        told += exchange.rows("SELECT facts ->> 'protection' FROM log_detail WHERE id = %s", entry.id)
    assert told == [("protected",), ("none",)]


def test_what_has_no_masked_form_is_still_revealed_with_a_reason(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_address",))
    responder = claim(exchange, request)
    nameless = {"lines": ["The Caravan, Madeup Field"], "town": "Nowhere"}
    made = draft(exchange, request, responder, case.people[0], {"housing_address": value(nameless)})
    sign(exchange, responder, request)
    say_of(exchange, case, case.people[0], "yes")
    shown = open_records(exchange.runtime, case.decider, [made.id])[0].fields["housing_address"]
    assert shown.answer is None
    assert may_reveal(exchange.runtime.policy, shown)


def test_an_answer_to_a_question_is_sent_as_protected_as_the_case_says_now(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request, person = send(exchange, case, "housing", ("housing_known",)), case.people[0]
    responder, legal = claim(exchange, request), basis(exchange, "housing", "return")
    ask_hub(exchange.runtime, responder, request.file_id, person, question="Which?", legal_basis=legal, stated=STATED)
    say_of(exchange, case, person, "yes")
    answer_partner(exchange.runtime, case.decider, request.file_id, person, {})
    with exchange.runtime.database.work(None) as work:
        sent = [one for one in work.records.of_file(request.file_id, "request") if one.subject_id == person]
    assert "none" in {one.protection for one in sent if one.state == "superseded"}
    assert [one.protection for one in sent if one.state == "released"] == ["protected"]


def test_a_case_is_opened_while_a_colleague_saves_it(exchange: Exchange, played: Answered) -> None:
    case, at, waited = played.case, 0, 0
    while True:
        met = interleave(
            exchange,
            lambda: open_case(exchange.runtime, case.decider, case.id),
            at,
            lambda: say(exchange, played, "no", case.decider),
        )
        assert met.other.succeeded, met.other.raised
        assert met.stopped.succeeded, met.stopped.raised
        if not met.reached:
            break
        waited += not met.overtook
        at += 1
    assert waited >= 3


def test_no_opening_that_began_before_goes_on_in_full_after_it_was_said(exchange: Exchange, played: Answered) -> None:
    at, waited = 0, 0
    while True:
        met = interleave(
            exchange,
            lambda: seen_by(exchange, played.case.decider, played),
            at,
            lambda: say(exchange, played, "yes"),
        )
        assert met.other.succeeded, met.other.raised
        assert met.stopped.succeeded, met.stopped.raised
        if not met.reached:
            break
        assert met.stopped.committed is not None
        assert met.other.ended is not None
        decided_after = met.overtook and met.stopped.committed > met.other.ended
        assert not (decided_after and met.stopped.answer.value("housing_address")), f"in full, stopped at step {at}"
        waited += not met.overtook
        say(exchange, played, "no", played.case.decider)
        at += 1
    assert waited >= 3, "said after the shared lock, it waits for the opening to commit"
