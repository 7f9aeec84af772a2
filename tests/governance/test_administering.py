"""The commands that say who takes part: from nobody to a person who acts, and out again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.identity import ProvenIdentity
from app.services.governance.check_log import check_log
from tests.governance.commands import Ran, flask, program
from tests.governance.town import Town
from tests.services.exchange import Exchange

HUB = ("--controller", "Madeup Council", "--service", "MASH", "--telephone", "01632 960001")


def run(exchange: Exchange, *arguments: str) -> UUID:
    ran = flask(exchange.runtime, *arguments, admin=exchange.admin)
    assert ran.code == 0, ran.error
    return UUID(ran.out.strip())


def refused(exchange: Exchange, *arguments: str) -> Ran:
    ran = flask(exchange.runtime, *arguments, admin=exchange.admin)
    assert ran.code != 0, ran.out
    return ran


def newcomer(exchange: Exchange, provider: UUID) -> UUID:
    """Somebody who has signed in and was told that nobody has approved them."""
    proven = ProvenIdentity("amina", "Amina Example", None, None, ())
    with exchange.runtime.database.work(None) as work:
        met = work.identity.meet_person(provider, proven, exchange.clock.now())
        work.commit()
    return met.id


def acts(exchange: Exchange) -> list[str]:
    leaves = exchange.rows(
        "SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'what' FROM log_leaf WHERE kind = 'administered' ORDER BY idx"
    )
    return [what for (what,) in leaves]


def test_from_nobody_to_a_person_who_acts_and_out_again(own_exchange: Exchange, town: Town) -> None:
    hub = run(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB)
    admin = replace(own_exchange.admin, providers=town.providers)
    words = ("providers", "register", "town", "Town", town.there.issuer, "prx", "--domain", "Town.example")
    told = flask(None, *words, admin=admin)
    assert told.code == 0, told.error
    assert told.error == "Pinned: RS256.\n"
    provider = UUID(told.out.strip())
    registrar = run(own_exchange, "people", "add", "Registrar (made up)")
    amina = newcomer(own_exchange, provider)
    member = run(own_exchange, "members", "approve", str(amina), str(hub), "hub_decision_maker", "--by", str(registrar))
    with own_exchange.runtime.database.work(None) as work:
        assert [one.membership.id for one in work.identity.memberships_of(amina)] == [member]
        found = work.identity.provider_for_domain("town.example")
        assert found is not None
        assert found.id == provider
    assert check_log(own_exchange.runtime).problems == ()
    ended = flask(None, "members", "end", str(member), admin=own_exchange.admin)
    assert (ended.code, ended.out) == (0, "Ended.\n")
    with own_exchange.runtime.database.work(None) as work:
        assert work.identity.memberships_of(amina) == ()
    assert check_log(own_exchange.runtime).problems == ()
    assert acts(own_exchange) == ["organisation_registered", "provider_registered", "member_approved", "member_ended"]


def test_what_it_cannot_mean_is_refused_in_words(own_exchange: Exchange) -> None:
    kind = refused(own_exchange, "organisations", "register", "nothing", "Madeup", *HUB)
    assert "nothing is no kind of organisation. Give one of" in kind.error
    hub = run(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB)
    twice = refused(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB)
    assert f"Madeup hub is there already: {hub}" in twice.error
    person = run(own_exchange, "people", "add", "Registrar (made up)")
    given = ("members", "approve", str(person), str(hub))
    assert "is no role" in refused(own_exchange, *given, "queen", "--by", str(person)).error
    assert (
        "Nobody approves themselves" in refused(own_exchange, *given, "hub_decision_maker", "--by", str(person)).error
    )
    never = refused(own_exchange, *given, "hub_decision_maker", "--by", str(hub))
    assert never.error.strip() not in {"", "Error:"}
    assert "no such membership" in refused(own_exchange, "members", "end", str(hub)).error
    nowhere = refused(own_exchange, "providers", "register", "town", "Town", "town.example", "prx")
    assert "town.example was not believed: an identity provider is reached by https only. Fix: give" in nowhere.error
    partner = run(own_exchange, "organisations", "register", "housing", "Madeup housing", *HUB)
    other = run(own_exchange, "people", "add", "Another (made up)")
    elsewhere = ("members", "approve", str(other), str(partner), "hub_decision_maker", "--by", str(person))
    assert "housing has no hub_decision_maker. Give one of" in refused(own_exchange, *elsewhere).error
    assert acts(own_exchange) == ["organisation_registered"] * 2


@pytest.mark.parametrize(
    "arguments",
    [("policies", "begin"), ("people", "add", "Somebody"), ("log", "resume")],
    ids=" ".join,
)
def test_without_the_administering_role_they_say_what_is_missing(
    own_exchange: Exchange, arguments: tuple[str, ...]
) -> None:
    ran = program(own_exchange.settings, *arguments, administers=False)
    assert ran.code == 1
    assert "ADMIN_DATABASE_URL: missing; the main database, as the role prx_admin" in ran.error


def test_a_policy_is_put_in_force_by_a_program_of_its_own(own_exchange: Exchange) -> None:
    ran = program(own_exchange.settings, "policies", "begin")
    assert ran.code == 0, ran.error
    assert ran.out.startswith("Policy release 1 is in force")


def test_what_an_organisation_is_in_law_is_said_by_a_command(own_exchange: Exchange) -> None:
    made = run(own_exchange, "organisations", "register", "housing", "Madeup Homes", *HUB)
    said = flask(None, "organisations", "in-law", str(made), "registered_provider", admin=own_exchange.admin)
    assert (said.code, said.out) == (0, "Before: what others of its kind are\nNow: registered_provider\n")
    strange = refused(own_exchange, "organisations", "in-law", str(made), "a_charity")
    assert "a_charity is nothing in law. Give any of public_authority," in strange.error
    with own_exchange.runtime.database.work(None) as work:
        assert work.identity.organisation(made).in_law == frozenset({"registered_provider"})
    assert acts(own_exchange) == ["organisation_registered", "in_law_set"]
    assert check_log(own_exchange.runtime).problems == ()
