"""What an organisation discloses by, walked whole in a browser: advised on, approved, objected to, overtaken.

What overtakes it is a policy release, which two sign for ahead of its time; two servers decide under it from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.factory import create_app
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from app.services.administration.propose_release import propose_release
from app.services.runtime import Runtime
from app.wiring import close_runtime, started_runtime
from tests.conftest import Database
from tests.policy_control.releases import LABEL, OTHER_LABEL, in_other_words
from tests.web.admin.test_in_browser import fine, offer, open_site, window, with_device
from tests.web.chromium import served
from tests.web.exchange import HOST, MORE, POLICIES, Exchange, made_up, settings_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOME, AHEAD = "/policy/entries", timedelta(hours=1)
PEOPLE = {
    "ada": ("Ada Administrator", "housing", "administrator"),
    "ben": ("Ben Administrator", "housing", "administrator"),
    "olive": ("Olive Owner", "housing", "accountable_owner"),
    "dora": ("Dora Protection", "housing", "data_protection_officer"),
    "anna": ("Anna Administrator", "hub", "administrator"),
    "boris": ("Boris Administrator", "hub", "administrator"),
}


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are there before the exchange is."""
    for key, person in PEOPLE.items():
        monkeypatch.setitem(MORE, key, person)


@contextmanager
def another_server(database: Database, keystore: Database, folder: Path, exchange: Exchange) -> Iterator[str]:
    """One more server of the same installation, with connections of its own: its address."""
    settings = settings_for(database, keystore, folder, POLICIES)
    with made_up():
        runtime = started_runtime(settings, exchange.clock)
        app = create_app(settings, runtime)
    try:
        with served(app) as address:
            yield f"http://{HOST}:{urlsplit(address).port}"
    finally:
        close_runtime(runtime)


def press(page: Page, button: str) -> None:
    """Press it; what it leads to can be read."""
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    fine(page)


def sign(page: Page, change: str = "") -> str:
    """Sign the change that is shown, or that one; its address."""
    if change:
        page.goto(change)
    page.get_by_role("button", name="Sign with your passkey").click()
    expect(page.get_by_role("button", name="Sign with your passkey")).to_have_count(0)
    fine(page)
    return page.url


def to(page: Page, group: str) -> None:
    """The page with what is called so, from the first one on."""
    page.goto(HOME)
    fine(page)
    links = page.locator(f'main a[href^="{HOME}/own/"]').evaluate_all("all => all.map(one => one.href)")
    for link in links:
        page.goto(link)
        if page.locator("main").get_by_text(group, exact=True).count():
            return
    raise AssertionError(group)


def says(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)


@dataclass(frozen=True)
class Walk:
    """Everybody at a browser of their own; what applies changes; where officers look: at each of two servers."""

    exchange: Exchange
    admin: Runtime
    ada: Page
    ben: Page
    olive: Page
    dora: Page
    anna: Page
    boris: Page
    officers: Sequence[Page]

    def done(self, changes: int) -> None:
        """So many changes end now."""
        assert apply_changes(self.admin) == changes


@pytest.fixture
def walk(
    exchange: Exchange, browser: Browser, database: Database, keystore: Database, tmp_path: Path
) -> Iterator[Walk]:
    """The owner has a passkey that two administrators registered; these, and two of the hub, have begun."""
    with open_site(exchange) as (address, admin), another_server(database, keystore, tmp_path, exchange) as other:
        pages = {name: with_device(window(exchange, browser, address, name).new_page()) for name in PEOPLE}
        officers = [window(exchange, browser, one, "ingrid").new_page() for one in (address, other)]
        made = Walk(exchange, admin, officers=officers, **pages)
        begin(admin, exchange.organisations["housing"].id, [offer(made.ada), offer(made.ben)])
        begin(admin, exchange.organisations["hub"].id, [offer(made.anna), offer(made.boris)])
        code = offer(made.olive)
        made.ada.goto("/admin/passkeys")
        says(made.ada, code)
        press(made.ada, "Propose to register the passkey of Olive Owner")
        sign(made.ben, sign(made.ada))
        made.done(1)
        yield made


def test_from_advice_to_a_release_that_overtakes_it(walk: Walk) -> None:
    approves_against_advice(walk)
    group = objects(walk)
    walk.olive.get_by_role("link", name="Approve after all what is objected to").click()
    walk.olive.get_by_label(LABEL).check()
    walk.olive.get_by_label("Why is it approved after all?").fill("The board has decided so.")
    press(walk.olive, "Go on to sign it")
    waits = sign(walk.olive)
    a_release_begins_at_its_time_on_both_servers(walk)
    sign(walk.ada, waits)
    walk.done(1)
    walk.olive.goto(waits)
    says(walk.olive, "Overtaken")
    fine(walk.olive)
    walk.olive.goto(group)
    says(walk.olive, OTHER_LABEL)
    expect(walk.olive.get_by_role("button", name="Go on to approve")).to_have_count(1)


def approves_against_advice(walk: Walk) -> None:
    """The data protection officer advises against a page; its owner says why it is approved, and Ada signs too."""
    dora, olive, ada = walk.dora, walk.olive, walk.ada
    dora.goto(f"{HOME}/own/1/advise")
    dora.get_by_label("No, do not approve it").check()
    dora.get_by_label("Your advice").fill("Not needed for any purpose.")
    press(dora, "Keep this advice")
    olive.goto(f"{HOME}/own/1")
    says(olive, "Not needed for any purpose.")
    press(olive, "Go on to approve")
    says(olive, "Say why it is approved")
    olive.get_by_label("Why is it approved against the advice?").fill("The board has decided so.")
    press(olive, "Go on to approve")
    ada.goto(sign(olive))
    says(ada, "The board has decided so.")
    sign(ada)
    walk.done(1)
    olive.goto(f"{HOME}/own/1")
    says(olive, "All of this page is approved.")


def objects(walk: Walk) -> str:
    """The owner objects to an item alone, which is dated; the page it is on."""
    olive = walk.olive
    to(olive, LABEL)
    group = olive.url
    olive.get_by_role("link", name="Object to some of them").click()
    olive.get_by_label(LABEL).check()
    olive.get_by_label("Why?").fill("Nobody here records it.")
    press(olive, "Go on to sign it")
    sign(olive)
    walk.done(1)
    olive.goto(group)
    says(olive, "Objected to by Olive Owner from 24 November 2026")
    return group


def a_release_begins_at_its_time_on_both_servers(walk: Walk) -> None:
    """Two of the hub sign for one that says the item otherwise, an hour ahead: who may sign it was told by then."""
    hub, begins = walk.exchange.organisations["hub"].id, walk.exchange.clock.now() + AHEAD
    found = propose_release(walk.admin, hub, in_other_words(walk.admin.policy.release), begins)
    walk.anna.goto(f"/policy/proposed/{found.proposed.id}")
    says(walk.anna, f"label “{OTHER_LABEL}” instead of “{LABEL}”")
    press(walk.anna, "Go on to sign for it")
    sign(walk.boris, sign(walk.anna))
    walk.done(0)
    for one in walk.officers:
        one.goto("/policy?organisation=housing")
        says(one, LABEL)
    for _ in range(3):  # nobody is signed out meanwhile
        walk.exchange.clock.forward(AHEAD / 4)
        walk.done(0)
        for one in (walk.ada, walk.olive, *walk.officers):
            one.reload()
    walk.exchange.clock.forward(AHEAD / 4)
    walk.done(1)
    for one in walk.officers:
        one.reload()
        says(one, OTHER_LABEL)
        one.goto("/policy")
        says(one, "2: what it changed")
