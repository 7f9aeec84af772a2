"""What an organisation is in law decides what it may rely on: at both doors, at the moment of the act."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import Answer
from app.domain.errors import InvalidInput
from app.services.collation.open_collation import open_collation
from app.services.disclosure.sealing import Content
from app.services.governance.check_log import check_log
from app.services.identity.set_in_law import set_in_law
from app.services.intake.bases_for_case import bases_for_case
from app.services.intake.open_case import find_case
from app.services.intake.start_case import start_case
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import sign_off_return
from tests.services.exchange import Exchange
from tests.services.played import KNOWN, PURPOSE, claim, draft, ready_case, send, sign, value, version

ASSOCIATION = {"registered_provider", "mappa_duty"}


def test_an_association_signs_on_its_own_bases_and_a_council_landlord_on_its_own(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    request = send(own_exchange, case, "housing", [KNOWN["housing"]])
    hope = claim(own_exchange, request)
    draft(own_exchange, request, hope, case.people[0], {KNOWN["housing"]: value("yes")})
    seen = version(own_exchange, hope, request)
    association, council = "housing_association_safeguarding", "council_child_protection"
    with pytest.raises(InvalidInput) as refused:
        sign_off_return(own_exchange.runtime, hope, request.file_id, legal_basis=association, seen_version=seen)
    assert set(refused.value.errors) == {"legal_basis"}
    set_in_law(own_exchange.admin, hope.organisation_id, ASSOCIATION)
    with pytest.raises(InvalidInput):
        sign_off_return(own_exchange.runtime, hope, request.file_id, legal_basis=council, seen_version=seen)
    sign_off_return(own_exchange.runtime, hope, request.file_id, legal_basis=association, seen_version=seen)

    # What was released stays as it was then, whatever becomes of the organisation.
    set_in_law(own_exchange.admin, hope.organisation_id, {"public_authority", "section_11"})
    found = open_collation(own_exchange.runtime, case.decider, case.id)
    shown = [one.fields[KNOWN["housing"]] for source in found.sources for one in source.opened]
    assert [one.answer and one.answer.value for one in shown] == ["yes"]
    assert check_log(own_exchange.runtime).problems == ()


def test_a_hub_that_is_no_public_authority_has_no_public_task(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    set_in_law(own_exchange.admin, case.collator.organisation_id, set())
    why = {
        one.basis.key: one.why_not for one in bases_for_case(own_exchange.runtime, case.collator, PURPOSE, ["child"])
    }
    assert why["hub_child_protection"] == "It is only for a public authority."
    now = replace(case.collator, in_law=frozenset[str]())  # as a session reads it
    gaps = find_case(own_exchange.runtime, now, case.id).gaps
    assert [one.what for one in gaps] == ["legal_basis"]
    with pytest.raises(InvalidInput):
        send(own_exchange, case, "housing")


def test_what_an_organisation_is_in_law_changes_by_its_command_alone(own_exchange: Exchange) -> None:
    housing = own_exchange.organisation("housing")
    with pytest.raises(InvalidInput):
        set_in_law(own_exchange.admin, housing.id, {"section_12"})
    set_in_law(own_exchange.admin, housing.id, ASSOCIATION)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows("UPDATE organisation SET in_law = NULL WHERE id = %s", housing.id)
    found = check_log(own_exchange.runtime).problems
    assert any(str(housing.id) in one and "changed without the exchange's commands" in one for one in found)


def test_a_leaf_says_what_the_discloser_was_in_law(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    request = send(own_exchange, case, "housing", [KNOWN["housing"]])
    hope = claim(own_exchange, request)
    draft(own_exchange, request, hope, case.people[0], {KNOWN["housing"]: value("yes")})
    sign(own_exchange, hope, request)
    said = own_exchange.rows("SELECT codes FROM record WHERE kind IN ('request', 'return') AND state = 'released'")
    assert {tuple(codes["in_law"]) for (codes,) in said} == {
        ("public_authority", "section_11"),
        ("mappa_duty", "public_authority", "registered_provider", "section_11"),
    }


def test_nobody_is_asked_who_could_lawfully_tell_nothing(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    charity = own_exchange.organisation("early_help")
    set_in_law(own_exchange.admin, charity.id, set())
    with pytest.raises(InvalidInput) as refused:
        send(own_exchange, case, "early_help")
    assert "has no legal basis to share about everybody you chose" in refused.value.errors["partners"]
    assert charity.telephone in refused.value.errors["partners"]


def test_whoever_lost_its_basis_since_it_was_asked_can_still_say_that_it_has_nothing(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    request = send(own_exchange, case, "early_help", ["early_help_status"])
    helper = claim(own_exchange, request)
    nothing = {"early_help_status": Answer("declined", note="Madeup: no basis.", ground="no_lawful_basis")}
    save_draft(own_exchange.runtime, helper, request.file_id, case.people[0], Content(nothing, {}), None)
    set_in_law(own_exchange.admin, helper.organisation_id, set())
    seen = version(own_exchange, helper, request)
    sign_off_return(own_exchange.runtime, helper, request.file_id, legal_basis="", seen_version=seen)
    found = open_collation(own_exchange.runtime, case.decider, case.id)
    shown = [one.fields["early_help_status"] for source in found.sources for one in source.opened]
    assert [one.answer and one.answer.ground for one in shown] == ["no_lawful_basis"]
    assert own_exchange.rows("SELECT legal_basis FROM record WHERE kind = 'return'") == [("handling_others",)]


def test_nothing_is_asked_for_a_purpose_that_has_a_way_of_its_own(exchange: Exchange) -> None:
    collator = exchange.person("hub", "hub_collator")
    for purpose, subjects, why in (
        ("victim_information", ["adult"], "The exchange is no route for this."),
        ("child_in_need", ["adult"], "This purpose is for a case about somebody (child or unborn child)."),
        ("marac", ["child"], "This purpose is for a case about somebody (adult)."),
    ):
        with pytest.raises(InvalidInput) as refused:
            start_case(exchange.runtime, collator, purpose=purpose, rating="red", legal_basis="hub_domestic_abuse",
                       subjects=subjects)  # fmt: skip
        assert refused.value.errors["purpose"].startswith(why)
