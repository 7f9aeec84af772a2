"""What the administering role writes by SQL, with nobody's passkey, gives nothing: a row is believed by its entry.

Each act is done as `prx_admin`; then nobody gains anything by it, verifying names the row, and saying it anew by the
exchange's own act puts it right.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import IdentityProvider, Organisation
from app.services.governance.check_log import check_log
from app.services.identity.end_partnership import end_partnership
from app.services.identity.find_provider import chosen_provider, find_provider
from app.services.identity.make_partnership import make_partnership
from app.services.identity.register_provider import count_as_strong, register_provider
from app.services.identity.set_in_law import set_in_law
from app.services.intake.open_case import find_case
from app.services.research.before_sending import NOT_AS_SIGNED
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.log_key import rotated
from tests.services.played import ready_case, send

__all__ = ["own_exchange"]

UNASKED = "there is no partnership with it that stands as it was signed"


def by_sql(exchange: Exchange, statement: str, *values: object) -> None:
    """As the administering role; verifying names what it wrote."""
    before = set(check_log(exchange.runtime).problems)
    run_sql(exchange.database.admin_url, statement, *values)
    assert set(check_log(exchange.runtime).problems) - before, "verifying names it"


def reached(exchange: Exchange, hub: UUID) -> set[UUID]:
    """Whom a hub may ask."""
    with exchange.runtime.database.work(hub) as work:
        found = {one.organisation.id for one in work.files.reachable_from(hub) if one.is_partner}
        assert found == work.partnerships.partners_of(hub)
    return found


PARTNERSHIP = {
    "begun earlier": "UPDATE partnership SET joined_at = joined_at - interval '1 year'",
    "under another agreement": "UPDATE partnership SET agreement = 'mine'",
    "with a note of its own": "UPDATE partnership SET named = 'mine'",
    "with another's note": "UPDATE partnership SET named = (SELECT named FROM organisation WHERE kind = 'hub')",
}


@pytest.mark.parametrize("edit", PARTNERSHIP)
def test_nobody_is_asked_by_a_partnership_that_was_edited(own_exchange: Exchange, edit: str) -> None:
    exchange = own_exchange
    case = ready_case(exchange)
    hub, partner = exchange.organisation("hub").id, exchange.organisation("housing").id
    assert partner in reached(exchange, hub)
    by_sql(exchange, PARTNERSHIP[edit])
    assert reached(exchange, hub) == set()
    with pytest.raises(InvalidInput) as refused:
        send(exchange, case, "housing")
    assert UNASKED in refused.value.errors["partners"]
    make_partnership(exchange.admin, hub, partner)
    assert send(exchange, case, "housing").partner_id == partner


def test_what_it_said_before_is_not_said_again(own_exchange: Exchange) -> None:
    """With the note of then: the database counts each writing, and the note is of one."""
    exchange = own_exchange
    hub, partner = exchange.organisation("hub").id, exchange.organisation("housing").id
    [before] = exchange.rows("SELECT named, joined_at FROM partnership WHERE partner_id = %s", partner)
    end_partnership(exchange.admin, hub, partner)
    exchange.clock.forward(timedelta(days=1))
    make_partnership(exchange.admin, hub, partner, "ISA 2026/14")
    by_sql(exchange, "UPDATE partnership SET agreement = NULL, named = %s, joined_at = %s", *before)
    assert partner not in reached(exchange, hub)


def test_a_partnership_put_there_or_taken_up_again_asks_nobody(own_exchange: Exchange) -> None:
    exchange = own_exchange
    hub, ended = exchange.organisation("hub").id, exchange.organisation("housing").id
    exchange.organisation("fire")
    end_partnership(exchange.admin, hub, ended)
    by_sql(exchange, "UPDATE partnership SET ended_at = NULL WHERE partner_id = %s", ended)
    assert ended not in reached(exchange, hub)
    fire = exchange.organisation("fire").id
    exchange.rows("DELETE FROM partnership WHERE partner_id = %s", fire)
    put = "INSERT INTO partnership (hub_id, partner_id, log_id, joined_at) SELECT %s, %s, min(id), now() FROM log"
    run_sql(exchange.database.admin_url, put, hub, fire)
    assert fire not in reached(exchange, hub)


@pytest.mark.parametrize("said", ["'{public_authority}'", "'{public_authority,section_11,registered_provider}'"])
def test_no_legal_basis_follows_from_what_is_said_in_law_by_sql(own_exchange: Exchange, said: str) -> None:
    exchange = own_exchange
    case = ready_case(exchange)
    exchange.organisation("housing")
    hub = exchange.organisation("hub").id
    by_sql(exchange, f"UPDATE organisation SET in_law = {said} WHERE kind = 'hub'")
    with exchange.runtime.database.work(None) as work:
        own = work.identity.organisation(hub)
    assert (own.in_law, own.believed) == (frozenset(), False)
    now = replace(case.collator, in_law=own.in_law, believed=own.believed)  # as a session reads it
    assert [one.text for one in find_case(exchange.runtime, now, case.id).gaps] == [NOT_AS_SIGNED]
    with pytest.raises(InvalidInput):
        send(exchange, case, "housing")
    set_in_law(exchange.admin, hub, {"public_authority", "section_11", "section_16e"} & _words(exchange, "hub"))
    send(exchange, case, "housing")


def _words(exchange: Exchange, kind: str) -> set[str]:
    return set(exchange.runtime.policy.release.organisations[kind].in_law)


def test_an_organisation_put_there_is_nothing_in_law_and_asked_by_nobody(own_exchange: Exchange) -> None:
    exchange = own_exchange
    hub = exchange.organisation("hub").id
    put = """
        INSERT INTO organisation (id, kind, name, controller, service, telephone, created_at)
        VALUES (%s, 'police', 'Mine', 'Mine', 'Mine', '01632 960009', now())
    """
    mine = uuid4()
    by_sql(exchange, put, mine)
    with exchange.runtime.database.work(None) as work:
        found: Organisation = work.identity.organisation(mine)
    assert (found.in_law, found.believed) == (frozenset(), False)
    assert mine not in reached(exchange, hub)


@pytest.fixture
def town(own_exchange: Exchange) -> IdentityProvider:
    """A sign-in of its own."""
    now = own_exchange.clock.now()
    made = IdentityProvider(uuid4(), "town", "Town", "https://town.example", "prx", now, development=True)
    register_provider(own_exchange.admin, made, ("town.example",))
    return made


PROVIDER = {
    "what proves strongly": "UPDATE identity_provider SET strong = '{pwd}'",
    "what signs": "UPDATE identity_provider SET algorithms = '{RS256}'",
}


@pytest.mark.parametrize("edit", PROVIDER)
def test_nobody_signs_in_where_something_was_edited(own_exchange: Exchange, town: IdentityProvider, edit: str) -> None:
    exchange = own_exchange
    assert find_provider(exchange.runtime, "a@town.example", caller="x").id == town.id
    by_sql(exchange, PROVIDER[edit])
    with pytest.raises(InvalidInput):
        find_provider(exchange.runtime, "a@town.example", caller="x")
    with pytest.raises(NotFound):
        chosen_provider(exchange.runtime, "town", caller="x")
    with exchange.runtime.database.work(None) as work:
        assert work.identity.provider_by_id(town.id) is None
        assert work.identity.providers() == ()
        [found] = work.identity.providers(to_check=True)
    assert found.strong == ()
    count_as_strong(exchange.admin, "town", ["mfa"])
    assert chosen_provider(exchange.runtime, "town", caller="x").strong == ("mfa",)


def test_nobody_is_led_to_a_sign_in_put_there(own_exchange: Exchange, town: IdentityProvider) -> None:
    exchange = own_exchange
    by_sql(exchange, "INSERT INTO identity_provider_domain SELECT 'mine.example', id FROM identity_provider")
    by_sql(exchange, """
        INSERT INTO identity_provider SELECT (jsonb_populate_record(one, jsonb_build_object(
            'id', gen_random_uuid(), 'key', 'mine', 'issuer', 'https://mine.example'))).*
        FROM identity_provider AS one
    """)  # fmt: skip
    with pytest.raises(InvalidInput):
        find_provider(exchange.runtime, "a@mine.example", caller="x")
    with pytest.raises(NotFound):
        chosen_provider(exchange.runtime, "mine", caller="x")
    assert chosen_provider(exchange.runtime, "town", caller="x").id == town.id


def test_another_key_of_the_log_shuts_nobody_out(own_exchange: Exchange, town: IdentityProvider) -> None:
    exchange = own_exchange
    hub, partner = exchange.organisation("hub").id, exchange.organisation("housing").id
    rotated(exchange)
    assert partner in reached(exchange, hub)
    assert chosen_provider(exchange.runtime, "town", caller="x").id == town.id
