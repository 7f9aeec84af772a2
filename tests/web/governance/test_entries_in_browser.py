"""What owners approve, in a browser, wide and narrow: no violation or overflow, four screens at most at a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.governance.owners import owners
from tests.web.partner.test_in_browser import ERROR, look, signed_in

__all__ = ["owners"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOME, TALLEST = "/policy/entries", 4_000
PAGES = {
    "olive": (HOME, f"{HOME}/own/1", f"{HOME}/shared/1", f"{HOME}/bases/1", f"{HOME}/own/1/object"),
    "dora": (HOME, f"{HOME}/own/1", f"{HOME}/own/1/advise"),
    "ingrid": ("/policy/objections",),
}


@pytest.mark.parametrize("width", [1200, 320])
def test_each_page_is_sound_and_no_taller_than_can_be_read(exchange: Exchange, browser: Browser, width: int) -> None:
    with served(exchange.app) as address:
        for name, paths in PAGES.items():
            with signed_in(exchange, browser, address, name, width) as context:
                page = context.new_page()
                for path in paths:
                    look(page, path)
                    tall = page.evaluate("document.documentElement.scrollHeight")
                    assert width < 1200 or tall <= TALLEST, (path, tall)


@pytest.mark.parametrize("name, path, button, field", [
    ("olive", f"{HOME}/own/1/object", "Go on to sign it", "entries"),
    ("dora", f"{HOME}/own/1/advise", "Keep this advice", "against"),
])  # fmt: skip
def test_an_error_leads_to_its_field_by_keyboard(
    exchange: Exchange, browser: Browser, name: str, path: str, button: str, field: str
) -> None:
    with served(exchange.app) as address, signed_in(exchange, browser, address, name, 320) as context:
        page = context.new_page()
        page.goto(path)
        page.get_by_role("button", name=button).press("Enter")
        expect(page).to_have_title(ERROR)
        assert Axe().run(page).violations_count == 0
        page.locator(".govuk-error-summary a").first.press("Enter")
        expect(page.locator(":focus")).to_have_attribute("name", field)
