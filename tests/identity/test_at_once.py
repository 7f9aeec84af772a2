"""Two at the same moment: a state, a session and a first sign-in are each good for one of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from app.domain.identity import Identity, Person, SignInRefused
from app.services.identity.choose_membership import choose_membership
from app.services.identity.tokens import hash_token
from app.web.account.cookies import BROWSER_COOKIE, SESSION_COOKIE
from tests.identity.arriving import Arriving

TRIES = 8


def at_once(act: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(TRIES) as pool:
        return [future.result() for future in [pool.submit(act) for _ in range(TRIES)]]


def cookie(arriving: Arriving, name: str) -> str:
    found = arriving.browser.get_cookie(name, domain="prx.example")
    assert found is not None
    return found.value


def test_a_state_is_taken_by_one(arriving: Arriving) -> None:
    asked = arriving.start()
    key = arriving.runtime.session_key
    browser = hash_token(key, cookie(arriving, BROWSER_COOKIE))

    def take() -> object:
        with arriving.database.work(None) as work:
            found = work.identity.take_attempt(hash_token(key, asked.state), browser, arriving.clock.now())
            work.commit()
            return found

    assert sum(found is not None for found in at_once(take)) == 1


def test_a_session_is_exchanged_by_one(arriving: Arriving) -> None:
    arriving.sign_in()
    token = cookie(arriving, SESSION_COOKIE)
    with arriving.database.work(None) as work:
        known = work.identity.person_for(arriving.provider.id, "amina")
        assert known is not None
        mine = work.identity.memberships_of(known.id)[0].membership.id

    def choose() -> object:
        try:
            return choose_membership(arriving.runtime, token, mine)
        except SignInRefused:
            return None

    assert sum(fresh is not None for fresh in at_once(choose)) == 1


def test_an_account_is_recorded_once(arriving: Arriving) -> None:
    def record() -> object:
        with arriving.database.work(None) as work:
            person = Person(uuid4(), "Twice Example", None, arriving.clock.now())
            work.identity.add_person(person)
            account = Identity(uuid4(), arriving.provider.id, "twice", person.id, arriving.clock.now())
            added = work.identity.add_identity(account)
            if added:
                work.commit()
            return added

    assert sum(bool(added) for added in at_once(record)) == 1
