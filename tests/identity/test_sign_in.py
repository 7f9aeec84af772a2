"""A whole sign-in over real HTTP: a browser, the exchange, and a development identity provider of its own process."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
import requests
from sqlalchemy import text

from app.adapters.database.work import SqlDatabase
from app.demonstration.identity_provider.process import running_provider
from app.demonstration.identity_provider.settings import MadeUpPerson
from app.demonstration.identity_provider.visitor import Form, LoopbackBrowser, SignInFailed, sign_in, sign_out
from app.domain.identity import HeldMembership, IdentityProvider, Membership
from app.services.runtime import Runtime
from tests.conftest import Database
from tests.identity.exchange import SECRET, People, a_runtime, make_exchange
from tests.services.exchange import make_exchange as whole_exchange
from tests.web.chromium import served

CAST = [
    MadeUpPerson("amina", "Amina Example", "amina@town.example", "Collator"),
    MadeUpPerson("bo", "Bo Example", "bo@town.example", "Collator here, desk officer there"),
    MadeUpPerson("cy", "Cy Example", "cy@town.example", "Not approved"),
    MadeUpPerson("di", "Di Example", "di@town.example", "Unknown to the exchange"),
]


@dataclass(frozen=True)
class Town:
    """The exchange as a browser finds it."""

    address: str
    runtime: Runtime
    database: SqlDatabase
    provider: IdentityProvider
    people: People
    desk: Membership


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def issuer(port: int) -> Iterator[str]:
    exchange = f"http://127.0.0.1:{port}"
    with running_provider(
        name="Madeup Town Council",
        people=CAST,
        client_id="exchange",
        client_secret=SECRET,
        return_address=f"{exchange}/account/return/town",
        signed_out_address=f"{exchange}/account/signed-out",
    ) as address:
        yield address


@pytest.fixture
def town(database: Database, keystore: Database, tmp_path: Path, port: int, issuer: str) -> Iterator[Town]:
    address = f"http://127.0.0.1:{port}"
    base = whole_exchange(database, keystore, tmp_path, datetime.now(UTC))
    people = People(base)
    provider = people.provider(issuer)
    hub, police = people.organisation("Madeupshire hub"), people.organisation("Madeupshire Police", "police")
    people.member(people.person(provider, "amina"), hub, "hub_collator")
    bo = people.person(provider, "bo")
    people.member(bo, hub, "hub_collator")
    desk = people.member(bo, police, "police_desk")
    people.member(people.person(provider, "cy"), hub, "hub_collator", approved_by=None, approved_at=None)
    runtime = a_runtime(base, "town")
    with served(make_exchange(runtime, address), port):
        yield Town(address, runtime, cast("SqlDatabase", runtime.database), provider, people, desk)
    base.close()


def enter(town: Town, subject: str, **more: object) -> tuple[requests.Session, requests.Response]:
    browser = LoopbackBrowser()
    chosen = town.desk.id if more.get("choose") else None
    page = sign_in(
        browser, town.address, provider_key="town", subject=subject, membership=chosen, next_path="/board?page=2"
    )
    return browser, page


def test_a_person_with_one_membership_arrives_where_they_were_going(town: Town) -> None:
    browser, page = enter(town, "amina")
    assert page.url == f"{town.address}/board?page=2"
    assert page.text.startswith("Amina Example|hub_collator|Madeupshire hub|")
    assert browser.get(f"{town.address}/").text == page.text
    assert LoopbackBrowser().get(f"{town.address}/board").url == f"{town.address}/account/sign-in?next=/board"


def test_with_two_memberships_one_is_chosen_and_changing_it_gives_a_new_session(town: Town) -> None:
    browser, page = enter(town, "bo", choose=True)
    assert page.text.startswith("Bo Example|police_desk|Madeupshire Police|")
    before = browser.cookies["__Host-prx_session"]
    choice = browser.get(f"{town.address}/account/organisation")
    assert choice.text.count('type="radio"') == 2
    other = next(held.membership.id for held in _held(town, "bo") if held.membership.id != town.desk.id)
    changed = browser.post(choice.url, {**Form(choice.text).hidden, "membership": str(other)})
    assert changed.text.startswith("Bo Example|hub_collator|Madeupshire hub|")
    assert browser.cookies["__Host-prx_session"] != before
    copied = LoopbackBrowser()
    copied.cookies.set("__Host-prx_session", before, domain="127.0.0.1", path="/", secure=True)
    assert "/account/sign-in" in copied.get(f"{town.address}/board").url


def _held(town: Town, subject: str) -> tuple[HeldMembership, ...]:
    with town.database.work(None) as work:
        person = work.identity.person_for(town.provider.id, subject)
        assert person is not None
        return work.identity.memberships_of(person.id)


def test_before_choosing_there_is_no_actor(town: Town) -> None:
    browser, page = enter(town, "bo")
    assert page.url.startswith(f"{town.address}/account/organisation?next=")
    assert (
        browser.get(f"{town.address}/board", allow_redirects=False)
        .headers["Location"]
        .startswith("/account/organisation")
    )


def test_another_persons_membership_cannot_be_chosen(town: Town) -> None:
    browser, page = enter(town, "bo")
    foreign = _held(town, "amina")[0]
    refused = browser.post(page.url, {**Form(page.text).hidden, "membership": str(foreign.membership.id)})
    assert refused.status_code == 404


@pytest.mark.parametrize("subject", ["cy", "di"])
def test_nobody_without_an_approved_membership_gets_in(town: Town, subject: str) -> None:
    with pytest.raises(SignInFailed) as refused:
        enter(town, subject)
    with town.database.work(None) as work:
        person = work.identity.person_for(town.provider.id, subject)
    assert person is not None
    page = refused.value.response
    assert page.status_code == 403
    assert "You have no role here" in page.text
    assert str(person.id) in page.text
    assert "Set-Cookie" not in page.headers


def test_cookies_are_host_only_secure_unreadable_by_scripts_and_lax(town: Town) -> None:
    browser, _page = enter(town, "amina")
    found = next(cookie for cookie in browser.cookies if cookie.name == "__Host-prx_session")
    assert found.secure
    assert not found.domain_specified
    assert found.path == "/"
    assert found.expires is None
    assert found.has_nonstandard_attr("HttpOnly")
    assert found.get_nonstandard_attr("SameSite") == "Lax"
    assert "__Host-prx_sign_in" not in browser.cookies


def test_no_token_is_stored_as_the_browser_has_it(town: Town) -> None:
    browser, _page = enter(town, "amina")
    token = browser.cookies["__Host-prx_session"]
    with town.database._engine.connect() as connection:
        stored = connection.execute(text("select encode(token_hash, 'hex'), web_session::text from web_session")).all()
    assert token not in str(stored)
    assert len(stored[0][0]) == 64


def test_signing_in_again_ends_the_session_this_browser_had(town: Town) -> None:
    browser, _page = enter(town, "amina")
    first = browser.cookies["__Host-prx_session"]
    sign_in(browser, town.address, provider_key="town", subject="amina")
    copied = LoopbackBrowser()
    copied.cookies.set("__Host-prx_session", first, domain="127.0.0.1", path="/", secure=True)
    assert "/account/sign-in" in copied.get(f"{town.address}/board").url


def test_signing_out_ends_the_session_here_and_leads_through_the_provider(town: Town) -> None:
    browser, _page = enter(town, "amina")
    token = browser.cookies["__Host-prx_session"]
    choice = browser.get(f"{town.address}/account/organisation")
    page = sign_out(browser, town.address, choice)
    assert page.url == f"{town.address}/account/signed-out"
    assert page.history[0].url.startswith(town.provider.issuer)
    browser.cookies.set("__Host-prx_session", token, domain="127.0.0.1", path="/", secure=True)
    assert "/account/sign-in" in browser.get(f"{town.address}/board").url


def test_signing_out_everywhere_else_leaves_this_session(town: Town) -> None:
    here, _page = enter(town, "amina")
    there, _page = enter(town, "amina")
    choice = here.get(f"{town.address}/account/organisation")
    done = here.post(
        f"{town.address}/account/sign-out-elsewhere", {"csrf_token": Form(choice.text).hidden["csrf_token"]}
    )
    assert "Signed out of 1 other session." in done.text
    assert "/account/sign-in" in there.get(f"{town.address}/board").url
    assert here.get(f"{town.address}/board").text.startswith("Amina Example")
