"""In a real browser: two people offer passkeys, suspend a colleague and lift it together; at a desk and a telephone.

Chromium's own virtual authenticator makes and signs: no line of it is ours or the tests'.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from app.adapters.passkeys import SitePasskeys
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from app.services.runtime import Runtime
from app.web.account.cookies import SESSION_COOKIE
from tests.budgets.looked_at import objections
from tests.web.chromium import served
from tests.web.exchange import HOST, Exchange

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def open_site(exchange: Exchange) -> Iterator[tuple[str, Runtime]]:
    """The exchange under a name, for which browsers make passkeys; and what applies its changes."""
    with served(exchange.app) as address:
        named = f"http://{HOST}:{urlsplit(address).port}"
        passkeys = SitePasskeys(named)
        exchange.app.extensions["runtime"] = replace(exchange.runtime, passkeys=passkeys)
        yield named, replace(exchange.admin, passkeys=passkeys)


def window(exchange: Exchange, browser: Browser, address: str, name: str, *, scripts: bool = True) -> BrowserContext:
    """A browser's window of its own, in which this person is signed in."""
    cookie = exchange.client(name).get_cookie(SESSION_COOKIE, domain=HOST, path="/")
    assert cookie
    size: ViewportSize = {"width": 1200, "height": 900}
    context = browser.new_context(base_url=address, viewport=size, java_script_enabled=scripts)
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "domain": HOST, "path": "/", "secure": True}])
    return context


