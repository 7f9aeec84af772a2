"""Sessions: how long, for whom, under what; and everything that ends one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from app.adapters.database.tables.identity import (
    identity_provider,
    membership,
    organisation,
    rate_window,
    web_session,
)
from app.adapters.identity.logout_token import EVENT
from app.services.identity.find_session import find_session
from app.services.identity.slow_down import Limit, SlowDown, slow_down
from app.web.account.cookies import SESSION_COOKIE
from tests.identity.arriving import Arriving
from tests.identity.exchange import a_runtime
from tests.identity.made_up_tokens import sign


def change(arriving: Arriving, table: Table, **values: Any) -> None:
    with arriving.owner.begin() as connection:
        connection.execute(update(table).values(**values))


def last_seen(arriving: Arriving) -> datetime:
    with arriving.database._engine.connect() as connection:
        found = connection.execute(select(web_session.c.last_seen_at)).scalar_one()
    assert isinstance(found, datetime)
    return found


def test_a_session_ends_after_thirty_idle_minutes(arriving: Arriving) -> None:
    arriving.sign_in()
    arriving.later(minutes=29, seconds=59)
    assert arriving.is_signed_in()
    arriving.later(minutes=30)
    assert not arriving.is_signed_in()


def test_a_session_ends_after_twelve_hours_however_busy(arriving: Arriving) -> None:
    arriving.sign_in()
    for _ in range(28):
        arriving.later(minutes=25)
        assert arriving.is_signed_in()
    arriving.later(minutes=20)
    assert not arriving.is_signed_in()


def test_changing_membership_does_not_prolong_the_session(arriving: Arriving) -> None:
    arriving.sign_in()
    mine = _memberships(arriving)[0]
    for _ in range(28):
        arriving.later(minutes=25)
        assert arriving.post("/account/organisation", {"membership": mine}).status_code == 303
    arriving.later(minutes=20)
    assert not arriving.is_signed_in()


def _memberships(arriving: Arriving) -> list[str]:
    with arriving.database._engine.connect() as connection:
        return [str(found) for found in connection.execute(select(membership.c.id)).scalars()]


def test_last_use_is_written_at_most_once_a_minute(arriving: Arriving) -> None:
    arriving.sign_in()
    at_sign_in = last_seen(arriving)
    arriving.later(seconds=59)
    assert arriving.is_signed_in()
    assert last_seen(arriving) == at_sign_in
    arriving.later(seconds=1)
    assert arriving.is_signed_in()
    assert last_seen(arriving) == arriving.clock.now()


@pytest.mark.parametrize(
    "table,column",
    [
        (identity_provider, "retired_at"),
        (organisation, "retired_at"),
        (membership, "ended_at"),
        (web_session, "revoked_at"),
    ],
)
def test_what_ends_access_ends_it_at_the_next_request(arriving: Arriving, table: Table, column: str) -> None:
    arriving.sign_in()
    assert arriving.is_signed_in()
    change(arriving, table, **{column: arriving.clock.now()})
    assert not arriving.is_signed_in()


def test_a_withdrawn_approval_ends_access(arriving: Arriving) -> None:
    arriving.sign_in()
    change(arriving, membership, approved_by=None, approved_at=None)
    assert not arriving.is_signed_in()
    assert arriving.sign_in(browser=arriving.another_browser()).status_code == 403


def test_an_equal_e_mail_address_makes_nobody_the_same_person(arriving: Arriving) -> None:
    refused = arriving.sign_in("amina-elsewhere", email="amina@town.example")
    assert refused.status_code == 403


def test_a_development_provider_is_refused_in_production_even_with_a_live_session(arriving: Arriving) -> None:
    arriving.sign_in()
    cookie = arriving.browser.get_cookie(SESSION_COOKIE, domain="prx.example")
    assert cookie is not None
    assert find_session(arriving.runtime, cookie.value) is not None
    strict = a_runtime(arriving.people.base, "town", production=True)
    assert find_session(strict, cookie.value) is None


@pytest.mark.parametrize("token", [None, "", "x", "x" * 5000, "\ud800", "é", "\0"])
def test_any_other_token_is_nobodys(arriving: Arriving, token: str | None) -> None:
    arriving.sign_in()
    assert find_session(arriving.runtime, token) is None


def test_a_session_before_the_choice_counts_but_does_not_act(arriving: Arriving) -> None:
    with arriving.database.work(None) as work:
        known = work.identity.person_for(arriving.provider.id, "amina")
    assert known is not None
    arriving.people.member(known, arriving.people.organisation("Police", "police"), "police_desk")
    arriving.sign_in()
    cookie = arriving.browser.get_cookie(SESSION_COOKIE, domain="prx.example")
    assert cookie is not None
    found = find_session(arriving.runtime, cookie.value)
    assert found is not None
    assert (found.memberships, found.actor) == (2, None)
    assert arriving.get("/board").status_code == 303
    nothing_chosen = arriving.post("/account/organisation", {"membership": "x"})
    assert nothing_chosen.status_code == 422
    assert 'href="#membership"' in nothing_chosen.text


def test_a_membership_of_an_organisation_that_left_is_not_counted(arriving: Arriving) -> None:
    with arriving.database.work(None) as work:
        known = work.identity.person_for(arriving.provider.id, "amina")
    assert known is not None
    left = arriving.people.organisation("Police", "police")
    arriving.people.member(known, left, "police_desk")
    with arriving.owner.begin() as connection:
        gone = update(organisation).where(organisation.c.id == left.id).values(retired_at=arriving.clock.now())
        connection.execute(gone)
    arriving.sign_in()
    found = find_session(arriving.runtime, session_cookie(arriving))
    assert found is not None
    assert found.memberships == 1


def session_cookie(arriving: Arriving) -> str:
    cookie = arriving.browser.get_cookie(SESSION_COOKIE, domain="prx.example")
    assert cookie is not None
    return str(cookie.value)


def test_only_sessions_still_going_on_are_counted_as_ended_elsewhere(arriving: Arriving) -> None:
    for hours in (1, 0, 0):
        arriving.sign_in(browser=arriving.another_browser())
        arriving.later(hours=hours)
    arriving.sign_in()
    assert "Signed out of 2 other sessions." in arriving.post("/account/sign-out-elsewhere", {}).text
    assert "You were not signed in anywhere else." in arriving.post("/account/sign-out-elsewhere", {}).text


def test_the_provider_can_end_sessions_over_the_back_channel(arriving: Arriving) -> None:
    arriving.sign_in(sid="session-1")
    other = arriving.another_browser()
    arriving.sign_in(browser=other, sid="session-2")
    now = int(arriving.clock.now().timestamp())
    about = {
        "iss": arriving.there.issuer,
        "aud": "exchange",
        "iat": now,
        "exp": now + 240,
        "jti": "a",
        "events": {EVENT: {}},
    }
    forged = sign({**about, "sid": "session-1", "events": {}}, typ="logout+jwt")
    token = sign({**about, "sid": "session-1"}, typ="logout+jwt")
    for sent, status in ((forged, 400), ("", 400), (token, 200)):
        answer = arriving.another_browser().post(
            "/account/back-channel/town", data={"logout_token": sent}, base_url="https://prx.example"
        )
        assert answer.status_code == status
        assert arriving.is_signed_in() == (status == 400)
    assert arriving.is_signed_in(other)
    # The same token, overheard and sent again a minute later, does not end what began since.
    arriving.sign_in(sid="session-1")
    arriving.later(minutes=1)
    again = arriving.another_browser().post(
        "/account/back-channel/town", data={"logout_token": token}, base_url="https://prx.example"
    )
    assert again.status_code == 400
    assert arriving.is_signed_in()


def test_signing_out_twice_or_without_a_session_is_no_error(arriving: Arriving) -> None:
    assert arriving.post("/account/sign-out", {}).status_code == 200
    arriving.sign_in()
    assert "You are signed out here" in arriving.post("/account/sign-out", {}).text
    assert "You are signed out" in arriving.post("/account/sign-out", {}).text


def test_signing_out_works_while_the_provider_is_down(arriving: Arriving) -> None:
    arriving.sign_in()
    arriving.later(minutes=11)
    arriving.there.answers.clear()
    page = arriving.post("/account/sign-out", {})
    assert page.status_code == 200
    assert "could not sign you out at Provider town" in page.text
    assert not arriving.is_signed_in()


def test_a_rate_window_counts_and_forgets(arriving: Arriving) -> None:
    limit = Limit("probe", 3, timedelta(minutes=5))
    for _ in range(3):
        slow_down(arriving.runtime, limit, "a session", "")
    with pytest.raises(SlowDown):
        slow_down(arriving.runtime, limit, "a session", "")
    slow_down(arriving.runtime, limit, "another", "")
    arriving.later(days=8)
    slow_down(arriving.runtime, limit, "a session", "")
    with arriving.database._engine.connect() as connection:
        rows = connection.execute(select(rate_window)).mappings().all()
    assert [row["count"] for row in rows] == [1]
    assert "a session" not in str(rows)
