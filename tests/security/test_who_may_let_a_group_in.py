"""A group lets nobody in but by a change that two have signed with passkeys, whatever is written beside it."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from app.services.administration.propose_group import propose_group
from app.services.governance.check_log import check_log
from tests.identity.arriving import Arriving
from tests.identity.conftest import arriving, there
from tests.identity.grouped import Grouped, grouped
from tests.services.exchange import run_sql

__all__ = ["arriving", "there"]
WRITES = """
    INSERT INTO group_mapping (id, organisation_id, provider_id, mapped_group, role, created_at, named)
    SELECT id, organisation_id, about_id, body ->> 'group', {role}, now(), {entry} FROM change
    WHERE what = 'group_mapped' AND body ->> 'group' = %s
"""


@pytest.fixture
def here(arriving: Arriving) -> Grouped:
    made = grouped(arriving)
    office = made.here
    office.ada.signs(
        propose_group(office.exchange.runtime, office.ada.actor, arriving.provider.id, "mine", "hub_collator")
    )
    return made


@pytest.mark.parametrize("role", ["body ->> 'role'", "'hub_decision_maker'"])
@pytest.mark.parametrize("entry", ["NULL", "(SELECT min(named) FROM organisation)"])
def test_a_group_put_there_lets_nobody_in_and_is_found(here: Grouped, role: str, entry: str) -> None:
    run_sql(here.here.exchange.database.admin_url, WRITES.format(role=role, entry=entry), "mine")
    assert here.comes("gwen", ["mine"]).status_code == 403
    assert here.roles() == []
    assert any("of group_mapping" in one for one in check_log(here.here.exchange.runtime).problems)


def test_one_edited_there_lets_nobody_in(here: Grouped) -> None:
    here.comes("gwen")
    here.here.exchange.rows("UPDATE group_mapping SET role = 'hub_decision_maker'")
    assert here.comes("wes").status_code == 403
    here.here.exchange.rows("UPDATE group_mapping SET mapped_group = 'everybody', role = 'hub_collator'")
    assert here.comes("wes", ["everybody"]).status_code == 403
    assert here.comes("gwen").status_code == 403
    assert any("of group_mapping" in one for one in check_log(here.here.exchange.runtime).problems)


def test_a_role_put_there_counts_only_while_the_sign_in_says_so(here: Grouped) -> None:
    exchange = here.here.exchange
    here.comes("wes", ["other"])
    [(account, person)] = exchange.rows("SELECT id, person_id FROM identity WHERE subject = 'wes'")
    put = (
        "INSERT INTO membership (id, person_id, organisation_id, role, created_at, approved_by, approved_at,"
        " mapped_group, mapping_id, account_id, said_at) SELECT %s, %s, one.organisation_id, {role}, now(),"
        " NULL, NULL, mapped_group, one.id, %s, now() FROM group_mapping AS one"
    )
    run_sql(exchange.database.admin_url, put.format(role="role"), uuid4(), person, account)
    run_sql(exchange.database.admin_url, put.format(role="'hub_decision_maker'"), uuid4(), person, account)
    assert here.comes("wes", ["other"]).status_code == 403
    assert any("came by no group" in one for one in check_log(exchange.runtime).problems)


def test_an_account_put_there_takes_up_nobodys_role_by_a_group(here: Grouped) -> None:
    here.comes("gwen")
    exchange = here.here.exchange
    [(provider, person)] = exchange.rows("SELECT provider_id, person_id FROM identity WHERE subject = 'gwen'")
    mine = "INSERT INTO identity VALUES (%s, %s, 'mine', %s, now())"
    run_sql(exchange.database.admin_url, mine, uuid4(), provider, person)
    assert here.comes("mine", browser=here.arriving.another_browser()).status_code == 403


def test_the_application_lets_no_group_in_and_ends_only_what_came_by_one(here: Grouped) -> None:
    app = here.here.exchange.database.app_url
    for statement in (
        "INSERT INTO group_mapping DEFAULT VALUES",
        "UPDATE group_mapping SET ended_at = NULL",
        "DELETE FROM group_mapping",
        "INSERT INTO membership DEFAULT VALUES",
        "UPDATE membership SET ended_at = NULL",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_sql(app, statement)
    [(amina,)] = here.here.exchange.rows(
        "SELECT membership.id FROM membership JOIN identity USING (person_id) WHERE subject = 'amina'"
    )
    assert run_sql(app, "SELECT leave_group(%s, now())", amina) == [(False,)]
    here.comes("wes", ["other"])
    [(wes,)] = here.here.exchange.rows("SELECT id FROM identity WHERE subject = 'wes'")
    [(joined,)] = run_sql(app, "SELECT join_by_group(%s, %s, now())", here.mapping, wes)
    assert joined is not None, "code in the web process can write it"
    assert here.comes("wes", ["other"]).status_code == 403, "and nobody acts under it"
