"""Who takes part, what they may and what is in force: line by line, that nobody alone writes it.

Three stand against it: the application's role by SQL, the administering role by SQL, and whoever runs code of their own
in the web process, who has the application's role, all use cases and all keys. What the database refuses is tried here;
what it takes, and why that gives nothing, is named in `rights_held.py` by its test.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from app.domain.changes import SUSPENSION_LIFTED
from app.domain.errors import ExchangeError
from app.domain.identity import Identity, IdentityProvider, Membership, Organisation, Person
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from app.services.administration.suspend_member import suspend_member
from app.services.clocks.enter import enter_cover, enter_duty_number
from app.services.governance.check_log import check_log
from app.services.identity.add_person import add_account, add_person
from app.services.identity.approve_member import approve_member, end_membership
from app.services.identity.begin_rehearsal import begin_rehearsal
from app.services.identity.end_organisation import end_organisation
from app.services.identity.make_partnership import make_partnership
from app.services.identity.register_organisation import register_organisation
from app.services.identity.register_provider import register_provider
from app.services.identity.roles_that_count import roles_that_count
from app.services.identity.set_in_law import set_in_law
from app.services.policy_control.record_release import record_release
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.compiled import compile_policy
from tests.database.test_rights import COLUMNS, RIGHTS, WRITTEN
from tests.policy_control.releases import in_other_words
from tests.security.rights_held import BY_THE_APPLICATION, BY_WHO_ADMINISTERS, OF_THE_WORK
from tests.security.test_forged_rows import FORGED
from tests.services.administering import Office, office
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.web.left_by import rows_of

__all__ = ["own_exchange"]

ROOT = Path(__file__).resolve().parents[2]
ACTS = ("INSERT", "UPDATE", "DELETE")
HELD = {"prx_app": BY_THE_APPLICATION, "prx_admin": BY_WHO_ADMINISTERS}
WRITES = {table for table, rights in RIGHTS["prx_admin"].items() if rights != "SELECT"}
ADMINISTRATIVE = sorted((WRITES | {"signature", "passkey_offer", "entry_advice"}) - OF_THE_WORK)
"""What `prx_admin` writes, and what it verifies before it does."""


def may(role: str, table: str, act: str) -> bool:
    """Whether the role's rights let it, in some column."""
    columns = act == "UPDATE" and any(one == table for one, _ in COLUMNS[role])
    by_column = act == "INSERT" and role == "prx_app" and table in WRITTEN
    return act in RIGHTS[role].get(table, "").split() or columns or by_column


LINES = [(role, table, act) for role in HELD for table in ADMINISTRATIVE for act in ACTS]
STATEMENTS = {
    "INSERT": 'INSERT INTO "{table}" DEFAULT VALUES',
    "UPDATE": 'UPDATE "{table}" SET {column} = DEFAULT',
    "DELETE": 'DELETE FROM "{table}"',
}
COLUMNS_OF = """
    SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s
    AND is_generated = 'NEVER' ORDER BY 1
"""


@pytest.mark.parametrize("role", HELD)
def test_each_line_is_refused_or_has_its_test(role: str) -> None:
    lines = {(table, act) for of, table, act in LINES if of == role and may(of, table, act)}
    assert set(HELD[role]) == lines
    for named in HELD[role].values():
        file, _, name = named.partition("::")
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), named


@pytest.mark.parametrize("role", HELD)
def test_the_database_refuses_all_else(exchange: Exchange, role: str) -> None:
    url = {"prx_app": exchange.database.app_url, "prx_admin": exchange.database.admin_url}[role]
    tried = 0
    for _, table, act in (one for one in LINES if one[0] == role and (not may(*one) or one[2] == "UPDATE")):
        columns = [name for (name,) in exchange.rows(COLUMNS_OF, table)] if act == "UPDATE" else [""]
        for column in columns:
            if (table, column) not in COLUMNS[role]:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    run_sql(url, STATEMENTS[act].format(table=table, column=column))
                tried += 1
    assert tried > 100


