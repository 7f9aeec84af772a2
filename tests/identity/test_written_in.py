"""Rows written or edited by SQL sign nobody in: as the application's own role, and as the owner of the tables."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import ProgrammingError

from app.adapters.database.tables.identity import membership, person, sign_in_attempt, web_session
from app.services.identity.end_session import end_session
from app.services.identity.find_session import find_session
from app.services.identity.tokens import new_token
from app.web.account.cookies import SESSION_COOKIE
from tests.identity.arriving import Arriving
from tests.identity.exchange import a_runtime

Hash = Callable[[str], bytes]
ROLES = ("app", "owner")


def plain(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def keyed_by_nothing(token: str) -> bytes:
    return hmac.digest(b"", b"token\x00" + token.encode(), hashlib.sha256)


def engine_of(arriving: Arriving, role: str) -> Engine:
    return arriving.owner if role == "owner" else arriving.database._engine


def token_here(arriving: Arriving) -> str:
    found = arriving.browser.get_cookie(SESSION_COOKIE, domain="prx.example")
    assert found is not None
    return found.value


def row_of(arriving: Arriving) -> dict[str, Any]:
    with arriving.owner.connect() as connection:
        return dict(connection.execute(select(web_session)).mappings().one())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("made", [plain, keyed_by_nothing])
def test_a_session_put_into_the_database_signs_nobody_in(arriving: Arriving, role: str, made: Hash) -> None:
    arriving.sign_in()
    mine = new_token()
    forged = row_of(arriving) | {"id": uuid4(), "token_hash": made(mine)}
    with engine_of(arriving, role).begin() as connection:
        connection.execute(insert(web_session).values(forged))
    assert find_session(arriving.runtime, mine) is None
    assert find_session(arriving.runtime, token_here(arriving)) is not None


def another_person(arriving: Arriving) -> UUID:
    made = uuid4()
    with arriving.owner.begin() as connection:
        connection.execute(insert(person).values(id=made, display_name="Her manager", created_at=arriving.clock.now()))
    return made


def another_membership(arriving: Arriving) -> UUID:
    with arriving.owner.begin() as connection:
        held = dict(connection.execute(select(membership)).mappings().first() or {})
        made = held | {"id": uuid4(), "role": "hub_decision_maker"}
        connection.execute(insert(membership).values(made))
    return UUID(str(made["id"]))


EDITS: dict[str, Callable[[Arriving], Any]] = {
    "id": lambda _: uuid4(),
    "person_id": another_person,
    "membership_id": another_membership,
    "subject": lambda _: "her-manager",
    "issuer": lambda _: "https://elsewhere.example",
    "sid": lambda _: "another",
    "groups": lambda _: ["decision-makers"],
    "signed_in_at": lambda arriving: arriving.clock.now() + timedelta(hours=11),
}


@pytest.mark.parametrize("column", EDITS)
def test_a_session_that_was_edited_signs_nobody_in(arriving: Arriving, column: str) -> None:
    arriving.sign_in()
    with arriving.owner.begin() as connection:
        connection.execute(update(web_session).values({column: EDITS[column](arriving)}))
    assert find_session(arriving.runtime, token_here(arriving)) is None
    assert not arriving.is_signed_in()


@pytest.mark.parametrize("column", [*EDITS, "token_hash", "bound", "provider_id"])
def test_the_application_may_not_edit_one(arriving: Arriving, column: str) -> None:
    arriving.sign_in()
    with pytest.raises(ProgrammingError, match="permission denied"), arriving.database._engine.begin() as connection:
        connection.execute(update(web_session).values({column: row_of(arriving)[column]}))


@pytest.mark.parametrize("role", ROLES)
def test_a_session_that_has_ended_is_not_revived(arriving: Arriving, role: str) -> None:
    arriving.sign_in()
    token = token_here(arriving)
    end_session(arriving.runtime, token, return_to="https://prx.example/")
    with arriving.owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE web_session DISABLE TRIGGER USER")
    with engine_of(arriving, role).begin() as connection:
        connection.execute(update(web_session).values(revoked_at=None))
    assert find_session(arriving.runtime, token) is None


def test_a_session_of_another_secret_signs_nobody_in(arriving: Arriving) -> None:
    arriving.sign_in()
    other = a_runtime(arriving.people.base, "town")
    assert find_session(other, token_here(arriving)) is not None
    object.__setattr__(other, "session_key", b"the key of an exchange elsewhere")
    assert find_session(other, token_here(arriving)) is None


@pytest.mark.parametrize("column", ["nonce", "verifier", "next_path", "expires_at"])
def test_a_started_sign_in_that_was_edited_is_not_finished(arriving: Arriving, column: str) -> None:
    """With somebody else's nonce and verifier in one's own attempt, their code would sign one in as them."""
    asked = arriving.start()
    other = arriving.clock.now() + timedelta(minutes=5) if column == "expires_at" else "/elsewhere"
    with arriving.owner.begin() as connection:
        connection.execute(update(sign_in_attempt).values({column: other}))
    arriving.come_back(asked, nonce=other if column == "nonce" else asked.nonce)
    assert not arriving.is_signed_in()
    with arriving.owner.connect() as connection:
        assert connection.execute(select(web_session.c.id)).all() == []
