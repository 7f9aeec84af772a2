"""Signing in and out against npm's oidc-provider, which shares no line of code with us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin
from uuid import uuid4

import pytest
import requests

from app.adapters.database.engine import make_engine
from app.demonstration.identity_provider.visitor import Form, LoopbackBrowser
from app.domain.identity import IdentityProvider
from tests.conftest import Database
from tests.identity.exchange import People, a_runtime, make_exchange
from tests.oidc.running import client_of, our_address, real_provider
from tests.services.exchange import make_exchange as whole_exchange
from tests.web.chromium import served

pytestmark = pytest.mark.node


@dataclass(frozen=True)
class Exchange:
    """An exchange whose people sign in at a provider of somebody else's making."""

    address: str
    issuer: str


@pytest.fixture(params=["ES256", "RS256", "PS256", "EdDSA"])
def exchange(
    request: pytest.FixtureRequest, database: Database, keystore: Database, tmp_path: Path
) -> Iterator[Exchange]:
    algorithm = str(request.param)
    way = "client_secret_post" if algorithm == "RS256" else "client_secret_basic"
    address, port = our_address()
    client = client_of(
        address,
        algorithm,
        backchannel_logout_uri=f"{address}/account/back-channel/town",
        backchannel_logout_session_required=True,
        token_endpoint_auth_method=way,
    )
    base = whole_exchange(database, keystore, tmp_path, datetime.now(UTC))
    with real_provider(host="127.0.0.3", algorithms=["ES256", "RS256", "PS256", "EdDSA"], client=client) as issuer:
        people, runtime = People(base), a_runtime(base, "town")
        met = IdentityProvider(uuid4(), "town", "Town", issuer, "exchange", base.clock.now(), development=True)
        offer = runtime.providers.offer(met)
        assert algorithm in offer.algorithms
        assert way in offer.client_authentication
        provider = people.provider(issuer, algorithms=(algorithm,), client_authentication=way)
        amina = people.person(provider, "amina")
        people.member(amina, people.organisation("Madeupshire hub"), "hub_collator")
        with served(make_exchange(runtime, address), port):
            yield Exchange(address, issuer)
    base.close()


def sign_in(browser: requests.Session, exchange: Exchange, subject: str) -> requests.Response:
    page = browser.get(f"{exchange.address}/account/sign-in?next=/board")
    going = browser.post(f"{exchange.address}/account/sign-in", {**Form(page.text).hidden, "provider": "town"})
    onwards = Form(going.text).onwards
    assert onwards is not None
    page = browser.get(onwards)
    page = browser.post(form_address(page), {"prompt": "login", "login": subject, "password": "anything"})
    return browser.post(form_address(page), {"prompt": "consent"})


def form_address(page: requests.Response) -> str:
    found = re.search(r'action="([^"]+)"', page.text)
    assert found is not None, page.text
    return urljoin(page.url, str(found[1]))


def test_a_whole_sign_in_and_sign_out(exchange: Exchange) -> None:
    browser, elsewhere = LoopbackBrowser(), LoopbackBrowser()
    page = sign_in(browser, exchange, "amina")
    assert page.url == f"{exchange.address}/board"
    assert page.text.startswith("Amina Example|hub_collator|Madeupshire hub|")
    sign_in(elsewhere, exchange, "amina")
    copied = browser.cookies["__Host-prx_session"]

    # The person signs out at the provider, which tells the exchange over the back channel.
    leaving = browser.get(f"{exchange.issuer}/session/end?client_id=exchange")
    marks = re.findall(r'name="xsrf" value="([^"]+)"', leaving.text)
    browser.post(form_address(leaving), {"xsrf": marks[0], "logout": "yes"})
    assert browser.cookies["__Host-prx_session"] == copied
    assert "/account/sign-in" in browser.get(f"{exchange.address}/board").url
    assert elsewhere.get(f"{exchange.address}/board").status_code == 200

    # And here, through the provider and back.
    choice = elsewhere.get(f"{exchange.address}/account/organisation")
    leaving = elsewhere.post(f"{exchange.address}/account/sign-out", Form(choice.text).hidden)
    onwards = Form(leaving.text).onwards
    assert onwards is not None
    assert onwards.startswith(f"{exchange.issuer}/session/end?")
    confirm = elsewhere.get(onwards)
    marks = re.findall(r'name="xsrf" value="([^"]+)"', confirm.text)
    done = elsewhere.post(form_address(confirm), {"xsrf": marks[0], "logout": "yes"})
    assert done.url.startswith(f"{exchange.address}/account/signed-out")


def test_somebody_the_exchange_does_not_know_is_named_but_not_let_in(exchange: Exchange, database: Database) -> None:
    page = sign_in(LoopbackBrowser(), exchange, "stranger")
    assert page.status_code == 403
    assert "You have no role here" in page.text
    engine = make_engine(database.owner_url)
    with engine.connect() as connection:
        names = connection.exec_driver_sql("select display_name, email from person").all()
    engine.dispose()
    assert ("Stranger Example", "stranger@town.example") in [tuple(row) for row in names]


def test_giving_up_at_the_provider_is_said_plainly(exchange: Exchange) -> None:
    browser = LoopbackBrowser()
    page = browser.get(f"{exchange.address}/account/sign-in")
    going = browser.post(page.url, {**Form(page.text).hidden, "provider": "town"})
    login = browser.get(Form(going.text).onwards or "")
    found = re.search(r'href="([^"]*abort[^"]*)"', login.text)
    assert found is not None
    page = browser.get(urljoin(login.url, found[1]))
    assert page.status_code == 401
    assert "was not finished at your organisation" in page.text
