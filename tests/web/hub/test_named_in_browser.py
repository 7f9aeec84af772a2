"""Closing a case to named people in a browser, wide and narrow: no violation, and nothing overflows."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from app.services.intake.close_to_named import close_to_named
from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.hub.playing import case_id, ready
from tests.web.hub.test_closed_to_named import WHY
from tests.web.partner.test_in_browser import look, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


@pytest.mark.parametrize("width", [1200, 320])
def test_its_pages_before_and_after(exchange: Exchange, browser: Browser, width: int) -> None:
    _, _, case = ready(exchange)
    with served(exchange.app) as address, signed_in(exchange, browser, address, "dilys", width) as context:
        page = context.new_page()
        for turn, paths in (
            ("before", ("/named", "/hand-over")),
            ("after", ("", "/people", "/named", "/named/open", "/hand-over")),
        ):
            if turn == "after":
                close_to_named(exchange.runtime, exchange.actors["dilys"], case_id(case), [], WHY)
            for path in paths:
                look(page, f"{case}{path}")
                if SHOTS:
                    name = path.strip("/").replace("/", "-") or "case"
                    page.screenshot(path=f"{SHOTS}/named-{turn}-{name}-{width}.png", full_page=True)
