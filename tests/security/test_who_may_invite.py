"""An invitation is worth something to one account alone: by its link, and by the signatures of those who sent it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from app.domain.changes import MEMBER_INVITED, Change
from app.domain.invitations import ACCEPTED, Answer
from app.services.administration.digest import digest_of
from app.services.administration.invitation_link import known, proof_of
from app.services.governance.check_log import check_log
from app.services.identity.roles_that_count import roles_that_count
from tests.services.administering import Office, office
from tests.services.exchange import Exchange, run_sql
from tests.services.inviting import Arrived, SignIn, link, membership_of, proposed, sent


def account(exchange: Exchange, one: Arrived) -> object:
    """The account somebody signed in by."""
    return exchange.rows("SELECT id FROM identity WHERE person_id = %s", one.person.id)[0][0]


def counting(exchange: Exchange, one: Arrived) -> list[str]:
    """The roles that they may act under."""
    with exchange.runtime.database.work(None) as work:
        [key] = work.identity.accounts_of(one.person.id)
        found = roles_that_count(exchange.runtime, work, one.person.id, key, frozenset())
    return [held.membership.role for held in found]


INSERT = """
    INSERT INTO invitation_answer (change_id, answer, by_id, at, account_id, proof)
    VALUES (%s, 'accepted', %s, %s, %s, %s)
"""
BY_SQL = (
    """INSERT INTO invitation_answer (change_id, answer, by_id, at, outcome, settled_at)
    SELECT id, 'declined', proposed_by, now(), 'joined', now() FROM change""",
    "UPDATE invitation_answer SET answer = 'declined'",
    "DELETE FROM invitation_answer",
    """INSERT INTO change (id, what, organisation_id, about_id, body, before, digest, proposed_by, proposed_at,
    closes_at, settled_at, outcome) SELECT gen_random_uuid(), what, organisation_id, about_id, body, before,
    sha256(digest), proposed_by, proposed_at, closes_at, settled_at, outcome FROM change""",
)
BESIDE = """
    INSERT INTO membership (id, person_id, organisation_id, role, created_at, approved_by, approved_at, change_id,
    entry_id) SELECT gen_random_uuid(), %s, organisation_id, role, created_at, approved_by, approved_at, change_id,
    entry_id FROM membership WHERE change_id = %s
