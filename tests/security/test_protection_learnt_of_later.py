"""That somebody must not be found is often learnt after the first returns came: from then on they show it in part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.answers import plain
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.intake.save_case_record import case_record, save_case_record
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, Answered, answered, claim, draft, ready_case, records_of, send, sign, value
from tests.services.stepping import interleave

SCHOOL = "Madeup Primary School"


def say(exchange: Exchange, played: Answered, protected: str, actor: Actor | None = None) -> None:
    """The hub says whether the child's address is protected."""
    case, child = played.case, played.case.people[0]
    with exchange.runtime.database.work(None) as work:
        known = case_record(work, case.id, child)
    assert known is not None
    answers = {"case_protected_address": plain(protected)}
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


def test_a_safe_address_that_one_partner_knows_of_covers_the_returns_of_the_others(exchange: Exchange) -> None:
    case = ready_case(exchange, ("child", "child"), ("no", "no"))
    child, sibling = case.people
    school = send(exchange, case, "education", ("education_school",))
    teacher = claim(exchange, school)
    told = [draft(exchange, school, teacher, one, {"education_school": value(SCHOOL)}).id for one in case.people]
    sign(exchange, teacher, school)
    assert [one.value("education_school") for one in open_records(exchange.runtime, case.collator, told)] == [
        SCHOOL
    ] * 2

    landlord = send(exchange, case, "housing", ("housing_safe_address_flag",))
    officer = claim(exchange, landlord)
    draft(exchange, landlord, officer, child, {"housing_safe_address_flag": value("yes")})
    draft(exchange, landlord, officer, sibling, {"housing_safe_address_flag": value("no")})
    sign(exchange, officer, landlord)
    covered, other = open_records(exchange.runtime, case.collator, told)
    assert covered.fields["education_school"].level is Level.MASKED
    assert other.value("education_school") == SCHOOL


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
