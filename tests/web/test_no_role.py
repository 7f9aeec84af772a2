"""Signed in, and no role is left: each door says so, whom to ask, and lets them sign out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from app.domain.identity import SignedIn
from app.services.identity.approve_member import end_membership
from app.services.identity.find_session import find_session
from app.services.runtime import Runtime
from tests.web.chromium import served
from tests.web.exchange import HOST, Exchange, sign_in
from tests.web.partner.test_in_browser import signed_in

DOORS = {"cora": "/cases", "hugh": "/inbox", "ingrid": "/log"}
"""Somebody of each door, and where it begins."""
HEADING = "You have no role here that you can use"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def nobodys_role(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody acts in a role that no page is for."""

    def found(runtime: Runtime, token: str | None) -> SignedIn | None:
        one = find_session(runtime, token)
        return one and replace(one, actor=one.actor and replace(one.actor, role="madeup_role"))

    monkeypatch.setattr("app.web.account.register.find_session", found)


def signs_out(client: FlaskClient, page: str) -> None:
    """The button of the page does, and the session is over."""
    found = TOKEN.search(page)
    assert found
    left = client.post("/account/sign-out", data={"csrf_token": found[1]}, base_url=f"https://{HOST}")
    assert left.status_code == 200
    assert client.get("/", base_url=f"https://{HOST}").status_code == 303


@pytest.mark.usefixtures("nobodys_role")
@pytest.mark.parametrize("name", DOORS)
def test_a_role_that_opens_nothing_is_told_so_at_each_door(exchange: Exchange, name: str) -> None:
    actor, client = exchange.actors[name], exchange.client(name)
    for path in ("/", DOORS[name]):
        page = client.get(path, base_url=f"https://{HOST}")
        assert page.status_code == 403, path
        assert HEADING in page.text
        assert actor.display_name in page.text
        assert actor.organisation_name in page.text
        assert "Ask the person who looks after this service" in page.text
        assert "01632 960 000" in page.text
        assert "Work in another role" not in page.text
    assert client.post(f"{DOORS[name]}", data={}, base_url=f"https://{HOST}").status_code in {400, 403, 405}
    signs_out(client, page.text)


def test_whoever_has_another_role_is_led_to_it_and_other_doors_stay_shut(exchange: Exchange) -> None:
    """A door that is not theirs looks like nothing, as before: they have a role of use."""
    assert exchange.client("hugh").get("/cases", base_url=f"https://{HOST}").status_code == 404


def test_whoever_has_no_membership_left_to_choose_is_told_so(exchange: Exchange) -> None:
    actor, client = exchange.actors["hugh"], exchange.app.test_client()
    sign_in(exchange, client, actor, chosen=False)
    assert client.get("/account/organisation", base_url=f"https://{HOST}").status_code == 200
    end_membership(exchange.admin, actor.membership_id)
    for path in ("/account/organisation", "/account/organisation?next=/inbox"):
        page = client.get(path, base_url=f"https://{HOST}")
        assert (page.status_code, HEADING in page.text) == (403, True)
        assert actor.display_name in page.text
    landed = client.get("/inbox", base_url=f"https://{HOST}", follow_redirects=True)
    assert (landed.status_code, HEADING in landed.text) == (403, True)
    signs_out(client, page.text)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.usefixtures("nobodys_role")
@pytest.mark.parametrize("width", [1200, 320])
def test_the_page_in_a_browser(exchange: Exchange, browser: Browser, width: int) -> None:
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", width) as window:
        page = window.new_page()
        page.goto("/inbox")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        page.get_by_role("button", name="Sign out").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/account/**")
        page.goto("/inbox")
        assert "/account/sign-in" in page.url