"""


def an_answer_without_the_link(exchange: Exchange, change: Change, thief: Arrived) -> None:
    """As the application, by SQL: in their own name, with a proof of nothing."""
    values = (change.id, thief.person.id, exchange.clock.now(), account(exchange, thief), bytes(64))
    run_sql(exchange.database.app_url, INSERT, *values)


def the_proof_of_whoever_was_invited(exchange: Exchange, change: Change, thief: Arrived) -> None:
    """They have accepted; the answer is rewritten to another account before it is looked at."""
    accepts(exchange, change)
    exchange.rows("UPDATE invitation_answer SET by_id = %s, account_id = %s", thief.person.id, account(exchange, thief))


def another_link_of_the_same_site(exchange: Exchange, change: Change, thief: Arrived) -> None:
    """Proved with the secret of an invitation that was made for the thief."""
    other = sent(office(exchange), SignIn(exchange))
    with exchange.runtime.database.work(None) as work:
        found = known(work, link(exchange, other))
        assert found
        [key] = work.identity.accounts_of(thief.person.id)
        answer = Answer(change.id, ACCEPTED, thief.person.id, exchange.clock.now(), key)
        work.invitations.add(replace(answer, proof=proof_of(found[1], answer)))
        work.commit()


def accepts(exchange: Exchange, change: Change) -> None:
    """Amina, who is invited, accepts."""
    domain = str(change.body["email"]).partition("@")[2]
    key = exchange.rows("SELECT provider_id FROM identity_provider_domain WHERE domain = %s", domain)[0][0]
    town = SignIn.__new__(SignIn)
    town.exchange, town.domain = exchange, domain
    with exchange.runtime.database.work(None) as work:
        town.provider = next(one for one in work.identity.providers() if one.id == key)
    town.arrives().answers(link(exchange, change))


def a_weightier_role_written_over_it(exchange: Exchange, change: Change, thief: Arrived) -> None:
    """The invited one is the thief; what was signed is rewritten."""
    accepts(exchange, change)
    exchange.rows("""UPDATE change SET body = body || '{"role": "partner_ig_officer"}' WHERE id = %s""", change.id)


Attack = Callable[[Exchange, Change, Arrived], None]
ATTACKS: tuple[Attack, ...] = (
    an_answer_without_the_link,
    the_proof_of_whoever_was_invited,
    another_link_of_the_same_site,
    a_weightier_role_written_over_it,
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_what_is_written_by_sql_lets_nobody_in(own_exchange: Exchange, attack: Attack) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change, thief = sent(here, town), SignIn(own_exchange).arrives("thief", "Theo Example")
    attack(own_exchange, change, thief)
    assert here.applied() == 1
    assert own_exchange.rows("SELECT outcome FROM invitation_answer WHERE change_id = %s", change.id) == [("refused",)]
    assert (thief.roles(), membership_of(own_exchange, change)) == ([], None)


def test_the_application_neither_says_that_it_was_sent_nor_what_came_of_it(own_exchange: Exchange) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change, url = sent(here, town), own_exchange.database.app_url
    amina = town.arrives()
    for statement in BY_SQL:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(url, statement)
    amina.answers(link(own_exchange, change))
    with pytest.raises(psycopg.errors.UniqueViolation):
        an_answer_without_the_link(own_exchange, change, amina)


def forged(here: Office, like: Change, *signed: object) -> Change:
    """An invitation that nobody but Ada signed, said to be sent by the owner of the tables."""
    change = replace(like, id=uuid4())
    change = replace(change, digest=digest_of(change))
    with here.exchange.runtime.database.work(None) as work:
        work.changes.add(change)
        work.commit()
    here.ada.signs(change)
    here.exchange.rows("UPDATE change SET outcome = 'applied', settled_at = now() WHERE id = %s", change.id)
    return change


def test_said_to_be_sent_by_sql_it_lets_nobody_in_and_is_found(own_exchange: Exchange) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change = forged(here, proposed(here, town))
    amina = town.arrives()
    amina.answers(link(own_exchange, change))
    assert (here.applied(), amina.roles()) == (1, [])
    assert any(str(change.id) in one for one in check_log(own_exchange.runtime).problems)


def test_a_role_written_beside_it_counts_for_nobody_and_is_found(own_exchange: Exchange) -> None:
    """As the administering role by SQL: everything but the entry, and everything but the proof."""
    here, town = office(own_exchange), SignIn(own_exchange)
    change, thief = sent(here, town), town.arrives("thief", "Theo Example")
    accepts(own_exchange, change)
    assert here.applied() == 1
    run_sql(own_exchange.database.admin_url, BESIDE, thief.person.id, change.id)
    assert counting(own_exchange, thief) == []
    told = check_log(own_exchange.runtime).problems
    assert any("is not what was signed" in one for one in told)
    assert any("of membership is named by no entry" in one for one in told)


def test_a_role_whose_answer_is_rewritten_counts_no_more_and_is_found(own_exchange: Exchange) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change, other = sent(here, town), town.arrives("other", "Other Example")
    amina = town.arrives()
    amina.answers(link(own_exchange, change))
    assert here.applied() == 1
    assert counting(own_exchange, amina) == ["partner_responder"]
    own_exchange.rows("UPDATE invitation_answer SET by_id = %s WHERE change_id = %s", other.person.id, change.id)
    assert counting(own_exchange, amina) == []
    assert any("is not what was signed" in one for one in check_log(own_exchange.runtime).problems)


def test_nobody_who_has_the_whole_database_has_a_link(own_exchange: Exchange) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change = sent(here, town)
    named, _, secret = link(own_exchange, change).partition(".")
    town.arrives().answers(f"{named}.{secret}")
    here.applied()
    tables = own_exchange.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    assert len(tables) > 30
    for (table,) in tables:
        held = own_exchange.rows(f'SELECT coalesce(string_agg(t::text, chr(10)), chr(32)) FROM "{table}" AS t')[0][0]
        assert secret not in held, table
    [(body,)] = own_exchange.rows("SELECT body FROM change WHERE what = %s", MEMBER_INVITED)
    with own_exchange.runtime.database.work(None) as work:
        for guessed in (body["key"], bytes.fromhex(body["key"]).decode("latin-1"), "", "A" * 43, "\u0000", secret[:-1]):
            assert known(work, f"{named}.{guessed}") is None
            assert known(work, guessed) is None
        assert known(work, None) is None
    assert "key" in json.dumps(body)
