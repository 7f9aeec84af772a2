"""Cover and handing on in a real browser, wide and narrow: no violation or overflow, and errors lead to their field."""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from app.services.identity.cover import name_cover
from app.services.research.work_on_request import claim_request
from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.partner.asked import housing_request
from tests.web.partner.test_in_browser import ERROR, look, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


@pytest.mark.parametrize("width", [1200, 360])
def test_every_page_of_cover(exchange: Exchange, browser: Browser, width: int) -> None:
    request = housing_request(exchange)
    base, today = f"/inbox/{request.file_id}", exchange.clock.now().date()
    claim_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    case = HubBrowser(exchange, "cora").start()
    for away, cover in (("hugh", "harriet"), ("cora", "colin")):
        actor = exchange.actors[away]
        name_cover(exchange.runtime, actor, actor.person_id, exchange.actors[cover].person_id, today, today)
    pages = {
        "harriet": ["/my-work", base, "/cover"],
        "hilda": ["/cover", f"{base}/hand-to"],
        "colin": ["/my-work", f"{case}/cover"],
    }
    with served(exchange.app) as address:
        for name, paths in pages.items():
            with signed_in(exchange, browser, address, name, width) as context:
                page = context.new_page()
                for path in paths:
                    look(page, path)
                    if SHOTS:
                        page.screenshot(path=f"{SHOTS}/{name}-{paths.index(path)}-{width}.png", full_page=True)


@pytest.mark.parametrize("path, button, first", [
    ("/cover", "Name who covers", "cover"), ("{base}/hand-to", "Hand it to them", "colleague"),
])  # fmt: skip
def test_an_error_leads_to_its_field_by_keyboard(
    exchange: Exchange, browser: Browser, path: str, button: str, first: str
) -> None:
    base = f"/inbox/{housing_request(exchange).file_id}"
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", 360) as context:
        page = context.new_page()
        page.goto(path.format(base=base))
        page.get_by_role("button", name=button).press("Enter")
        expect(page).to_have_title(ERROR)
        assert Axe().run(page).violations_count == 0
        page.locator(".govuk-error-summary a").first.press("Enter")
        expect(page.locator(":focus")).to_have_attribute("name", first)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/error-{first}.png", full_page=True)
