"""Roles and accounts that were written or edited by SQL give nobody anything: no signed entry names them.

The tables' owner is the strongest who writes without the exchange's keys; `prx_admin` may insert as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, insert, select, update

from app.adapters.database.engine import make_engine
from app.adapters.database.tables.identity import identity, membership
from app.domain.errors import NotFound
from app.services.identity.choose_membership import choose_membership
from app.services.identity.list_memberships import list_memberships
from tests.identity.arriving import Arriving
from tests.identity.test_written_in import token_here
from tests.services.log_key import rotated


def row(arriving: Arriving, table: Any) -> dict[str, Any]:
    """Amina's."""
    with arriving.owner.connect() as connection:
        return dict(connection.execute(select(table)).mappings().one())


def put(arriving: Arriving, table: Any, by: str, **changes: Any) -> UUID:
    """One more, like Amina's but for these columns, as this role of the database."""
    made = uuid4()
    engine = engine_of(arriving, by)
    with engine.begin() as connection:
        connection.execute(insert(table).values(row(arriving, table) | {"id": made, **changes}))
    engine.dispose()
    return made


def engine_of(arriving: Arriving, by: str) -> Engine:
    """Connections of the owner of the tables, or of whoever administers."""
    urls = arriving.people.base.database
    return make_engine(urls.owner_url if by == "owner" else urls.admin_url)


@pytest.mark.parametrize("by", ["owner", "prx_admin"])
def test_a_role_put_into_the_database_is_neither_offered_nor_taken_up(arriving: Arriving, by: str) -> None:
    made = put(arriving, membership, by, role="police_desk")
    assert arriving.sign_in().headers["Location"] == "/"
    choice = list_memberships(arriving.runtime, token_here(arriving))
    assert choice
    assert [one.membership.role for one in choice.memberships] == ["hub_collator"]
    with pytest.raises(NotFound):
        choose_membership(arriving.runtime, token_here(arriving), made)


EDITS: dict[str, Callable[[Arriving], Any]] = {
    "role": lambda _: "police_desk",
    "organisation_id": lambda arriving: arriving.people.organisation("Elsewhere").id,
    "approved_by": lambda _: None,
    "approved_at": lambda _: None,
    "created_at": lambda arriving: arriving.clock.now().replace(year=2000),
    "entry_id": lambda _: uuid4(),
}


@pytest.mark.parametrize("column", EDITS)
def test_a_role_edited_in_the_database_ends_its_sessions_and_opens_no_other(arriving: Arriving, column: str) -> None:
    arriving.sign_in()
    assert arriving.is_signed_in()
    changed = {column: EDITS[column](arriving)}
    if column.startswith("approved"):
        changed = {"approved_by": None, "approved_at": None}
    with arriving.owner.begin() as connection:
        connection.execute(update(membership).values(changed))
    assert not arriving.is_signed_in()
    assert arriving.sign_in().status_code == 403
    assert not arriving.is_signed_in()


@pytest.mark.parametrize("by", ["owner", "prx_admin"])
def test_an_account_given_to_somebody_in_the_database_signs_nobody_in_as_them(arriving: Arriving, by: str) -> None:
    put(arriving, identity, by, subject="mallory")
    assert arriving.sign_in("mallory").status_code == 403
    assert not arriving.is_signed_in()
    assert arriving.sign_in().status_code == 303


def test_an_account_made_somebody_elses_signs_nobody_in_as_them(arriving: Arriving) -> None:
    amina = row(arriving, identity)["person_id"]
    assert arriving.sign_in("mallory").status_code == 403
    with arriving.owner.begin() as connection:
        connection.execute(update(identity).where(identity.c.subject == "mallory").values(person_id=amina))
    assert arriving.sign_in("mallory").status_code == 403
    assert not arriving.is_signed_in()


def test_the_entry_of_another_role_of_theirs_names_no_other(arriving: Arriving) -> None:
    amina = row(arriving, identity)["person_id"]
    with arriving.database.work(None) as work:
        person = work.identity.person(amina)
    put(arriving, membership, "owner", role="police_desk")
    police = arriving.people.organisation("Police", "police")
    held = arriving.people.member(person, police, "police_desk")
    arriving.sign_in()
    choice = list_memberships(arriving.runtime, token_here(arriving))
    assert choice
    assert [one.membership.id for one in choice.memberships if one.membership.role == "police_desk"] == [held.id]


def test_roles_count_on_after_the_key_that_signed_their_entries_was_exchanged(arriving: Arriving) -> None:
    rotated(arriving.people.base)
    assert arriving.sign_in().status_code == 303
    assert arriving.is_signed_in()