def with_device(page: Page) -> Page:
    """The same page, at a machine with an authenticator of its own."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def fine(page: Page) -> None:
    """It can be read by everybody at every width."""
    assert objections(page) == []


def offer(page: Page) -> str:
    """Make a passkey and offer it; says the code that the page shows."""
    page.goto("/admin/passkeys")
    fine(page)
    page.get_by_role("button", name="Make a passkey and offer it").click()
    page.get_by_text("Your passkey is offered.").wait_for()
    fine(page)
    return page.locator("strong code").inner_text()


def test_two_people_and_their_devices_from_offering_to_lifting(exchange: Exchange, browser: Browser) -> None:
    with open_site(exchange) as (address, admin):
        ada = with_device(window(exchange, browser, address, "ada").new_page())
        ben = with_device(window(exchange, browser, address, "ben").new_page())
        begin(admin, exchange.organisations["housing"].id, [offer(ada), offer(ben)])
        ada.goto("/admin/people")
        fine(ada)
        ada.get_by_role("link", name="Hugh Housing").click()
        fine(ada)
        ada.get_by_role("button", name="Suspend Hugh Housing now").click()
        ada.get_by_text("They can do nothing under this role").wait_for()
        fine(ada)
        ada.get_by_role("button", name="Propose to lift it").click()
        ada.get_by_role("heading", name="Lift a suspension: Hugh Housing").wait_for()
        fine(ada)
        ada.get_by_role("button", name="Sign with your passkey").click()
        ada.get_by_text("You have signed this change.", exact=True).wait_for()
        fine(ada)
        ben.goto("/admin/changes")
        fine(ben)
        ben.get_by_role("link", name="Lift a suspension").click()
        ben.get_by_role("button", name="Sign with your passkey").press("Enter")
        ben.get_by_text("It is done within seconds").wait_for()
        assert apply_changes(admin) == 1
        ben.reload()
        ben.get_by_text("Done", exact=True).wait_for()
        fine(ben)
        ben.goto("/admin/changes")
        fine(ben)
        ben.go_back()
        ben.get_by_text("Done", exact=True).wait_for()


def test_two_invite_somebody_by_keyboard_and_each_page_can_be_read(exchange: Exchange, browser: Browser) -> None:
    with open_site(exchange) as (address, admin):
        ada = with_device(window(exchange, browser, address, "ada").new_page())
        ben = with_device(window(exchange, browser, address, "ben").new_page())
        begin(admin, exchange.organisations["housing"].id, [offer(ada), offer(ben)])
        ada.goto("/admin/people/invitations")
        fine(ada)
        ada.get_by_role("link", name="Invite somebody").press("Enter")
        fine(ada)
        ada.get_by_role("button", name="Go on to sign it").press("Enter")
        ada.get_by_role("heading", name="There is a problem").wait_for()
        fine(ada)
        ada.get_by_label("Their name").fill("Amina Example of a Very Long Name Indeed")
        ada.get_by_label("Their work e-mail address").fill("amina.example.of.a.very.long.name@madeup.example")
        ada.get_by_label("Role").select_option("partner_responder")
        ada.get_by_role("button", name="Go on to sign it").press("Enter")
        ada.get_by_role("heading", name="Invite somebody: Amina Example").wait_for()
        fine(ada)
        ada.get_by_role("button", name="Sign with your passkey").press("Enter")
        ada.get_by_text("You have signed this change.", exact=True).wait_for()
        ben.goto(ada.url)
        ben.get_by_role("button", name="Sign with your passkey").press("Enter")
        ben.get_by_text("It is done within seconds").wait_for()
        assert apply_changes(admin) == 1
        ben.reload()
        ben.get_by_role("link", name="What became of the invitation").press("Enter")
        ben.get_by_role("heading", name="Invited: Amina Example").wait_for()
        fine(ben)
        ben.get_by_role("button", name="Take this invitation back").press("Enter")
        ben.get_by_text("Nobody is let in by its link.").wait_for()
        fine(ben)
        ben.go_back()
        ben.get_by_text("Taken back", exact=True).wait_for()
        ben.goto("/admin/people/invitations")
        fine(ben)


def test_a_device_that_says_no_leaves_the_page_and_says_so(exchange: Exchange, browser: Browser) -> None:
    with open_site(exchange) as (address, _):
        page = window(exchange, browser, address, "ada").new_page()
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
        page.goto("/admin/passkeys")
        assert page.get_by_text("Your device did not do this").is_hidden()
        page.get_by_role("button", name="Make a passkey and offer it").click()
        page.get_by_text("Your device did not do this").wait_for()
        expect(page.locator(":focus")).to_have_role("alert")
        fine(page)


def test_another_passkey_on_the_same_device_takes_the_place_of_none(exchange: Exchange, browser: Browser) -> None:
    with open_site(exchange) as (address, admin):
        ada = with_device(window(exchange, browser, address, "ada").new_page())
        ben = with_device(window(exchange, browser, address, "ben").new_page())
        begin(admin, exchange.organisations["housing"].id, [offer(ada), offer(ben)])
        offer(ada)
        ada.goto(f"/admin/people/{exchange.actors['hugh'].membership_id}")
        ada.get_by_role("button", name="Suspend Hugh Housing now").click()
        ada.get_by_role("button", name="Propose to lift it").click()
        ada.get_by_role("button", name="Sign with your passkey").click()
        ada.get_by_text("You have signed this change.", exact=True).wait_for()


def test_without_scripts_it_says_so_and_suspending_needs_none(exchange: Exchange, browser: Browser) -> None:
    with open_site(exchange) as (address, _):
        page = window(exchange, browser, address, "ada", scripts=False).new_page()
        page.goto("/admin/passkeys")
        assert page.get_by_text("This one step needs scripts").is_visible()
        assert page.get_by_role("button", name="Make a passkey and offer it").count() == 0
        page.goto(f"/admin/people/{exchange.actors['hugh'].membership_id}")
        page.get_by_role("button", name="Suspend Hugh Housing now").click()
        expect(page.get_by_text("They can do nothing under this role")).to_be_visible()


def test_at_an_address_that_is_a_number_the_pages_say_so(exchange: Exchange, browser: Browser) -> None:
    with served(exchange.app) as address:
        exchange.app.extensions["runtime"] = replace(exchange.runtime, passkeys=SitePasskeys(address))
        cookie = exchange.client("ada").get_cookie(SESSION_COOKIE, domain=HOST, path="/")
        assert cookie
        context = browser.new_context(base_url=address)
        context.add_cookies(
            [{"name": SESSION_COOKIE, "value": cookie.value, "domain": "127.0.0.1", "path": "/", "secure": True}]
        )
        page = context.new_page()
        page.goto("/admin/passkeys")
        assert page.get_by_text("browsers make passkeys for names alone").is_visible()
        fine(page)
