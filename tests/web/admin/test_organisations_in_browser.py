"""In a real browser: each page of organisations and sign-ins can be read by everybody, and says what is wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.admin.test_in_browser import fine, open_site, window
from tests.web.admin.test_organisations import OF_HUB, PAGES, of_hub
from tests.web.exchange import Exchange

__all__ = ["of_hub"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIGN = "Go on to sign it"


def test_a_hubs_administrator_reads_each_page(exchange: Exchange, browser: Browser) -> None:
    housing, hub = (exchange.organisations[one].id for one in ("housing", "hub"))
    with open_site(exchange) as (address, _):
        page = window(exchange, browser, address, "hana").new_page()
        for path in ("", f"/{hub}", f"/{housing}", "?part=nobody", "/new", "/hours", "/closed", "/number"):
            page.goto(f"{PAGES}{path}")
            fine(page)
        for path in ("/new", "/hours", "/closed", "/number", f"/{housing}/offer"):
            page.goto(f"{PAGES}{path}")
            page.get_by_role("button", name=SIGN).click()
            expect(page.locator(".govuk-error-summary")).to_be_focused()
            fine(page)
        for path in ("", "/new", f"/{exchange.provider.id}", "/tried"):
            page.goto(f"/admin/sign-ins{path}")
            fine(page)


def test_without_scripts_a_change_is_proposed_all_the_same(exchange: Exchange, browser: Browser) -> None:
    assert "hana" in OF_HUB
    with open_site(exchange) as (address, _):
        page = window(exchange, browser, address, "hana", scripts=False).new_page()
        page.goto(f"{PAGES}/number")
        page.get_by_label("What the line is called").fill("Madeup night desk")
        page.get_by_label("Number", exact=True).fill("01632 960444")
        page.get_by_role("button", name=SIGN).click()
        expect(page.get_by_text("Duty number: Madeup night desk, 01632 960444")).to_be_visible()
        assert page.get_by_text("This one step needs scripts").count() <= 1
        owner = window(exchange, browser, address, "olive", scripts=False).new_page()
        owner.goto(f"{PAGES}/in-law")
        for box in owner.get_by_role("checkbox").all():
            box.uncheck()
        owner.get_by_role("button", name=SIGN).click()
        expect(owner.locator(".govuk-error-summary")).to_be_visible()
        owner.get_by_label("It is none of these").check()
        owner.get_by_role("button", name=SIGN).click()
        expect(owner.get_by_text("None of what legal bases ask for")).to_be_visible()
