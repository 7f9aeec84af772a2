"""A practice lead reads on a case as whoever decides does, a deputy while it is red; neither decides anything."""

from __future__ import annotations

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.policy_control.readers import hub_readers
from app.services.research.sign_off_return import sign_off_return, submit_for_approval
from tests.services.exchange import Exchange
from tests.services.played import Case, basis, claim, draft, rate, ready_case, send, value, version

TRUST, LEAD, DEPUTY = "mental_health", "hub_practice_lead", "hub_deputy"
ITEMS = ("mental_health_known", "mental_health_crisis_contacts_6m")


@pytest.fixture(scope="module")
def answered(exchange: Exchange) -> Case:
    """A red case in which the trust has answered, of which a collator learns nothing."""
    case = ready_case(exchange)
    request = send(exchange, case, TRUST, ITEMS)
    minnie = claim(exchange, request)
    draft(exchange, request, minnie, case.people[0], {ITEMS[0]: value("yes"), ITEMS[1]: value(3)})
    resting = basis(exchange, TRUST, "return")
    submit_for_approval(exchange.runtime, minnie, request.file_id, resting)
    carl = exchange.person(TRUST, "caldicott_approver")
    seen = version(exchange, carl, request)
    sign_off_return(exchange.runtime, carl, request.file_id, legal_basis=resting, seen_version=seen)
    return case


def read_by(exchange: Exchange, case: Case, actor: Actor) -> dict[str, object]:
    """What somebody is shown of what the trust returned."""
    sources = open_collation(exchange.runtime, actor, case.id).sources
    opened = [one for source in sources for one in source.opened if one.record.kind == "return"]
    return {key: one.answer.value for each in opened for key, one in each.fields.items() if one.answer}


def test_a_practice_lead_reads_a_restricted_return_when_on_the_case(exchange: Exchange, answered: Case) -> None:
    lead = exchange.person("hub", LEAD)
    with pytest.raises(NotFound):
        open_collation(exchange.runtime, lead, answered.id)
    assign_case(exchange.runtime, answered.decider, answered.id, lead.person_id)
    shown = read_by(exchange, answered, lead)
    assert shown == read_by(exchange, answered, answered.decider)
    assert shown[ITEMS[1]] == 3
    assert read_by(exchange, answered, answered.collator) == {}


def test_only_whoever_decides_names_one(exchange: Exchange, answered: Case) -> None:
    lead = exchange.person("hub", LEAD)
    with pytest.raises(InvalidInput, match="Ask a decision-maker") as refused:
        assign_case(exchange.runtime, answered.collator, answered.id, lead.person_id)
    assert set(refused.value.errors) == {"person"}
    with pytest.raises(NotFound):
        open_collation(exchange.runtime, lead, answered.id)


def test_one_who_collates_as_well_is_named_by_whoever_decides_too(exchange: Exchange, answered: Case) -> None:
    """They would read it by changing to their other role."""
    both = exchange.person("hub", "hub_collator")
    exchange.member("hub", LEAD, both)
    with pytest.raises(InvalidInput, match="Ask a decision-maker"):
        assign_case(exchange.runtime, answered.collator, answered.id, both.person_id)
    assign_case(exchange.runtime, answered.decider, answered.id, both.person_id)


def test_a_deputy_is_called_by_a_collator_and_reads_it_while_it_is_red(exchange: Exchange, answered: Case) -> None:
    deputy, runtime = exchange.person("hub", DEPUTY), exchange.runtime
    assign_case(runtime, answered.collator, answered.id, deputy.person_id)
    assert read_by(exchange, answered, deputy)[ITEMS[1]] == 3
    returns = [one.record.id for one in open_collation(runtime, deputy, answered.id).sources[0].opened]
    rate(exchange, answered, "amber")
    try:
        with pytest.raises(NotFound):
            find_case(runtime, deputy, answered.id)
        with pytest.raises(NotFound):
            open_records(runtime, deputy, returns)
        lead = exchange.person("hub", LEAD)
        assign_case(runtime, answered.decider, answered.id, lead.person_id)
        assert read_by(exchange, answered, lead)[ITEMS[1]] == 3
    finally:
        rate(exchange, answered, "red")
    assert read_by(exchange, answered, deputy)[ITEMS[1]] == 3


def test_a_deputy_is_not_put_on_a_case_of_which_they_would_read_nothing(exchange: Exchange, answered: Case) -> None:
    deputy, runtime = exchange.person("hub", DEPUTY), exchange.runtime
    rate(exchange, answered, "amber")
    try:
        for by in (answered.collator, answered.decider):
            with pytest.raises(InvalidInput) as refused:
                assign_case(runtime, by, answered.id, deputy.person_id)
            assert refused.value.errors["person"] == (
                "They are a deputy manager and read only cases rated red; this one is rated amber. "
                "Choose somebody else, or have it rated red first."
            )
        told = "SELECT count(*) FROM job WHERE kind = 'put_on_case' AND payload->>'person_id' = %s"
        assert exchange.rows(told, str(deputy.person_id)) == [(0,)]
        exchange.member("hub", "hub_collator", deputy)
        assign_case(runtime, answered.decider, answered.id, deputy.person_id)  # they read it as a collator
    finally:
        rate(exchange, answered, "red")


@pytest.mark.parametrize("role", [LEAD, DEPUTY])
def test_neither_says_anything_in_a_case_or_hands_it_on(exchange: Exchange, answered: Case, role: str) -> None:
    reader, runtime = exchange.person("hub", role), exchange.runtime
    assign_case(runtime, answered.decider, answered.id, reader.person_id)
    decided = {"case_manager_decision": plain("Made up: to be enquired into.")}
    with pytest.raises(NotFound):
        state_in_case(runtime, reader, answered.id, answered.whole, "manager_decision", decided, 1)
    with pytest.raises(NotFound):
        assign_case(runtime, reader, answered.id, exchange.person("hub", "hub_collator").person_id)


def test_partners_are_told_that_they_read_it(exchange: Exchange) -> None:
    release = exchange.runtime.policy.release
    assert hub_readers(release, "return", "asker", TRUST) == ("hub_decision_maker",)
    assert release.readers_label("hub_decision_maker") == (
        "Hub decision-maker (also practice lead, deputy manager, duty worker)"
    )
    assert release.readers_label("hub_collator") == "Hub collator"
