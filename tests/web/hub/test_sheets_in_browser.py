"""The sheets in a browser, wide and narrow, and as they are printed: no violation, and nothing overflows."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.hub.playing import ask, ready
from tests.web.partner.test_in_browser import look, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")
PATHS = ("/sheets", "/sheets/chase", "/sheets/call", "/sheets/request")


@pytest.mark.parametrize("width", [1200, 320])
def test_each_sheet(exchange: Exchange, browser: Browser, width: int) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    with served(exchange.app) as address, signed_in(exchange, browser, address, "dilys", width) as context:
        page = context.new_page()
        for path in PATHS:
            look(page, path)
            page.emulate_media(media="print")
            assert not page.locator(".prx-screen-only:visible").count()
            assert page.get_by_text("Printed by Dilys Decision-Maker").is_visible()
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{path.strip('/').replace('/', '-')}-{width}.png", full_page=True)
            page.emulate_media(media="screen")
