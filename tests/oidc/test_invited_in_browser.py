"""From the mail to signed in, in a real browser at npm's oidc-provider: its screens counted, and looked at."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.services.administration.apply_changes import apply_changes
from app.services.administration.invitation_link import link_of
from app.services.administration.invite import invite
from tests.conftest import Database
from tests.identity.exchange import People, a_runtime, make_exchange
from tests.oidc.running import client_of, our_address, real_provider
from tests.oidc.test_confirming_in_browser import PATIENCE, look, proves
from tests.services.administering import Office, office
from tests.services.exchange import make_exchange as whole_exchange
from tests.web.chromium import served

pytestmark = [pytest.mark.node, pytest.mark.browser, pytest.mark.slow]
MOST_SCREENS = 8


@dataclass(frozen=True)
class Place:
    """Where the exchange is, who administers there, and the link that a mail would hold."""

    address: str
    here: Office
    link: str


@pytest.fixture
def place(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Place]:
    """Nadia is invited to a hub; she has never been here."""
    address, port = our_address()
    base = whole_exchange(database, keystore, tmp_path, datetime.now(UTC))
    with real_provider(host="127.0.0.3", algorithms=["ES256"], client=client_of(address)) as issuer:
        People(base).provider(issuer)
        here = office(base, at=base.another("hub"))
        change = invite(base.runtime, here.ada.actor, "hub_collator", "Nadia Example", "nadia@town.example", 7)
        here.ben.signs(here.ada.signs(change))
        assert here.applied() == 1
        runtime = replace(a_runtime(base, "town"), public_address=address)
        link = link_of(runtime, change)
        assert link
        with served(make_exchange(runtime, address), port):
            yield Place(address, here, link)
    base.close()


@pytest.fixture(params=[1200, 320], ids=["desk", "telephone"])
def window(request: pytest.FixtureRequest, browser: Browser, place: Place) -> Iterator[BrowserContext]:
    """A browser of Nadia's own."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, base_url=place.address)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def screens(page: Page) -> list[str]:
    """Every page that she is shown from now on, those that lead on by themselves and the provider's too."""
    shown: list[str] = []
    page.on("domcontentloaded", lambda one: shown.append(one.url))
    return shown


@contextmanager
def applying(here: Office) -> Iterator[None]:
    """What applies changes is at work beside her."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            apply_changes(here.exchange.admin)
            time.sleep(0.2)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def test_from_the_mail_to_signed_in_takes_at_most_eight_screens(window: BrowserContext, place: Place) -> None:
    page = window.new_page()
    shown = screens(page)
    with applying(place.here):
        page.goto(place.link)
        look(page, "You are invited to the Partner Research Exchange")
        page.get_by_role("button", name="Sign in to read it").click()
        proves(page, "nadia")
        look(page, f"{place.here.organisation.name} invites you")
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are in", timeout=PATIENCE)
        look(page, "You are in")
        page.get_by_role("button", name="Start").click()
        expect(page.locator("body")).to_contain_text("Nadia Example|hub_collator", timeout=PATIENCE)
    screens_shown = [one for one, before in zip(shown, ["", *shown], strict=False) if one != before]
    assert len(screens_shown) <= MOST_SCREENS, shown
    assert place.link.rpartition("/")[2] not in "".join(shown), "the secret stands in no address that is shown"


def test_a_colleague_with_the_link_is_told_why_not_and_how_to_go_on(window: BrowserContext, place: Place) -> None:
    page = window.new_page()
    page.goto(place.link)
    page.get_by_role("button", name="Sign in to read it").press("Enter")
    proves(page, "nora")
    look(page, "This invitation cannot be used")
    expect(page.get_by_text("another name or mailbox")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sign", timeout=PATIENCE)


def test_declining_says_so_and_a_forgotten_link_says_how_to_find_it(window: BrowserContext, place: Place) -> None:
    page = window.new_page()
    page.goto("/invitation")
    look(page, "This link leads to no invitation")
    page.goto(place.link)
    page.get_by_role("button", name="Sign in to read it").click()
    proves(page, "nadia")
    page.get_by_role("button", name="Decline").click()
    look(page, "You have declined")
    page.reload()
    look(page, "You have declined")
    page.go_back()
    look(page, "You have declined")
