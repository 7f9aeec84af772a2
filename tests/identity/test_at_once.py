"""Two at the same moment: a state, a session and a first sign-in are each good for one of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from app.adapters.database.tables.identity import person
from app.domain.identity import ProvenIdentity, SignInRefused
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


def test_two_first_sign_ins_with_one_account_are_one_person(arriving: Arriving) -> None:
    proven = ProvenIdentity("twice", "Twice Example", "twice@town.example", None, ())

    def meet() -> object:
        with arriving.database.work(None) as work:
            person = work.identity.meet_person(arriving.provider.id, proven, arriving.clock.now())
            time.sleep(0.02)  # so that the others come while this account is not there yet
            work.commit()
            return person.id

    assert len(set(at_once(meet))) == 1
    with arriving.owner.connect() as connection:
        named = select(func.count()).select_from(person).where(person.c.display_name == "Twice Example")
        assert connection.execute(named).scalar_one() == 1


def test_an_account_stays_whose_it_is(arriving: Arriving) -> None:
    proven = ProvenIdentity("amina", "Somebody Else", "amina@town.example", None, ())
    with arriving.database.work(None) as work:
        known = work.identity.person_for(arriving.provider.id, "amina")
        met = work.identity.meet_person(arriving.provider.id, proven, arriving.clock.now())
    assert known is not None
    assert met.id == known.id
    assert met.display_name == "Somebody Else", "names follow the provider"
