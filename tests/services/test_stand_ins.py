"""A stand-in approves for a time in an approver's place: no more than that approver might, and nothing once theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound, NotPermitted
from app.domain.identity import Actor, StandIn
from app.domain.jobs import Job
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import open_records
from app.services.identity.stand_ins import end_stand_in, list_stand_ins, name_stand_in
from app.services.identity.standing_in import standing_in
from app.services.messages.whom import told_by
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.survey_request import survey_request
from app.services.research.take_over import take_over
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange
from tests.services.played import basis, claim, draft, ready_case, send, sign, value

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


def waiting(exchange: Exchange, role: str = "partner_responder") -> tuple[ResearchRequest, Actor]:
    """A return that waits for a manager, and its author."""
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    author = claim(exchange, request, role)
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    return request, author


def as_signed_in(exchange: Exchange, actor: Actor) -> Actor:
    """The actor as a request of theirs finds them now."""
    with exchange.runtime.database.work(None) as work:
        now = exchange.clock.now()
        stands_in = standing_in(exchange.runtime, work, actor.organisation_id, actor.person_id, now)
    return replace(actor, stands_in=stands_in)


def named(exchange: Exchange, manager: Actor, stand_in: Actor, first: date = TODAY, last: date = FRIDAY) -> StandIn:
    """The manager names a stand-in."""
    return name_stand_in(exchange.runtime, manager, stand_in.person_id, first, last)


def people(exchange: Exchange) -> tuple[Actor, Actor]:
    """A manager, and a responder of the same organisation."""
    return exchange.person("probation", "partner_manager"), exchange.person("probation", "partner_responder")


def test_a_stand_in_reads_and_approves(exchange: Exchange) -> None:
    request, _ = waiting(exchange)
    manager, colleague = people(exchange)
    before = len(exchange.leaves())
    named(exchange, manager, colleague)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked"]
    stand_in = as_signed_in(exchange, colleague)
    survey = survey_request(exchange.runtime, stand_in, request.file_id)
    assert survey.approves("manager")
    assert open_records(exchange.runtime, stand_in, [one.id for one in survey.sending])
    assert sign(exchange, stand_in, request).request.state == "returned"


@pytest.mark.parametrize(
    "first, last", [(TODAY + timedelta(days=1), FRIDAY), (TODAY, TODAY)], ids=["not-yet", "over-by-tomorrow"]
)
def test_it_begins_and_ends_by_itself(own_exchange: Exchange, first: date, last: date) -> None:
    manager, colleague = people(own_exchange)
    named(own_exchange, manager, colleague, first, last)
    assert bool(as_signed_in(own_exchange, colleague).stands_in) is (first == TODAY)
    own_exchange.clock.forward(days=1)
    assert bool(as_signed_in(own_exchange, colleague).stands_in) is (last != TODAY)


@pytest.mark.parametrize("by", ["manager", "stand_in", "another"])
def test_ended_early_it_is_over_at_once_also_for_who_is_signed_in(exchange: Exchange, by: str) -> None:
    request, _ = waiting(exchange)
    manager, colleague = people(exchange)
    stand_in_of = named(exchange, manager, colleague)
    stand_in = as_signed_in(exchange, colleague)
    ending = {"manager": manager, "stand_in": stand_in, "another": exchange.person("probation", "partner_manager")}[by]
    before = len(exchange.leaves())
    end_stand_in(exchange.runtime, ending, stand_in_of.id)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked"]
    with pytest.raises(NotPermitted):
        sign(exchange, stand_in, request)
    assert stand_in_of.id not in {one.id for one in list_stand_ins(exchange.runtime, manager).named}


def test_who_neither_stands_in_nor_approves_ends_nothing_and_names_nobody(exchange: Exchange) -> None:
    manager, colleague = people(exchange)
    stand_in_of = named(exchange, manager, colleague)
    bystander, stand_in = exchange.person("probation", "partner_responder"), as_signed_in(exchange, colleague)
    with pytest.raises(NotFound):
        end_stand_in(exchange.runtime, bystander, stand_in_of.id)
    for nobody in (bystander, stand_in):
        with pytest.raises(NotFound):
            name_stand_in(exchange.runtime, nobody, bystander.person_id, TODAY, FRIDAY)


def test_nobody_approves_for_an_author_what_the_author_wrote(exchange: Exchange) -> None:
    request, manager = waiting(exchange, "partner_manager")
    colleague = exchange.person("probation", "partner_responder")
    named(exchange, manager, colleague)
    stand_in = as_signed_in(exchange, colleague)
    assert not survey_request(exchange.runtime, stand_in, request.file_id).approves("manager")
    with pytest.raises(NotPermitted):
        sign(exchange, stand_in, request)


def test_a_stand_in_who_ever_had_the_request_does_not_approve_it(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    manager, colleague = people(exchange)
    claim_request(exchange.runtime, colleague, request.file_id)
    author = exchange.person("probation", "partner_responder")
    take_over(exchange.runtime, author, request.file_id, "Madeup: away.")
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    named(exchange, manager, colleague)
    stand_in = as_signed_in(exchange, colleague)
    assert not survey_request(exchange.runtime, stand_in, request.file_id).approves("manager")
    with pytest.raises(NotPermitted):
        sign(exchange, stand_in, request)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE stand_in SET until_at = until_at + interval '30 days'",
        "UPDATE stand_in SET bound = ''",
        "UPDATE stand_in SET for_id = (SELECT id FROM person WHERE id NOT IN (for_id, stand_in_id) LIMIT 1)",
        "UPDATE membership SET ended_at = now() FROM stand_in WHERE membership.id = membership_id",
    ],
    ids=["longer", "without-a-seal", "for-another", "their-approver-has-left"],
)
def test_a_row_that_nobody_named_or_whose_approver_has_left_gives_nothing(own_exchange: Exchange, wrong: str) -> None:
    manager, colleague = people(own_exchange)
    named(own_exchange, manager, colleague)
    own_exchange.rows(wrong)
    assert as_signed_in(own_exchange, colleague).stands_in == frozenset()


def test_what_was_ended_is_not_brought_back(own_exchange: Exchange) -> None:
    manager, colleague = people(own_exchange)
    stand_in_of = named(own_exchange, manager, colleague)
    end_stand_in(own_exchange.runtime, manager, stand_in_of.id)
    own_exchange.rows("ALTER TABLE stand_in DISABLE TRIGGER stays_ended")
    own_exchange.rows("UPDATE stand_in SET ended_at = NULL")
    assert as_signed_in(own_exchange, colleague).stands_in == frozenset()
    own_exchange.rows("ALTER TABLE stand_in ENABLE TRIGGER stays_ended")


def test_stand_ins_are_told_as_approvers_are_but_for_those_of_the_author(exchange: Exchange) -> None:
    request, author = waiting(exchange, "partner_manager")
    manager, colleague = people(exchange)
    of_the_author, later = (exchange.person("probation", "partner_responder") for _ in range(2))
    named(exchange, manager, colleague)
    named(exchange, author, of_the_author)
    named(exchange, manager, later, FRIDAY)
    payload = {"file_id": str(request.file_id), "but": str(author.person_id)}
    job = Job(uuid4(), "approval_waiting", manager.organisation_id, payload, 0)
    with exchange.runtime.database.work(manager.organisation_id) as work:
        told = {one.id for one in told_by(exchange.runtime, work, job, request.case_id, request.file_id)}
    assert {manager.person_id, colleague.person_id} <= told
    assert told.isdisjoint({author.person_id, of_the_author.person_id, later.person_id})


@pytest.mark.parametrize(
    "whom, first, last, named_",
    [
        ("self", TODAY, FRIDAY, "stand_in"),
        ("elsewhere", TODAY, FRIDAY, "stand_in"),
        ("nobody", TODAY, FRIDAY, "stand_in"),
        ("colleague", None, FRIDAY, "first"),
        ("colleague", TODAY, None, "last"),
        ("colleague", FRIDAY, TODAY, "last"),
        ("colleague", TODAY - timedelta(days=1), FRIDAY, "first"),
        ("colleague", TODAY, TODAY + timedelta(days=92), "last"),
    ],
)
def test_who_and_for_how_long_is_checked(
    exchange: Exchange, whom: str, first: date | None, last: date | None, named_: str
) -> None:
    manager, colleague = people(exchange)
    elsewhere = exchange.person("housing", "partner_responder")
    person = {"self": manager, "elsewhere": elsewhere, "colleague": colleague}.get(whom)
    with pytest.raises(InvalidInput) as refused:
        name_stand_in(exchange.runtime, manager, person.person_id if person else None, first, last)
    assert set(refused.value.errors) == {named_}


def test_the_same_colleague_is_not_named_twice_for_one_day(exchange: Exchange) -> None:
    """Else ending one of the two would leave the other standing, and its approver sure that it is over."""
    manager, colleague = people(exchange)
    first = named(exchange, manager, colleague)
    for begins in (TODAY, FRIDAY):
        with pytest.raises(InvalidInput) as refused:
            named(exchange, manager, colleague, begins, FRIDAY)
        assert set(refused.value.errors) == {"stand_in"}
    named(exchange, manager, colleague, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2))
    named(exchange, manager, exchange.person("probation", "partner_responder"))
    named(exchange, exchange.person("probation", "partner_manager"), colleague)
    end_stand_in(exchange.runtime, manager, first.id)
    named(exchange, manager, colleague)
