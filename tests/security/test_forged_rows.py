"""Who takes part and which policy is in force: as the application's role nothing of it can be written, and what the
owner of the tables writes is found.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.errors import LogUnavailable
from app.domain.identity import Actor, Identity, IdentityProvider
from app.domain.log_entry import Entry
from app.services.clocks.enter import enter_closed_day, enter_cover, enter_duty_number
from app.services.clocks.keep_setting import Rung
from app.services.disclosure.recording import make_durable, record
from app.services.governance.check_log import check_log
from app.services.identity.add_person import add_account
from app.services.identity.approve_member import end_membership
from app.services.identity.register_provider import register_provider
from app.services.policy_control.record_release import record_release
from app.services.runtime import Runtime
from crypto.organisation_keys import generate_organisation_key
from tests.services.exchange import Exchange, run_sql

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")

INSERTS = {
    "a decision-maker": """
        INSERT INTO membership (id, person_id, organisation_id, role, created_at, approved_by, approved_at, entry_id)
        SELECT gen_random_uuid(), person_id, organisation_id, 'hub_decision_maker', now(), approved_by, now(), entry_id
        FROM membership LIMIT 1
    """,
    "an identity provider": """
        INSERT INTO identity_provider SELECT (jsonb_populate_record(provider, jsonb_build_object(
            'id', gen_random_uuid(), 'key', 'mine', 'issuer', 'https://mine.example'))).*
        FROM identity_provider AS provider LIMIT 1
    """,
    "an e-mail domain": """
        INSERT INTO identity_provider_domain SELECT 'mine.example', id FROM identity_provider LIMIT 1
    """,
    "another account for a person": """
        INSERT INTO identity (id, provider_id, subject, person_id, created_at)
        SELECT gen_random_uuid(), provider_id, 'me', person_id, now() FROM identity LIMIT 1
    """,
    "an organisation": """
        INSERT INTO organisation SELECT (jsonb_populate_record(one, jsonb_build_object(
            'id', gen_random_uuid(), 'name', 'Mine'))).*
        FROM organisation AS one LIMIT 1
    """,
    "an organisation's key": """
        INSERT INTO organisation_key SELECT (jsonb_populate_record(one, jsonb_build_object('kid', 'mine'))).*
        FROM organisation_key AS one LIMIT 1
    """,
    "a tenant's key": """
        INSERT INTO tenant_key SELECT (jsonb_populate_record(one, jsonb_build_object('version', 2))).*
        FROM tenant_key AS one LIMIT 1
    """,
    "a policy release": """
        INSERT INTO policy_release SELECT number + 1, digest, canonical, now() FROM policy_release
    """,
    "opening hours": """
        INSERT INTO clock_setting SELECT (jsonb_populate_record(one, jsonb_build_object(
            'id', gen_random_uuid(), 'day', '2026-01-01'))).*
        FROM clock_setting AS one WHERE kind = 'hours' LIMIT 1
    """,
    "a closed day": """
        INSERT INTO clock_setting SELECT (jsonb_populate_record(one, jsonb_build_object(
            'id', gen_random_uuid(), 'kind', 'closed', 'day', '2026-12-31', 'said', '{"why": "mine"}'::jsonb))).*
        FROM clock_setting AS one WHERE kind = 'hours' LIMIT 1
    """,
}
EDITS = {
    "membership": "UPDATE membership SET role = 'hub_decision_maker'",
    "whose membership it is": "UPDATE membership SET person_id = approved_by, approved_by = person_id",
    "membership's end": "UPDATE membership SET ended_at = now()",
    "organisation": "UPDATE organisation SET kind = 'hub' WHERE kind = 'police'",
    "organisation's end": "UPDATE organisation SET retired_at = now()",
    "identity_provider": "UPDATE identity_provider SET issuer = 'https://mine.example'",
    "identity_provider_domain": "UPDATE identity_provider_domain SET domain = 'mine.example'",
    "identity": "UPDATE identity SET subject = 'me'",
    "tenant_key": "UPDATE tenant_key SET wrapped = '\\x00'",
    "organisation_key": "UPDATE organisation_key SET private_wrapped = '\\x00'",
    "policy_release": "UPDATE policy_release SET canonical = canonical || ' '",
    "clock_setting": "UPDATE clock_setting SET day = '2026-01-01' WHERE kind = 'hours'",
    "the profile adopted": "UPDATE clock_setting SET said = said || '{\"key\": \"fast\"}' WHERE kind = 'profile'",
    "the cover": "UPDATE clock_setting SET said = said || '{\"telephone\": \"1\"}' WHERE kind = 'cover'",
    "who rang": "UPDATE clock_setting SET rung_by = NULL, rung_at = NULL WHERE kind = 'duty'",
    "the end of what was said": "UPDATE clock_setting SET ended_at = now() WHERE kind = 'closed'",
}
REMOVALS = ("identity_provider_domain", "identity", "organisation_key", "tenant_key", "policy_release", "clock_setting")
FORGED = ("administered", "key_changed", "policy_released", "origin_started", "log_key_replaced")


@pytest.fixture
def peopled(own_exchange: Exchange) -> Exchange:
    """An exchange with a provider, and a hub's collator who signs in there."""
    provider = IdentityProvider(
        uuid4(), "town", "Town", "https://town.example", "prx", own_exchange.clock.now(), development=True
    )
    register_provider(own_exchange.admin, provider, ("town.example",))
    collator = own_exchange.person("hub", "hub_collator")
    says_its_time(own_exchange)
    account = Identity(uuid4(), provider.id, "amina", collator.person_id, own_exchange.clock.now())
    add_account(own_exchange.admin, account)
    assert check_log(own_exchange.runtime).problems == ()
    return own_exchange