@pytest.fixture
def here(own_exchange: Exchange) -> Office:
    """An office, and a hub that works with it and with the police."""
    own_exchange.organisation("hub")
    made = office(own_exchange)
    own_exchange.organisation("police")
    now = own_exchange.clock.now()
    provider = IdentityProvider(uuid4(), "town", "Town", "https://town.example", "prx", now, development=True)
    register_provider(own_exchange.admin, provider, ("town.example",))
    assert check_log(own_exchange.runtime).problems == ()
    return made


ALONE = {
    "a partnership": """
        INSERT INTO partnership (hub_id, partner_id, log_id, joined_at)
        SELECT hub.id, other.id, (SELECT min(id) FROM log), now() FROM organisation AS hub, organisation AS other
        WHERE hub.kind = 'hub' AND other.kind = 'fire'
    """,
    "an agreement": "UPDATE partnership SET agreement = 'mine'",
    "a version of an agreement": """
        INSERT INTO agreement SELECT gen_random_uuid(), id, 'mine', '1', 'Mine', repeat('0', 64), current_date,
        current_date, NULL, now() FROM organisation WHERE kind = 'hub'
    """,
    "what is there before going live": """
        INSERT INTO evidence SELECT gen_random_uuid(), one.id, 'impact_assessment', 'Mine', 'mine', current_date,
        person.id, now() FROM organisation one, person WHERE kind = 'hub' LIMIT 1
    """,
    "a partnership's beginning": "UPDATE partnership SET joined_at = joined_at - interval '1 year'",
    "a partnership's end": "UPDATE partnership SET ended_at = now()",
    "what it is in law": """UPDATE organisation SET in_law = '{public_authority}' WHERE kind = 'police'""",
    "an organisation's end": "UPDATE organisation SET retired_at = now() WHERE kind = 'police'",
    "what proves strongly": """UPDATE identity_provider SET strong = '{pwd}'""",
    "what signs": """UPDATE identity_provider SET algorithms = '{RS256}'""",
    "a provider's end": "UPDATE identity_provider SET retired_at = now()",
    "a passkey's end": "UPDATE passkey SET ended_at = now()",
}
"""As `prx_admin`, by SQL, with nobody's assertion; the table is the one whose row verifying names."""


@pytest.mark.parametrize("what", ALONE)
def test_what_the_administering_role_writes_alone_is_named(here: Office, what: str) -> None:
    exchange, statement = here.exchange, ALONE[what]
    if what == "a partnership":
        exchange.organisation("fire")
        exchange.rows("DELETE FROM partnership WHERE partner_id = %s", exchange.organisation("fire").id)
    before = set(check_log(exchange.runtime).problems)
    run_sql(exchange.database.admin_url, statement)
    told = set(check_log(exchange.runtime).problems) - before
    table = statement.replace("INSERT INTO", "UPDATE").split("UPDATE", 1)[1].split()[0]
    assert told
    assert all(f" of {table} " in one for one in told), told


def test_somebody_put_there_has_no_role(here: Office) -> None:
    exchange, person, account = here.exchange, uuid4(), uuid4()
    admin = exchange.database.admin_url
    run_sql(admin, "INSERT INTO person (id, display_name, created_at) VALUES (%s, 'Mine', now())", person)
    [(provider,)] = exchange.rows("SELECT id FROM identity_provider")
    run_sql(admin, "INSERT INTO identity VALUES (%s, %s, 'mine', %s, now())", account, provider, person)
    with exchange.runtime.database.work(None) as work:
        assert list(roles_that_count(exchange.runtime, work, person, account, frozenset())) == []


Act = Callable[[Runtime, Office], object]
"""What code of somebody's own in the web process can call: any use case, by the pages' runtime, which has all keys."""


def _somebody(here: Office) -> UUID:
    return here.colleague.person_id


