"""Whoever writes roles, suspensions, changes or signatures by SQL is found by verifying the log, row by row."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest

from app.domain.changes import MEMBER_ENDED, SUSPENSION_LIFTED
from app.services.administration.add_somebody import add_somebody
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from tests.services.administering import Office, office
from tests.services.exchange import Exchange, run_sql
from tests.services.test_approving_members import newcomer

UNGUARDED = "SELECT set_config('session_replication_role', 'replica', false); "


def told(exchange: Exchange) -> list[str]:
    """What verifying says."""
    return list(check_log(exchange.runtime).problems)


def busy(exchange: Exchange) -> tuple[Office, UUID, UUID]:
    """An office, in which somebody was given a role and the colleague's suspension was lifted: both changes' ids."""
    here = office(exchange)
    given = here.ada.signs(add_somebody(exchange.runtime, here.ada.actor, newcomer(exchange), "partner_responder"))
    here.ben.signs(given)
    suspend_member(exchange.runtime, here.ada.actor, here.colleague.membership_id)
    lifted = here.ben.signs(here.ben.proposes(SUSPENSION_LIFTED, here.colleague))
    here.cleo.signs(lifted)
    assert here.applied() == 2
    return here, given.id, lifted.id


def test_what_was_done_by_the_exchange_is_whole(own_exchange: Exchange) -> None:
    here, _, _ = busy(own_exchange)
    for _ in range(2):
        suspend_member(own_exchange.runtime, here.ada.actor, here.colleague.membership_id)
        lifted = here.ada.signs(here.ada.proposes(SUSPENSION_LIFTED, here.colleague))
        here.ben.signs(lifted)
        here.applied()
    suspend_member(own_exchange.runtime, here.ada.actor, here.colleague.membership_id)
    here.ada.signs(here.ada.proposes(MEMBER_ENDED, here.ben.actor))
    assert here.applied() == 1
    assert told(own_exchange) == []


CLEARED = "UPDATE membership SET suspended_at = NULL, suspended_by = NULL WHERE id = %s"
SUSPENDED = "UPDATE membership SET suspended_at = now(), suspended_by = person_id WHERE id = %s"


def test_a_suspension_that_the_owner_clears_is_named(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    suspend_member(own_exchange.runtime, here.ada.actor, here.colleague.membership_id)
    assert told(own_exchange) == []
    own_exchange.rows(CLEARED, here.colleague.membership_id)
    [problem] = told(own_exchange)
    assert str(here.colleague.membership_id) in problem
    assert "no entry says that its suspension was lifted" in problem


@pytest.mark.parametrize("whose", ["app_url", "admin_url"])
def test_a_suspension_by_sql_is_named(own_exchange: Exchange, whose: str) -> None:
    here = office(own_exchange)
    run_sql(getattr(own_exchange.database, whose), SUSPENDED, here.colleague.membership_id)
    [problem] = told(own_exchange)
    assert "is suspended, and no entry says so" in problem


def test_one_that_was_lifted_is_not_made_again_beside_the_exchange(own_exchange: Exchange) -> None:
    here, _, _ = busy(own_exchange)
    own_exchange.rows(SUSPENDED, here.colleague.membership_id)
    [problem] = told(own_exchange)
    assert "is suspended, and no entry says so" in problem


def test_the_application_ends_no_role(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    ends = "UPDATE membership SET ended_at = now() WHERE id = %s"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(own_exchange.database.app_url, ends, here.colleague.membership_id)


EDITS: dict[str, tuple[str, str]] = {
    "signatures taken away": ("DELETE FROM signature WHERE change_id = %s", "not signed by as many"),
    "a signature that is another's": ("""UPDATE signature SET assertion = (SELECT assertion FROM signature AS other
                                      WHERE other.change_id <> signature.change_id LIMIT 1) WHERE change_id = %s""",
                                      "not signed by as many"),
    "another time to sign until": ("UPDATE change SET closes_at = closes_at + interval '1 hour' WHERE id = %s",
                         "no entry, or more than one"),
    "another outcome": ("UPDATE change SET outcome = 'withdrawn' WHERE id = %s", "or said not to be applied"),
    "gone": ("DELETE FROM change WHERE id = %s", "is gone"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("which", [1, 2], ids=["a role given", "a suspension lifted"])
def test_a_change_edited_after_it_was_applied_is_named(own_exchange: Exchange, edit: str, which: int) -> None:
    change = busy(own_exchange)[which]
    statement, says = EDITS[edit]
    own_exchange.rows(UNGUARDED + statement.replace("%s", f"'{change}'"))
    problems = told(own_exchange)
    assert any(str(change) in one and says in one for one in problems), problems


def test_a_change_said_to_be_applied_is_named(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    change = here.ada.signs(here.ada.proposes(MEMBER_ENDED, here.colleague))
    own_exchange.rows("UPDATE change SET outcome = 'applied', settled_at = now() WHERE id = %s", change.id)
    [problem] = told(own_exchange)
    assert str(change.id) in problem


PUTS: dict[str, Callable[[Exchange], str]] = {
    "of nothing": lambda _: "gen_random_uuid(), NULL, gen_random_uuid()",
    "of another's entry": lambda _: "gen_random_uuid(), NULL, entry_id",
    "of another's entry and change": lambda _: "gen_random_uuid(), change_id, entry_id",
}


@pytest.mark.parametrize("put", PUTS)
def test_a_role_put_there_as_whoever_administers_is_named(own_exchange: Exchange, put: str) -> None:
    here, given, _ = busy(own_exchange)
    made = uuid4()
    columns = PUTS[put](own_exchange).replace("gen_random_uuid()", f"'{made}'", 1)
    first, rest = columns.split(", ", 1)
    run_sql(
        own_exchange.database.admin_url,
        f"""INSERT INTO membership (id, change_id, entry_id, person_id, organisation_id, role, created_at, approved_by,
            approved_at) SELECT {first}, {rest}, person_id, organisation_id, 'partner_manager', created_at, approved_by,
            approved_at FROM membership WHERE change_id = %s""",
        given,
    )
    problems = told(own_exchange)
    assert any(f"{made} of membership is named by no entry" in one for one in problems), problems
    assert here.applied() == 0
