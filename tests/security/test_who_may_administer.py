"""Without a second person's passkey nobody gains anything: not by SQL, nor with all that the web process has."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.changes import MEMBER_ENDED, PASSKEY_REGISTERED, SUSPENSION_LIFTED, Change, Signature
from app.domain.identity import Membership
from app.domain.passkeys import Passkey
from app.domain.ports import Work
from app.services.administration.digest import digest_of
from app.services.administration.passkeys import list_passkeys
from app.services.administration.propose_change import propose_change
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from app.services.identity.approve_member import approve_member
from tests.services.administering import Administrator, Office, office
from tests.services.authenticator import Authenticator
from tests.services.exchange import Exchange, run_sql


def refused_by_the_database(here: Office, statement: str, *values: object) -> str:
    """What the database says to the application's role."""
    with pytest.raises(psycopg.Error) as told:
        run_sql(here.exchange.database.app_url, statement, *values)
    return str(told.value)


def test_the_application_writes_no_passkey_lifts_nothing_and_applies_nothing(exchange: Exchange) -> None:
    here = office(exchange)
    suspend_member(exchange.runtime, here.ada.actor, here.colleague.membership_id)
    change = here.ada.proposes(SUSPENSION_LIFTED, here.colleague)
    row = "INSERT INTO passkey SELECT gen_random_uuid(), %s, id, '\\x00', '\\x00', now(), id FROM organisation LIMIT 1"
    assert "permission denied" in refused_by_the_database(here, row, here.ben.actor.person_id)
    taken = "UPDATE passkey SET person_id = %s"
    assert "permission denied" in refused_by_the_database(here, taken, here.ada.actor.person_id)
    assert "permission denied" in refused_by_the_database(here, "UPDATE signature SET person_id = person_id")
    assert "permission denied" in refused_by_the_database(here, "UPDATE change SET body = '{}'")
    lift = "UPDATE membership SET suspended_at = NULL, suspended_by = NULL WHERE id = %s"
    assert "another person signs" in refused_by_the_database(here, lift, here.colleague.membership_id)
    applied = "UPDATE change SET settled_at = now(), outcome = 'applied' WHERE id = %s"
    assert "whoever applies it" in refused_by_the_database(here, applied, change.id)


def of_all(work: Work, people: Sequence[UUID]) -> Sequence[Passkey]:
    """The passkeys of these people, for whatever organisation."""
    return [
        passkey
        for organisation in work.identity.organisations()
        for passkey in work.passkeys.passkeys_of(people, organisation.id)
    ]


def forge(here: Office, change: Change, *signed: tuple[Administrator, Authenticator]) -> None:
    """With all that the web process has: rows written beside every use case, in the names of these people."""
    exchange = here.exchange
    with exchange.runtime.database.work(here.organisation.id) as work:
        if work.changes.change(change.id) is None:
            work.changes.add(change)
        people, now = [one.actor.person_id for one, _ in signed], exchange.clock.now()
        registered = {one.person_id: one.id for one in of_all(work, people)}
        for person, (_, device) in zip(people, signed, strict=True):
            said = device.signs(digest_of(change))
            work.changes.add_signature(Signature(change.id, person, registered[person], said, now))
        work.commit()


def forged(here: Office, by: UUID, what: str, like: Change, about: UUID | None = None) -> Change:
    """A change written by nobody's use case."""
    change = replace(like, id=uuid4(), what=what, about_id=about or like.about_id, proposed_by=by)
    return replace(change, digest=digest_of(change))


def lifted(here: Office) -> bool:
    """Whether the suspension is gone."""
    query = "SELECT suspended_at IS NULL FROM membership WHERE id = %s"
    return bool(here.exchange.rows(query, here.colleague.membership_id)[0][0])


def suspended(exchange: Exchange) -> tuple[Office, Change]:
    """An office with a suspended colleague, and Ada's proposal to lift it."""
    here = office(exchange)
    suspend_member(exchange.runtime, here.ada.actor, here.colleague.membership_id)
    return here, here.ada.proposes(SUSPENSION_LIFTED, here.colleague)


Attack = Callable[[Office, Change], Change]
ATTACKS: dict[str, Attack] = {}


def attack(one: Attack) -> Attack:
    """List it."""
    ATTACKS[one.__name__.replace("_", " ")] = one
    return one


@attack
def one_passkey_and_another_in_its_name(here: Office, change: Change) -> Change:
    """Ada's own passkey signs for Ben as well."""
    forge(here, change, (here.ada, here.ada.device), (here.ben, here.ada.device))
    return change


@attack
def somebody_else_written_in_as_the_proposer(here: Office, change: Change) -> Change:
    """Ada signs as the other, of a change that Ben never proposed."""
    made = forged(here, here.ben.actor.person_id, SUSPENSION_LIFTED, change)
    forge(here, made, (here.ada, here.ada.device), (here.ben, Authenticator(id=here.ben.device.id)))
    return made


@attack
def a_signature_of_another_change(here: Office, change: Change) -> Change:
    """Ben has signed something harmless; that is put beside Ada's change."""
    harmless = here.ben.signs(here.ben.proposes(MEMBER_ENDED, here.cleo.actor))
    forge(here, change, (here.ada, here.ada.device))
    with here.exchange.runtime.database.work(None) as work:
        [said] = work.changes.signatures([harmless.id])[harmless.id]
        work.changes.add_signature(replace(said, change_id=change.id))
        work.commit()
    return change


