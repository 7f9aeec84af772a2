"""Passkeys are offered by their owners and registered by two others, or by whoever runs the server as it begins."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from app.adapters.passkeys import SitePasskeys
from app.domain.changes import MEMBER_ENDED, PASSKEY_ENDED, PASSKEY_REGISTERED
from app.domain.errors import InvalidInput, NotFound, Stale, WrongState
from app.domain.passkeys import Passkey, PasskeyRefused, code_of
from app.services.administration.passkeys import begin, list_passkeys, offer_challenge, offer_passkey
from app.services.administration.propose_change import propose_change
from app.services.governance.check_log import check_log
from tests.services.administering import Administrator, Office, office
from tests.services.authenticator import PRESENT, Authenticator
from tests.services.exchange import START, Exchange


def newcomer(here: Office) -> Administrator:
    """A fourth administrator, who has no passkey yet."""
    return Administrator(here.exchange, here.exchange.person("housing", "administrator", here.organisation))


def offered(here: Office, one: Administrator) -> object:
    """The id of what somebody has offered."""
    one.offers()
    found = list_passkeys(here.exchange.runtime, one.actor).offered
    assert found
    return found.id


def test_two_colleagues_register_a_third_ones_passkey_which_then_signs(exchange: Exchange) -> None:
    here = office(exchange)
    dan = newcomer(here)
    offered(here, dan)
    [offer] = list_passkeys(exchange.runtime, here.ada.actor).colleagues
    change = propose_change(exchange.runtime, here.ada.actor, PASSKEY_REGISTERED, offer.id)
    with pytest.raises(PasskeyRefused):
        dan.signs(dan.proposes(MEMBER_ENDED, here.colleague))
    here.ada.signs(change)
    assert here.applied() == 0
    here.ben.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    ended = dan.signs(dan.proposes(MEMBER_ENDED, here.cleo.actor))
    assert (here.applied(), here.outcome(ended)) == (1, "applied")


def test_another_offer_in_its_place_overtakes_what_was_signed_of_the_first(exchange: Exchange) -> None:
    here = office(exchange)
    dan = newcomer(here)
    offered(here, dan)
    [offer] = list_passkeys(exchange.runtime, here.ada.actor).colleagues
    change = here.ada.signs(propose_change(exchange.runtime, here.ada.actor, PASSKEY_REGISTERED, offer.id))
    dan.device = Authenticator()
    offered(here, dan)
    here.ben.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "overtaken")
    assert list_passkeys(exchange.runtime, dan.actor).registered == []


def test_a_key_exchanged_in_the_database_is_not_registered(exchange: Exchange) -> None:
    here = office(exchange)
    dan = newcomer(here)
    offered(here, dan)
    [offer] = list_passkeys(exchange.runtime, here.ada.actor).colleagues
    change = here.ada.signs(propose_change(exchange.runtime, here.ada.actor, PASSKEY_REGISTERED, offer.id))
    here.ben.signs(change)
    exchange.rows("UPDATE passkey_offer SET public_key = %s WHERE id = %s", b"another", offer.id)
    assert (here.applied(), here.outcome(change)) == (1, "overtaken")


def test_one_person_ends_a_colleagues_passkey_for_good_and_it_signs_nothing_more(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    [passkey] = list_passkeys(own_exchange.runtime, here.ben.actor).registered
    waiting = here.ben.signs(here.ben.proposes(MEMBER_ENDED, here.cleo.actor))
    change = propose_change(own_exchange.runtime, here.ada.actor, PASSKEY_ENDED, passkey.id)
    assert here.applied() == 1, "Cleo’s role: Ben’s passkey still signed"
    assert here.outcome(waiting) == "applied"
    here.ada.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    assert list_passkeys(own_exchange.runtime, here.ben.actor).registered == []
    with pytest.raises(PasskeyRefused):
        here.ben.signs(here.ben.proposes(MEMBER_ENDED, here.colleague))
    with pytest.raises(WrongState, match="ended already"):
        propose_change(own_exchange.runtime, here.ada.actor, PASSKEY_ENDED, passkey.id)
    own_exchange.rows("ALTER TABLE passkey DISABLE TRIGGER USER")
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows("UPDATE passkey SET ended_at = NULL")
    [problem] = check_log(own_exchange.runtime).problems
    assert f"{passkey.id} of passkey stands again" in problem


def test_one_ends_their_own_passkey_by_itself_and_nobody_ends_one_of_another_organisation(exchange: Exchange) -> None:
    here, elsewhere = office(exchange), office(exchange)
    [passkey] = list_passkeys(exchange.runtime, here.ada.actor).registered
    with pytest.raises(NotFound):
        propose_change(exchange.runtime, elsewhere.ada.actor, PASSKEY_ENDED, passkey.id)
    change = here.ada.signs(propose_change(exchange.runtime, here.ada.actor, PASSKEY_ENDED, passkey.id))
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    assert list_passkeys(exchange.runtime, here.ada.actor).registered == []


def test_it_begins_with_two_people_and_their_codes(exchange: Exchange) -> None:
    here = office(exchange, begun=False)
    ada, ben = here.ada.offers(), here.ben.offers()
    none: list[str] = []
    for codes, says in (([ada], "two people"), ([ada, ada], "two people"), ([ada, "AAAA"], "AAAA"), (none, "two")):
        with pytest.raises(InvalidInput, match=says):
            begin(exchange.admin, here.organisation.id, codes)
    with pytest.raises(NotFound):
        begin(exchange.admin, uuid4(), [ada, ben])
    names = begin(exchange.admin, here.organisation.id, [ada.lower(), ben])
    assert names == sorted([here.ada.actor.display_name, here.ben.actor.display_name])
    assert [one.code for one in list_passkeys(exchange.runtime, here.ada.actor).registered] == [ada]


def test_only_whoever_administers_can_be_among_the_first(exchange: Exchange) -> None:
    here, elsewhere = office(exchange, begun=False), office(exchange, begun=False)
    with pytest.raises(InvalidInput, match="Nobody who administers it"):
        begin(exchange.admin, here.organisation.id, [here.ada.offers(), elsewhere.ada.offers()])


def test_beginning_again_ends_every_passkey_of_before(exchange: Exchange) -> None:
    here = office(exchange)
    change = here.cleo.signs(here.cleo.proposes(MEMBER_ENDED, here.colleague))
    old, here.ada.device, here.ben.device = here.ada.device, Authenticator(), Authenticator()
    begin(exchange.admin, here.organisation.id, [here.ada.offers(), here.ben.offers()])
    assert (here.applied(), here.outcome(change)) == (1, "refused"), "Cleo’s passkey has ended"
    again = here.ada.proposes(MEMBER_ENDED, here.colleague)
    here.ada.device, new = old, here.ada.device
    with pytest.raises(PasskeyRefused):
        here.ada.signs(again)
    here.ada.device = new
    here.ada.signs(again)
    assert here.applied() == 1


def test_a_passkey_is_offered_once_in_the_session_it_was_made_in_and_on_this_site(exchange: Exchange) -> None:
    here = office(exchange, begun=False)
    ada = here.ada
    ada.offers()
    taken = replace(ada.device)
    with pytest.raises(PasskeyRefused):
        offer_passkey(exchange.runtime, ada.actor, taken.makes(b"another challenge"))
    elsewhere = replace(ada.actor, session_id=uuid4())
    with pytest.raises(PasskeyRefused):
        offer_passkey(exchange.runtime, elsewhere, Authenticator().makes(offer_challenge(exchange.runtime, ada.actor)))
    for wrong in (Authenticator("https://elsewhere.example"), Authenticator(flags=PRESENT)):
        with pytest.raises(PasskeyRefused):
            offer_passkey(exchange.runtime, ada.actor, wrong.makes(offer_challenge(exchange.runtime, ada.actor)))
    with pytest.raises(NotFound):
        offer_passkey(exchange.runtime, here.colleague, ada.device.makes(b""))
    same = here.ben
    same.device = Authenticator(id=ada.device.id)
    with pytest.raises(Stale):
        same.offers()


def test_a_code_is_of_one_key_and_reads_in_groups() -> None:
    one, other = code_of(b"id", b"key"), code_of(b"id", b"kez")
    assert one != other != code_of(b"i", b"dkey")
    assert one == code_of(b"id", b"key")
    assert [len(part) for part in one.split("-")] == [4] * 6


def test_a_site_whose_address_is_a_number_has_no_passkeys() -> None:
    site = SitePasskeys("http://127.0.0.1:8000")
    assert site.host is None
    passkey = Passkey(uuid4(), uuid4(), uuid4(), b"", b"", START, uuid4())
    for act in (lambda: site.made({}, b"x" * 32), lambda: site.verify(passkey, b"x" * 32, {})):
        with pytest.raises(PasskeyRefused, match="number"):
            act()
    assert SitePasskeys("https://exchange.example:8443").host == "exchange.example"
