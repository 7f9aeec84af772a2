"""In a real browser: each page of agreements and of going live can be read by everybody, and says what is wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.admin.test_agreements import NEW, PAGES, hub_begun, page_of, people, recorded
from tests.web.admin.test_in_browser import fine, open_site, window
from tests.web.exchange import Exchange

__all__ = ["people"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIGN = "Go on to sign it"
LIVE = "/admin/going-live"


def test_a_hubs_administrator_reads_each_page(exchange: Exchange, browser: Browser) -> None:
    hana = hub_begun(exchange)
    recorded(exchange, hana)
    of_it = page_of(hana)
    with open_site(exchange) as (address, _):
        page = window(exchange, browser, address, "hana").new_page()
        for path in (PAGES, of_it, NEW, LIVE, f"{LIVE}/impact", "/admin/changes"):
            page.goto(path)
            fine(page)
        for path in (NEW, f"{LIVE}/impact"):
            page.goto(path)
            page.get_by_role("button", name=SIGN).click()
            expect(page.locator(".govuk-error-summary")).to_be_focused()
            fine(page)
        officer = window(exchange, browser, address, "iris").new_page()
        for path in (PAGES, of_it, LIVE, "/my-work"):
            officer.goto(path)
            fine(officer)