@attack
def the_digest_of_another_in_the_row(here: Office, change: Change) -> Change:
    """Ben is shown and signs one change; its digest is written into another."""
    shown = here.ben.proposes(MEMBER_ENDED, here.colleague)
    made = replace(forged(here, here.ada.actor.person_id, SUSPENSION_LIFTED, change), digest=shown.digest[::-1])
    forge(here, made, (here.ada, here.ada.device))
    with here.exchange.runtime.database.work(None) as work:
        said = here.ben.device.signs(shown.digest)
        [passkey] = of_all(work, [here.ben.actor.person_id])
        at = here.exchange.clock.now()
        work.changes.add_signature(Signature(made.id, here.ben.actor.person_id, passkey.id, said, at))
        work.commit()
    return made


@attack
def a_passkey_of_somebody_who_administers_elsewhere(here: Office, change: Change) -> Change:
    """An accomplice with a registered passkey, in another organisation."""
    elsewhere = office(here.exchange)
    forge(here, change, (here.ada, here.ada.device), (elsewhere.ada, elsewhere.ada.device))
    return change


@attack
def a_passkey_that_another_organisation_registered_for_somebody_here(here: Office, change: Change) -> Change:
    """Ben administers elsewhere too; two people there register a passkey of their own making in his name."""
    elsewhere, theirs = office(here.exchange), Authenticator()
    exchange, ben = here.exchange, here.ben.actor.person_id
    now = exchange.clock.now()
    approve_member(exchange.admin, Membership(uuid4(), ben, elsewhere.organisation.id, "administrator", now,
                                              elsewhere.ada.actor.person_id, now))  # fmt: skip
    guest = Administrator(exchange, replace(here.ben.actor, organisation_id=elsewhere.organisation.id), theirs)
    guest.offers()
    offers = list_passkeys(exchange.runtime, elsewhere.ada.actor).colleagues
    offer = next(one for one in offers if one.credential_id == theirs.id)
    made = elsewhere.ada.signs(propose_change(exchange.runtime, elsewhere.ada.actor, PASSKEY_REGISTERED, offer.id))
    elsewhere.cleo.signs(made)
    assert here.applied() == 1
    forge(here, change, (here.ada, here.ada.device))
    with exchange.runtime.database.work(None) as work:
        [passkey] = work.passkeys.passkeys_of([ben], elsewhere.organisation.id)
        work.changes.add_signature(Signature(change.id, ben, passkey.id, theirs.signs(digest_of(change)), now))
        work.commit()
    return change


@attack
def a_passkey_of_somebody_suspended(here: Office, change: Change) -> Change:
    """Ben was suspended after he signed."""
    forge(here, change, (here.ada, here.ada.device), (here.ben, here.ben.device))
    suspend_member(here.exchange.runtime, here.cleo.actor, here.ben.actor.membership_id)
    return change


@attack
def a_change_filed_for_another_organisation(here: Office, change: Change) -> Change:
    """Two administrators of another organisation agree about a role here."""
    elsewhere = office(here.exchange)
    made = replace(
        forged(here, elsewhere.ada.actor.person_id, SUSPENSION_LIFTED, change),
        organisation_id=elsewhere.organisation.id,
    )
    made = replace(made, digest=digest_of(made))
    forge(here, made, (elsewhere.ada, elsewhere.ada.device), (elsewhere.ben, elsewhere.ben.device))
    return made


@pytest.mark.parametrize("attacked", ATTACKS.values(), ids=ATTACKS.keys())
def test_arbitrary_code_in_the_web_process_and_one_passkey_gain_nothing(exchange: Exchange, attacked: Attack) -> None:
    here, change = suspended(exchange)
    made = attacked(here, change)
    here.applied()
    assert not lifted(here)
    assert here.outcome(made) != "applied"


def test_the_same_with_two_passkeys_is_applied(exchange: Exchange) -> None:
    here, change = suspended(exchange)
    forge(here, change, (here.ada, here.ada.device), (here.ben, here.ben.device))
    here.applied()
    assert lifted(here)


def test_a_passkey_offered_in_somebodys_name_is_registered_by_nobody_alone(exchange: Exchange) -> None:
    here = office(exchange)
    dan = Administrator(exchange, exchange.person("housing", "administrator", here.organisation))
    dan.offers()
    [offer] = list_passkeys(exchange.runtime, here.ada.actor).colleagues
    change = propose_change(exchange.runtime, here.ada.actor, PASSKEY_REGISTERED, offer.id)
    forge(here, change, (here.ada, here.ada.device), (here.ben, here.ada.device))
    here.applied()
    assert list_passkeys(exchange.runtime, dan.actor).registered == []


def test_what_the_administering_role_writes_without_the_keys_is_found(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    accomplice = Authenticator()
    own_exchange.rows(
        "INSERT INTO passkey SELECT gen_random_uuid(), %s, organisation_id, %s, public_key, now(), entry_id "
        "FROM passkey LIMIT 1",
        here.colleague.person_id, accomplice.id,
    )  # fmt: skip
    [told] = check_log(own_exchange.runtime).problems
    assert "of passkey is named by no entry" in told


def test_a_leaf_of_the_act_names_no_person(exchange: Exchange) -> None:
    here, change = suspended(exchange)
    forge(here, change, (here.ada, here.ada.device), (here.ben, here.ben.device))
    here.applied()
    leaves = exchange.rows("SELECT convert_from(leaf, 'UTF8') FROM log_leaf WHERE kind = 'administered'")
    mine = [one for (one,) in leaves if json.loads(one).get("change") == str(change.id)]
    assert len(mine) == 1
    assert not any(str(one.actor.person_id) in mine[0] for one in (here.ada, here.ben))
