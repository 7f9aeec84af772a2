"""Signatures count of those alone who administer by a role that counts, with a passkey that an entry names."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.domain.changes import Change, Signature
from app.services.administration.add_somebody import add_somebody
from app.services.administration.digest import digest_of
from app.services.identity.roles_that_count import roles_that_count
from tests.security.test_who_may_administer import forge, lifted, suspended
from tests.services.administering import Office, office
from tests.services.authenticator import Authenticator
from tests.services.exchange import Exchange, run_sql
from tests.services.test_approving_members import newcomer

LIKE = """
    INSERT INTO passkey SELECT %s, %s, organisation_id, %s, public_key, registered_at, entry_id FROM passkey
    WHERE person_id = %s
"""
ADMINISTERS = """
    INSERT INTO membership (id, person_id, organisation_id, role, created_at, approved_by, approved_at, entry_id)
    SELECT gen_random_uuid(), %s, organisation_id, role, created_at, approved_by, approved_at, entry_id FROM membership
    WHERE id = %s
"""


def registered_by_sql(here: Office, change: Change, person: UUID) -> Authenticator:
    """A passkey for somebody, as `prx_admin` can insert it: like Ada's row, with a key of the attacker's own."""
    device, made = Authenticator(), uuid4()
    ada = here.ada.actor.person_id
    run_sql(here.exchange.database.admin_url, LIKE, made, person, device.id, ada)
    offered = here.exchange.runtime.passkeys.made(device.makes(b"x" * 32), b"x" * 32)
    here.exchange.rows("UPDATE passkey SET public_key = %s WHERE id = %s", offered.public_key, made)
    now = here.exchange.clock.now()
    with here.exchange.runtime.database.work(None) as work:
        work.changes.add_signature(Signature(change.id, person, made, device.signs(digest_of(change)), now))
        work.commit()
    return device


def test_a_passkey_put_there_for_an_administrator_signs_nothing(exchange: Exchange) -> None:
    here, change = suspended(exchange)
    forge(here, change, (here.ada, here.ada.device))
    registered_by_sql(here, change, here.ben.actor.person_id)
    here.applied()
    assert not lifted(here)


def test_an_administrator_put_there_signs_nothing(exchange: Exchange) -> None:
    here, change = suspended(exchange)
    accomplice = here.colleague.person_id
    run_sql(exchange.database.admin_url, ADMINISTERS, accomplice, here.ben.actor.membership_id)
    forge(here, change, (here.ada, here.ada.device))
    registered_by_sql(here, change, accomplice)
    here.applied()
    assert not lifted(here)


def test_an_administrator_put_there_whose_passkey_is_real_signs_nothing(exchange: Exchange) -> None:
    """Cleo's role has ended, and `prx_admin` puts a new one there in the place of it."""
    here, change = suspended(exchange)
    exchange.rows("UPDATE membership SET ended_at = now() WHERE id = %s", here.cleo.actor.membership_id)
    run_sql(exchange.database.admin_url, ADMINISTERS, here.cleo.actor.person_id, here.ben.actor.membership_id)
    forge(here, change, (here.ada, here.ada.device), (here.cleo, here.cleo.device))
    here.applied()
    assert not lifted(here)


def test_whoever_gains_is_none_of_the_others_though_their_passkey_is_real(exchange: Exchange) -> None:
    here = office(exchange)
    ben = here.ben.actor.person_id
    newcomer(exchange)
    [(provider,)] = exchange.rows("SELECT id FROM identity_provider LIMIT 1")
    exchange.rows("INSERT INTO identity VALUES (gen_random_uuid(), %s, %s, %s, now())", provider, uuid4().hex, ben)
    change = here.ada.signs(add_somebody(exchange.runtime, here.ada.actor, ben, "partner_responder"))
    forge(here, change, (here.ben, here.ben.device))
    here.applied()
    assert exchange.rows("SELECT count(*) FROM membership WHERE change_id = %s", change.id) == [(0,)]
    here.cleo.signs(change)
    here.applied()
    assert exchange.rows("SELECT count(*) FROM membership WHERE change_id = %s", change.id) == [(1,)]


def given(exchange: Exchange) -> tuple[Office, UUID, UUID]:
    """Somebody with a role that two people gave them, and the account they sign in by."""
    here, amina = office(exchange), newcomer(exchange)
    here.ben.signs(here.ada.signs(add_somebody(exchange.runtime, here.ada.actor, amina, "partner_responder")))
    here.applied()
    [(account,)] = exchange.rows("SELECT id FROM identity WHERE person_id = %s", amina)
    return here, amina, account


def counting(exchange: Exchange, person: UUID, account: UUID) -> list[str]:
    """The roles that count."""
    with exchange.runtime.database.work(None) as work:
        return [one.membership.role for one in roles_that_count(exchange.runtime, work, person, account, frozenset())]


def test_a_role_counts_while_what_gave_it_is_as_it_was_signed(exchange: Exchange) -> None:
    _, amina, account = given(exchange)
    assert counting(exchange, amina, account) == ["partner_responder"]
    assert counting(exchange, amina, uuid4()) == []


def test_a_role_counts_on_when_whoever_gave_it_has_left(exchange: Exchange) -> None:
    here, amina, account = given(exchange)
    exchange.rows("UPDATE membership SET ended_at = now() WHERE id = %s", here.ben.actor.membership_id)
    exchange.rows("UPDATE passkey SET ended_at = now() WHERE person_id = %s", here.ben.actor.person_id)
    assert counting(exchange, amina, account) == ["partner_responder"]


EDITS = {
    "a signature less": "DELETE FROM signature WHERE person_id = '{ben}'",
    "a passkey exchanged": "UPDATE passkey SET public_key = (SELECT public_key FROM passkey AS other "
    "WHERE other.person_id = '{ada}') WHERE person_id = '{ben}'",
    "a change that says another thing": "UPDATE change SET before = 'sha256:00' WHERE about_id = '{amina}'",
    "a change of another kind": "UPDATE change SET what = 'member_ended' WHERE about_id = '{amina}'",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_role_counts_no_more_once_what_gave_it_was_edited(exchange: Exchange, edit: str) -> None:
    here, amina, account = given(exchange)
    exchange.rows(edit.format(amina=amina, ada=here.ada.actor.person_id, ben=here.ben.actor.person_id))
    assert counting(exchange, amina, account) == []


def test_a_change_of_somebody_elses_gives_nothing(exchange: Exchange) -> None:
    _, amina, account = given(exchange)
    _, bea, _ = given(exchange)
    [(change,)] = exchange.rows("SELECT change_id FROM membership WHERE person_id = %s", bea)
    exchange.rows("UPDATE membership SET change_id = %s WHERE person_id = %s", change, amina)
    assert counting(exchange, amina, account) == []
