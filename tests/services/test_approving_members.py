"""Somebody who has signed in gets a role by the signatures of two administrators, of three where it oversees others."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.domain.changes import Change
from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Identity, IdentityProvider, ProvenIdentity
from app.services.administration.add_somebody import add_somebody
from app.services.governance.check_log import check_log
from app.services.identity.add_person import add_account
from app.services.identity.register_provider import register_provider
from tests.services.administering import Office, office
from tests.services.exchange import Exchange


def newcomer(exchange: Exchange) -> UUID:
    """Somebody who has signed in and was told that nobody has approved them."""
    now, key = exchange.clock.now(), uuid4().hex
    provider = IdentityProvider(uuid4(), key, key, f"https://{key}.example", "prx", now)
    register_provider(exchange.admin, provider)
    with exchange.runtime.database.work(None) as work:
        met = work.identity.meet_person(provider.id, ProvenIdentity(key, "Amina Example", None, None, ()), now)
        work.commit()
    return met.id


def proposed(here: Office, person: UUID, role: str) -> Change:
    """Ada proposes it, and signs."""
    return here.ada.signs(add_somebody(here.exchange.runtime, here.ada.actor, person, role))


def held(exchange: Exchange, person: UUID) -> list[str]:
    """The roles that somebody has now."""
    with exchange.runtime.database.work(None) as work:
        return [one.membership.role for one in work.identity.memberships_of(person) if one.usable(frozenset())]


def test_two_give_a_role_and_the_log_names_the_accounts(own_exchange: Exchange) -> None:
    here, amina = office(own_exchange), newcomer(own_exchange)
    change = proposed(here, amina, "partner_responder")
    assert (here.applied(), held(own_exchange, amina)) == (0, [])
    here.ben.signs(change)
    assert (here.applied(), held(own_exchange, amina)) == (1, ["partner_responder"])
    assert check_log(own_exchange.runtime).problems == ()


@pytest.mark.parametrize("role", ["administrator", "partner_ig_officer", "safeguarding_lead"])
def test_a_role_that_oversees_others_takes_three(exchange: Exchange, role: str) -> None:
    here, amina = office(exchange), newcomer(exchange)
    change = proposed(here, amina, role)
    here.ben.signs(change)
    assert (here.applied(), held(exchange, amina)) == (0, [])
    here.cleo.signs(change)
    assert (here.applied(), held(exchange, amina)) == (1, [role])


def test_an_account_that_was_added_meanwhile_overtakes_it(exchange: Exchange) -> None:
    here, amina = office(exchange), newcomer(exchange)
    change = proposed(here, amina, "partner_responder")
    [(provider,)] = exchange.rows("SELECT provider_id FROM identity WHERE person_id = %s", amina)
    add_account(exchange.admin, Identity(uuid4(), provider, "mine", amina, exchange.clock.now()))
    here.ben.signs(change)
    assert (here.applied(), here.outcome(change), held(exchange, amina)) == (1, "overtaken", [])


def test_another_role_written_in_after_it_was_signed_is_never_given(exchange: Exchange) -> None:
    here, amina = office(exchange), newcomer(exchange)
    change = proposed(here, amina, "partner_responder")
    here.ben.signs(change)
    exchange.rows("""UPDATE change SET body = body || '{"role": "partner_manager"}' WHERE id = %s""", change.id)
    assert (here.applied(), here.outcome(change), held(exchange, amina)) == (1, "refused", [])


def test_what_it_cannot_mean_is_said_beside_its_field(exchange: Exchange) -> None:
    here, amina = office(exchange), newcomer(exchange)
    wrong = [
        (None, "partner_responder", {"reference"}),
        (uuid4(), "partner_responder", {"reference"}),
        (here.ada.actor.person_id, "partner_responder", {"reference"}),
        (here.colleague.person_id, "partner_manager", {"reference"}),
        (amina, "hub_decision_maker", {"role"}),
        (None, "", {"reference", "role"}),
    ]
    for person, role, fields in wrong:
        with pytest.raises(InvalidInput) as told:
            add_somebody(exchange.runtime, here.ada.actor, person, role)
        assert told.value.errors.keys() == fields, "whoever never signed in has no account to act by"
    proposed(here, amina, "partner_responder")
    here.ben.signs(add_somebody(exchange.runtime, here.ben.actor, amina, "partner_responder"))
    here.applied()
    with pytest.raises(WrongState, match="have this role here already"):
        add_somebody(exchange.runtime, here.ada.actor, amina, "partner_responder")