def says_its_time(exchange: Exchange) -> None:
    """The hub has a closed day and a duty number that was rung, the police have cover."""
    hub, police = (exchange.organisation(kind).id for kind in ("hub", "police"))
    by, ringer = exchange.registrar_id(), exchange.person("police", "partner_responder").person_id
    now, admin = exchange.clock.now(), exchange.admin
    enter_closed_day(admin, hub, date(2026, 12, 24), "Training", by)
    enter_duty_number(admin, hub, "Madeup duty line", "01632 960001", by, Rung(ringer, now))
    enter_cover(admin, police, by, covered_by="Control room", telephone="01632 960002", covers="Nights")


@pytest.mark.parametrize("what", INSERTS)
def test_as_the_application_it_cannot_be_put_there(peopled: Exchange, what: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(peopled.database.app_url, INSERTS[what])


@pytest.mark.parametrize("what", [one for one in EDITS if one != "membership's end"])
def test_as_the_application_it_cannot_be_edited(peopled: Exchange, what: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(peopled.database.app_url, EDITS[what])


@pytest.mark.parametrize("what", INSERTS)
def test_what_the_owner_puts_there_is_found(peopled: Exchange, what: str) -> None:
    peopled.rows(INSERTS[what])
    problems = check_log(peopled.runtime).problems
    assert len(problems) == 1, problems
    assert "is named by no entry" in problems[0]


@pytest.mark.parametrize("what", EDITS)
def test_what_the_owner_edits_is_found_and_named_by_its_row(peopled: Exchange, what: str) -> None:
    table = EDITS[what].split()[1]
    peopled.rows(EDITS[what])
    problems = check_log(peopled.runtime).problems
    assert problems
    assert all(f" of {table} " in one for one in problems)
    assert "amina" not in "".join(problems)


@pytest.mark.parametrize("table", REMOVALS)
def test_what_the_owner_takes_away_is_found(peopled: Exchange, table: str) -> None:
    peopled.rows(f"DELETE FROM {table}")
    problems = "".join(check_log(peopled.runtime).problems)
    assert f" of {table} is gone" in problems


@pytest.mark.parametrize("kind", FORGED)
def test_the_application_records_no_act_of_administration(peopled: Exchange, kind: str) -> None:
    leaves = peopled.leaves()
    with pytest.raises(LogUnavailable), peopled.runtime.database.work(None) as work:
        record(peopled.runtime, work, [(Entry(kind=kind, extra={"origin": "a b"}), None)])
    assert peopled.leaves() == leaves


def forge(exchange: Exchange, kind: str, **extra: object) -> None:
    """What whoever may write leaves can do, without the log's key."""
    with exchange.admin.database.work(None) as work:
        entry = Entry(kind=kind, to_id=exchange.organisation("hub").id, extra=extra)
        make_durable(exchange.admin, work, record(exchange.admin, work, [(entry, None)]))


def test_a_key_with_a_leaf_that_fits_but_is_not_signed_is_found(peopled: Exchange) -> None:
    _, public = generate_organisation_key()
    hub = peopled.organisation("hub").id
    peopled.rows("UPDATE organisation_key SET revoked_at = now() WHERE organisation_id = %s", hub)
    peopled.rows(
        "INSERT INTO organisation_key VALUES (%s, %s, %s, '', now(), NULL)", public["kid"], hub, json.dumps(public)
    )
    forge(peopled, "key_changed", kid=public["kid"], public=dict(public))
    problems = "".join(check_log(peopled.runtime).problems)
    assert "(key_changed) is not signed by this exchange" in problems
    assert f"The row {public['kid']} of organisation_key is named by no entry" in problems


def test_a_note_signed_for_one_row_names_no_other(peopled: Exchange) -> None:
    peopled.rows(INSERTS["a decision-maker"])
    leaf = peopled.rows("SELECT convert_from(leaf, 'UTF8') FROM log_leaf WHERE kind = 'administered'")[0][0]
    note = json.loads(leaf)["rows"]
    wanted = peopled.rows("SELECT id FROM membership WHERE role = 'hub_decision_maker'")[0][0]
    for forged in (note, note.replace(json.loads(note.split("\n")[1])["rows"][0][1], str(wanted)), "", "\n\n"):
        forge(peopled, "administered", what="member_approved", rows=forged)
    problems = check_log(peopled.runtime).problems
    assert sum("is not signed by this exchange" in one for one in problems) == 3
    assert any(f"The row {wanted} of membership is named by no entry" in one for one in problems)


def collator_of(exchange: Exchange) -> UUID:
    return UUID(str(exchange.rows("SELECT id FROM membership WHERE role = 'hub_collator'")[0][0]))


REVIVALS: dict[str, Callable[[Exchange], None]] = {
    "whoever administers": lambda exchange: _revive(exchange.database.admin_url),
    "the owner": lambda exchange: _revive(exchange.database.owner_url),
}


def _revive(url: str) -> None:
    run_sql(url, "UPDATE membership SET ended_at = NULL")


@pytest.mark.parametrize("who", REVIVALS)
def test_an_ended_membership_is_not_revived(peopled: Exchange, who: str) -> None:
    end_membership(peopled.admin, collator_of(peopled))
    assert check_log(peopled.runtime).problems == ()
    with pytest.raises(psycopg.errors.RaiseException, match="approve it anew"):
        REVIVALS[who](peopled)
    peopled.rows("ALTER TABLE membership DISABLE TRIGGER USER")
    peopled.rows("UPDATE membership SET ended_at = NULL")
    assert "stands again" in "".join(check_log(peopled.runtime).problems)


def test_an_account_from_a_first_sign_in_counts_once_a_membership_is_approved(peopled: Exchange) -> None:
    """Before, it opens nothing and no entry names it; afterwards it is the way in, and may not be exchanged."""
    provider = peopled.rows("SELECT id FROM identity_provider")[0][0]
    met = run_sql(peopled.database.app_url, "SELECT id FROM meet_person(%s, 'new', 'New', NULL, '', now())", provider)[
        0
    ][0]
    assert check_log(peopled.runtime).problems == ()
    newcomer = Actor(met, uuid4(), uuid4(), "hub", "", "", "New Example", uuid4())
    peopled.member("hub", "hub_decision_maker", newcomer)
    assert check_log(peopled.runtime).problems == ()
    peopled.rows("UPDATE identity SET subject = 'me' WHERE person_id = %s", met)
    assert " of identity is not as its entry names it" in "".join(check_log(peopled.runtime).problems)


def test_the_application_puts_no_policy_in_force(peopled: Exchange) -> None:
    runtime: Runtime = peopled.runtime
    peopled.rows("DELETE FROM policy_release")
    with pytest.raises(LogUnavailable):
        record_release(runtime)
    assert peopled.rows("SELECT count(*) FROM policy_release") == [(0,)]
