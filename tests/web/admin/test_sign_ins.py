"""Pages on which a sign-in is tried before it goes live."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.services.administration.trial import NOT_YOURS
from app.web.account.cookies import SESSION_COOKIE
from tests.governance.commands import flask
from tests.governance.town import Town, made_up_town
from tests.identity.made_up_tokens import ACCESS_TOKEN, claims, sign
from tests.web.admin.office import Desk, an_hour_later
from tests.web.admin.test_organisations import hub_begun, of_hub
from tests.web.admin.test_pages import said
from tests.web.exchange import HOST, Exchange
from tests.web.pages import parse

__all__ = ["of_hub"]
PAGES = "/admin/sign-ins"
TYPED = {"name": "Madeup Town", "key": "town", "client_id": "exchange", "domains": "town.example"}


@pytest.fixture
def town(exchange: Exchange, tmp_path: Path) -> Iterator[Town]:
    """One that the exchange can ask, with a secret for it."""
    with made_up_town(tmp_path) as town:
        town.sign_with("ES256")
        exchange.app.extensions["runtime"] = replace(exchange.runtime, providers=town.providers)
        yield town


def answered(exchange: Exchange, town: Town, address: str) -> str:
    """The way back of whoever signs in at this address as Bo."""
    asked = parse_qs(urlsplit(address).query)
    now = int(exchange.clock.now().timestamp())
    who = {"name": "Bo Example", "email": "bo@town.example", "amr": ["otp"]}
    token = sign(claims(iss=town.there.issuer, nonce=asked["nonce"][0], iat=now, exp=now + 300, **who))
    answer = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "id_token": token}
    town.there.answer("/token", answer)
    return f"{urlsplit(asked['redirect_uri'][0]).path}?code=made-up&state={asked['state'][0]}"


def led(answer_headers: str) -> str:
    """Where a page leads by itself."""
    return answer_headers.partition("url=")[2]


def test_one_is_tried_signed_and_live(exchange: Exchange, town: Town) -> None:
    hana, hector = hub_begun(exchange)
    session = hana.client.get_cookie(SESSION_COOKIE, domain=HOST, path="/")
    went = hana.press(f"{PAGES}/new", f"{PAGES}/new", **TYPED, issuer=town.there.issuer)
    assert "Going to Madeup Town sign-in" in said(went.text)
    back = hana.client.get(answered(exchange, town, led(went.headers["Refresh"])))
    came = hana.client.get(led(back.headers["Refresh"]))
    shown = said(came.text)
    assert "Account made-up-subject" in shown
    assert "Mailbox bo@town.example" in shown
    assert "Proof otp" in shown
    kept = hana.client.get_cookie(SESSION_COOKIE, domain=HOST, path="/")
    assert session
    assert kept
    assert kept.value == session.value
    again = hana.client.get(led(back.headers["Refresh"]))
    assert (again.status_code, "It was not tried" in said(again.text)) == (400, True)
    assert "no_attempt" not in again.text
    assert NOT_YOURS in said(again.text)
    found = re.search(r'name="kept" value="([^"]+)"', came.text)
    assert found
    change = hana.press(f"{PAGES}/new", f"{PAGES}/propose", kept=unescape(found[1]), strong="otp").request.path
    assert "what came was made-up-subject, called Bo Example, bo@town.example" in said(hector.get(change))
    hana.signs(change)
    hector.signs(change)
    assert an_hour_later(exchange, hana, hector) == 1
    listed = hana.get(PAGES)
    assert "Madeup Town" in said(listed)
    page = re.search(rf'href="({PAGES}/[0-9a-f-]{{36}})">Madeup Town', listed)
    assert page
    assert "Strong proof otp" in said(hana.get(page[1]))
    change = hana.press(page[1], f"{page[1]}/end").request.path
    assert "This cannot be undone" in said(hana.get(change))
    command = ("providers", "register", "other", "Other", town.there.issuer, "prx")
    assert f"{PAGES}/new" in flask(None, *command, admin=exchange.admin).error


def test_what_is_wrong_is_said_where_it_was_typed(exchange: Exchange, town: Town) -> None:
    hana = Desk(exchange, "hana")
    answer = hana.press(f"{PAGES}/new", f"{PAGES}/new", **{**TYPED, "key": "Town!", "domains": ""}, issuer="town")
    assert set(parse(answer.text).summary_targets) == {"key", "issuer", "domains"}
    assert 'value="Madeup Town"' in answer.text
    answer = hana.press(f"{PAGES}/new", f"{PAGES}/new", **{**TYPED, "key": "other"}, issuer=town.there.issuer)
    assert "secret missing" in said(answer.text)
    refused = hana.press(f"{PAGES}/new", f"{PAGES}/propose", kept=json.dumps({}))
    assert (refused.status_code, "Its time is over" in refused.text or "its time is over" in refused.text) == (
        400,
        True,
    )


def test_a_partner_s_administrators_have_no_such_pages(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    for path in (PAGES, f"{PAGES}/new", f"{PAGES}/{exchange.provider.id}", f"{PAGES}/tried"):
        assert ada.client.get(path).status_code == 404
    assert PAGES not in ada.get("/admin/organisations")
