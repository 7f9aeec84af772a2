"""A deputy approves for a period in an approver's place: no more than that approver might, and nothing once theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound, NotPermitted
from app.domain.identity import Actor, Deputy
from app.domain.jobs import Job
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import open_records
from app.services.identity.deputies import end_deputy, list_deputies, name_deputy
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


def named(exchange: Exchange, manager: Actor, deputy: Actor, first: date = TODAY, last: date = FRIDAY) -> Deputy:
    """The manager names a deputy."""
    return name_deputy(exchange.runtime, manager, deputy.person_id, first, last)


def people(exchange: Exchange) -> tuple[Actor, Actor]:
    """A manager, and a responder of the same organisation."""
    return exchange.person("probation", "partner_manager"), exchange.person("probation", "partner_responder")


def test_a_deputy_reads_and_approves(exchange: Exchange) -> None:
    request, _ = waiting(exchange)
    manager, colleague = people(exchange)
    before = len(exchange.leaves())
    named(exchange, manager, colleague)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked"]
    deputy = as_signed_in(exchange, colleague)
    survey = survey_request(exchange.runtime, deputy, request.file_id)
    assert survey.approves("manager")
    assert open_records(exchange.runtime, deputy, [one.id for one in survey.sending])
    assert sign(exchange, deputy, request).request.state == "returned"


@pytest.mark.parametrize(
    "first, last", [(TODAY + timedelta(days=1), FRIDAY), (TODAY, TODAY)], ids=["not-yet", "over-by-tomorrow"]
)
def test_it_begins_and_ends_by_itself(own_exchange: Exchange, first: date, last: date) -> None:
    manager, colleague = people(own_exchange)
    named(own_exchange, manager, colleague, first, last)
    assert bool(as_signed_in(own_exchange, colleague).stands_in) is (first == TODAY)
    own_exchange.clock.forward(days=1)
    assert bool(as_signed_in(own_exchange, colleague).stands_in) is (last != TODAY)


@pytest.mark.parametrize("by", ["manager", "deputy", "another"])
def test_ended_early_it_is_over_at_once_also_for_who_is_signed_in(exchange: Exchange, by: str) -> None:
    request, _ = waiting(exchange)
    manager, colleague = people(exchange)
    deputy_of = named(exchange, manager, colleague)
    deputy = as_signed_in(exchange, colleague)
    ending = {"manager": manager, "deputy": deputy, "another": exchange.person("probation", "partner_manager")}[by]
    before = len(exchange.leaves())
    end_deputy(exchange.runtime, ending, deputy_of.id)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked"]
    with pytest.raises(NotPermitted):
        sign(exchange, deputy, request)
    assert deputy_of.id not in {one.id for one in list_deputies(exchange.runtime, manager).named}


def test_who_neither_stands_in_nor_approves_ends_nothing_and_names_nobody(exchange: Exchange) -> None:
    manager, colleague = people(exchange)
    deputy_of = named(exchange, manager, colleague)
    bystander, deputy = exchange.person("probation", "partner_responder"), as_signed_in(exchange, colleague)
    with pytest.raises(NotFound):
        end_deputy(exchange.runtime, bystander, deputy_of.id)
    for nobody in (bystander, deputy):
        with pytest.raises(NotFound):
            name_deputy(exchange.runtime, nobody, bystander.person_id, TODAY, FRIDAY)


def test_nobody_approves_for_an_author_what_the_author_wrote(exchange: Exchange) -> None:
    request, manager = waiting(exchange, "partner_manager")
    colleague = exchange.person("probation", "partner_responder")
    named(exchange, manager, colleague)
    deputy = as_signed_in(exchange, colleague)
    assert not survey_request(exchange.runtime, deputy, request.file_id).approves("manager")
    with pytest.raises(NotPermitted):
        sign(exchange, deputy, request)


def test_a_deputy_who_ever_had_the_request_does_not_approve_it(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    manager, colleague = people(exchange)
    claim_request(exchange.runtime, colleague, request.file_id)
    author = exchange.person("probation", "partner_responder")
    take_over(exchange.runtime, author, request.file_id, "Madeup: away.")
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    named(exchange, manager, colleague)
    deputy = as_signed_in(exchange, colleague)
    assert not survey_request(exchange.runtime, deputy, request.file_id).approves("manager")
    with pytest.raises(NotPermitted):
        sign(exchange, deputy, request)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE deputy SET until_at = until_at + interval '30 days'",
        "UPDATE deputy SET bound = ''",
        "UPDATE deputy SET for_id = (SELECT id FROM person WHERE id NOT IN (for_id, deputy_id) LIMIT 1)",
        "UPDATE membership SET ended_at = now() FROM deputy WHERE membership.id = membership_id",
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
    deputy_of = named(own_exchange, manager, colleague)
    end_deputy(own_exchange.runtime, manager, deputy_of.id)
    own_exchange.rows("ALTER TABLE deputy DISABLE TRIGGER stays_ended")
    own_exchange.rows("UPDATE deputy SET ended_at = NULL")
    assert as_signed_in(own_exchange, colleague).stands_in == frozenset()
    own_exchange.rows("ALTER TABLE deputy ENABLE TRIGGER stays_ended")


def test_deputies_are_told_as_approvers_are_but_for_those_of_the_author(exchange: Exchange) -> None:
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
        ("self", TODAY, FRIDAY, "deputy"),
        ("elsewhere", TODAY, FRIDAY, "deputy"),
        ("nobody", TODAY, FRIDAY, "deputy"),
        ("colleague", None, FRIDAY, "first"),
        ("colleague", TODAY, None, "last"),
        ("colleague", FRIDAY, TODAY, "last"),
        ("colleague", TODAY - timedelta(days=9), TODAY - timedelta(days=1), "last"),
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
        name_deputy(exchange.runtime, manager, person.person_id if person else None, first, last)
    assert set(refused.value.errors) == {named_}
