"""Proving once more who one is, in a real browser at npm's oidc-provider; and the pages on the way, looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import render_template_string
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.http.access import public
from app.services.identity import find_provider
from app.services.identity.follow import MAILBOX, NAME, Followed
from app.services.identity.register_provider import count_as_strong
from app.services.identity.slow_down import Limit
from app.web.account.signing_in import _followed_page
from tests.conftest import Database
from tests.identity.exchange import People, a_runtime, make_exchange
from tests.oidc.running import client_of, our_address, real_provider
from tests.services.exchange import Exchange
from tests.services.exchange import make_exchange as whole_exchange
from tests.web.chromium import served

pytestmark = [pytest.mark.node, pytest.mark.browser, pytest.mark.slow]
STRONG = "aal2"
PATIENCE = 120_000
"""Milliseconds that anything may take; a busy machine is no failure."""
TYPED = "a reason of several words"
FORM = """<!DOCTYPE html><html lang="en"><head><title>Form</title></head><body><main><h1>Form</h1>
<form method="post" action="/act"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<label>Why <input name="text"></label><button>Reveal</button></form></main></body></html>"""
OTHERWISE = (
    Followed(NAME, "Amina Former", "Amina Example"),
    Followed(MAILBOX, "", "amina.example.of.safeguarding@town.example"),
)
KEPT = os.environ.get("PRX_SCREENSHOTS")
"""A folder to keep what was looked at; nothing is kept where it is not named."""


@pytest.fixture
def base(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange without pages."""
    made = whole_exchange(database, keystore, tmp_path, datetime.now(UTC))
    yield made
    made.close()


@pytest.fixture
def address(base: Exchange) -> Iterator[str]:
    """Its pages, whose people sign in at the real provider, which says that each has a second factor."""
    here, port = our_address()
    with real_provider(host="127.0.0.3", algorithms=["ES256"], client=client_of(here), acr=STRONG) as issuer:
        people = People(base)
        provider = people.provider(issuer, strong=(STRONG,))
        people.member(people.person(provider, "amina"), people.organisation("Madeupshire hub"), "hub_collator")
        app = make_exchange(a_runtime(base, "town"), here)
        app.add_url_rule("/form", "form", public(lambda: render_template_string(FORM)))
        app.add_url_rule("/followed", "followed", public(lambda: _followed_page(OTHERWISE, "/form")))
        with served(app, port):
            yield here


@pytest.fixture(params=[1200, 360], ids=["desk", "telephone"])
def window(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser of somebody's own."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, base_url=address)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def look(page: Page, heading: str) -> None:
    """A page of ours is there, whole, and nothing is to be objected to."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=PATIENCE)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    if KEPT and (size := page.viewport_size):
        page.screenshot(path=Path(KEPT) / f"{heading} {size['width']}.png", full_page=True)


def proves(page: Page, subject: str, *, again: bool = False) -> None:
    """At the provider: who they are, and the first time that the exchange may know."""
    page.get_by_placeholder("Enter any login").fill(subject)
    page.get_by_placeholder("and password").fill("anything")
    page.get_by_role("button", name="Sign-in").click()
    if not again:
        page.get_by_role("button", name="Continue").click()


def signs_in(page: Page, subject: str, onwards: str = "/form") -> None:
    """From the exchange's own page to the provider and back."""
    page.goto(f"/account/sign-in?next={onwards}")
    page.get_by_role("button", name="Provider town").click()
    proves(page, subject)


def test_the_way_there_and_back_loses_nothing(window: BrowserContext, base: Exchange) -> None:
    page = window.new_page()
    count_as_strong(base.admin, "town", ["other"])  # so that the sign-in itself proves nothing
    signs_in(page, "amina")
    count_as_strong(base.admin, "town", [STRONG])
    page.get_by_label("Why").fill(TYPED)
    page.get_by_role("button", name="Reveal").click()
    look(page, "Confirm who you are first")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="opens in a new tab").click()
    other = opened.value
    look(other, "Confirm who you are")
    other.get_by_role("button", name="Continue to Provider town").click()
    proves(other, "amina", again=True)
    other.wait_for_url("**/account/confirmed")
    look(other, "You have confirmed who you are")
    other.close()
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("body")).to_have_text(f"Amina Example did {TYPED}", timeout=PATIENCE)


def test_what_a_sign_in_says_otherwise_now_is_shown_once(window: BrowserContext) -> None:
    page = window.new_page()
    page.goto("/followed")
    look(page, "Your details have changed")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Form", timeout=PATIENCE)


def test_whoever_nobody_approved_is_told_whom_to_ask(window: BrowserContext) -> None:
    page = window.new_page()
    signs_in(page, "stranger")
    look(page, "You have no role here")
    page.get_by_role("link", name="Sign out of Provider town").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sign-out", timeout=PATIENCE)


def test_whoever_comes_after_many_waits_and_goes_on(window: BrowserContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_provider, "STARTS", Limit("made-up", 0, find_provider.STARTS.window))
    page = window.new_page()
    page.goto("/account/sign-in")
    page.get_by_role("button", name="Provider town").click()
    look(page, "Wait a few seconds")
    page.get_by_role("button", name="Continue").click()
    look(page, "Wait a few seconds")
