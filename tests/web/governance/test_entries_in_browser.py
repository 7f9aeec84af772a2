"""In a real browser: an owner offers a passkey, reads, approves and objects; a data protection officer advises.

Chromium's own virtual authenticator makes and signs: no line of it is ours or the tests'.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from tests.budgets.looked_at import objections
from tests.web.admin.test_in_browser import offer, open_site, window, with_device
from tests.web.chromium import a_browser
from tests.web.exchange import Exchange
from tests.web.governance.owners import owners

__all__ = ["owners"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TALLEST = 4
"""So many screens a page is tall at a desk, as it arrives."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with a_browser() as found:
        yield found


def fine(page: Page) -> None:
    """It can be read by everybody at every width, and is no taller than can be read."""
    assert objections(page) == []
    assert screens(page) <= TALLEST, page.url


def screens(page: Page) -> float:
    """How many screens tall it is."""
    return float(page.evaluate("document.documentElement.scrollHeight / innerHeight"))


def sign(page: Page) -> None:
    page.get_by_role("button", name="Sign with your passkey").click()
    page.get_by_text("You have signed this change.", exact=True).wait_for()


def registered(ada: Page, ben: Page, olive: Page) -> None:
    """Olive offers a passkey, which the two who administer sign for."""
    code = offer(olive)
    ada.goto("/admin/passkeys")
    assert code in ada.content()
    ada.get_by_role("button", name="Propose").click()
    sign(ada)
    ben.goto(ada.url.partition("?")[0])
    sign(ben)


def advises_against(dora: Page) -> None:
    """The data protection officer's advice on the first page, after sending it empty."""
    dora.goto("/policy/entries/own/1")
    fine(dora)
    dora.get_by_role("link", name="Write advice on this page").click()
    fine(dora)
    dora.get_by_role("button", name="Keep this advice").click()
    dora.get_by_text("There is a problem").wait_for()
    fine(dora)
    dora.get_by_label("No, do not approve it").check()
    dora.get_by_label("Your advice").fill("Made-up advice: not needed.")
    dora.get_by_role("button", name="Keep this advice").click()
    dora.get_by_text("Your advice is kept.").wait_for()


def test_an_owner_reads_approves_and_objects_and_is_advised(exchange: Exchange, browser: Browser) -> None:
    with open_site(exchange) as (address, admin):
        ada, ben, olive, dora = (
            with_device(window(exchange, browser, address, one).new_page()) for one in ("ada", "ben", "olive", "dora")
        )
        begin(admin, exchange.organisations["probation"].id, [offer(ada), offer(ben)])
        registered(ada, ben, olive)
        assert apply_changes(admin) == 1
        olive.goto("/")
        olive.get_by_role("link", name="What we disclose by").click()
        fine(olive)
        for link in [str(one.get_attribute("href")) for one in olive.locator("main table a").all()]:
            olive.goto(link)
            assert screens(olive) <= TALLEST, link
        for part in ("shared", "bases"):
            olive.goto(f"/policy/entries/{part}/1")
            fine(olive)
        advises_against(dora)
        olive.goto("/policy/entries/own/1")
        fine(olive)
        olive.get_by_label("Why is it approved against the advice?").fill("The board has decided so.")
        olive.get_by_role("button", name="Go on to approve all 8 above").click()
        olive.get_by_role("heading", name="Approve what we disclose by").wait_for()
        fine(olive)
        sign(olive)
        ada.goto("/admin/changes")
        fine(ada)
        ada.get_by_role("link", name="Approve what we disclose by").click()
        fine(ada)
        sign(ada)
        assert apply_changes(admin) == 1
        olive.goto("/policy/entries/own/1")
        olive.get_by_text("All of this page is approved.").wait_for()
        olive.get_by_role("link", name="Object to some of them").click()
        fine(olive)
        olive.locator("main input[type=checkbox]").first.check()
        olive.get_by_label("Why?").fill("Nobody here records it.")
        olive.get_by_role("button", name="Go on to sign it").click()
        sign(olive)
        assert apply_changes(admin) == 1
        olive.goto("/policy/entries/own/1")
        olive.get_by_text("Objected to by Olive Owner from").wait_for()
        fine(olive)
        olive.go_back()
        olive.get_by_text("You have signed this change.", exact=True).wait_for()


def test_without_scripts_all_of_it_is_read_and_proposed(exchange: Exchange, browser: Browser) -> None:
    with open_site(exchange) as (address, _):
        olive = window(exchange, browser, address, "olive", scripts=False).new_page()
        olive.goto("/policy/entries/own/1")
        olive.get_by_role("button", name="Go on to approve all 8 above").click()
        olive.get_by_text("You have no registered passkey.").wait_for()