def _member(here: Office, role: str) -> Membership:
    now = here.exchange.clock.now()
    return Membership(uuid4(), _somebody(here), here.organisation.id, role, now, here.ada.actor.person_id, now)


def _organisation(here: Office) -> Organisation:
    return replace(here.organisation, id=uuid4(), name="Mine")


def _provider(here: Office) -> IdentityProvider:
    return IdentityProvider(uuid4(), "mine", "Mine", "https://mine.example", "prx", here.exchange.clock.now())


def _release(runtime: Runtime) -> object:
    other = in_other_words(runtime.policy.release)
    return record_release(replace(runtime, policy=PolicyInForce(0, other, compile_policy(other))))


def _hub(here: Office) -> UUID:
    return here.exchange.organisation("hub").id


def _account(here: Office) -> Identity:
    [(provider,)] = here.exchange.rows("SELECT id FROM identity_provider")
    return Identity(uuid4(), provider, "mine", here.ada.actor.person_id, here.exchange.clock.now())


def _person(here: Office) -> Person:
    return Person(uuid4(), "Mine", None, here.exchange.clock.now())


def _signed(runtime: Runtime, here: Office) -> object:
    """A change with both signatures, applied by the pages themselves."""
    change = here.ben.signs(here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague)))
    apply_changes(runtime)
    return change


BY_CODE: dict[str, Act] = {
    "an organisation": lambda runtime, here: register_organisation(runtime, _organisation(here)),
    "an organisation's end": lambda runtime, here: end_organisation(runtime, here.organisation.id),
    "what it is in law": lambda runtime, here: set_in_law(runtime, here.organisation.id, ["public_authority"]),
    "a partnership": lambda runtime, here: make_partnership(runtime, _hub(here), here.organisation.id, "mine"),
    "a role": lambda runtime, here: approve_member(runtime, _member(here, "administrator")),
    "a role's end": lambda runtime, here: end_membership(runtime, here.ben.actor.membership_id),
    "an approver": lambda runtime, here: add_person(runtime, _person(here)),
    "an account": lambda runtime, here: add_account(runtime, _account(here)),
    "an identity provider": lambda runtime, here: register_provider(runtime, _provider(here), ("mine.example",)),
    "passkeys": lambda runtime, here: begin(runtime, here.organisation.id, [here.ada.offers(), here.ben.offers()]),
    "a number": lambda runtime, here: enter_duty_number(runtime, _hub(here), "Mine", "01632 960009", _somebody(here)),
    "a cover": lambda runtime, here: enter_cover(
        runtime, here.organisation.id, _somebody(here), covered_by="Mine", telephone="01632 960009", covers="Nights"
    ),
    "a policy release": lambda runtime, _: _release(runtime),
    "a rehearsal": lambda runtime, here: begin_rehearsal(runtime, _hub(here), [here.organisation.id]),
    "a change that two have signed": _signed,
}
PROPOSED = ("change", "signature", "passkey_offer")
"""What anybody who administers may write by the pages, as two of them do here."""


def test_code_of_ones_own_in_the_web_process_writes_none_of_it(here: Office) -> None:
    exchange = here.exchange
    suspend_member(exchange.runtime, here.ada.actor, here.colleague.membership_id)

    def stands() -> dict[str, frozenset[str]]:
        return {table: rows for table, rows in rows_of(exchange).items() if table in ADMINISTRATIVE}

    before, leaves = stands(), len(exchange.leaves())
    for what, act in BY_CODE.items():
        with suppress(ExchangeError, DBAPIError):
            act(exchange.runtime, here)
            assert what == "a change that two have signed", f"{what}: nobody refused it"
        after = stands()
        assert {table for table in after if after[table] != before[table]} <= set(PROPOSED), what
    assert not {kind for *_, kind in exchange.leaves()[leaves:]} & set(FORGED), "no entry says that any was done"
    assert here.applied() == 1, "it is what applies changes that does it"
    assert check_log(exchange.runtime).problems == ()
