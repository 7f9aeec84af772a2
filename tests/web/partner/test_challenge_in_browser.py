"""Challenging and judging in a browser, wide and narrow: no violation or overflow, and errors lead to their field."""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from app.services.challenging.challenge import challenge_answer
from app.services.research.open_request import find_request
from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.hub.test_challenging import WHY, declined, pages_of
from tests.web.partner.test_in_browser import ERROR, look, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")


@pytest.mark.parametrize("width", [1200, 320])
def test_both_pages_and_what_leads_to_them(exchange: Exchange, browser: Browser, width: int) -> None:
    request = declined(exchange)
    at_hub, senior = pages_of(request)
    before = {"dilys": [at_hub, f"{at_hub}/challenge", f"/cases/{request.case_id}/returns"]}
    after = {"hilda": ["/my-work", f"/inbox/{request.file_id}", senior], "dilys": [at_hub, f"{at_hub}/challenge"]}
    seen = find_request(exchange.runtime, exchange.actors["hugh"], request.file_id).request.version
    with served(exchange.app) as address:
        for turn, pages in (("before", before), ("after", after)):
            if turn == "after":
                challenge_answer(exchange.runtime, exchange.actors["dilys"], request.file_id, WHY, seen_version=seen)
            for name, paths in pages.items():
                with signed_in(exchange, browser, address, name, width) as context:
                    page = context.new_page()
                    for path in paths:
                        look(page, path)
                        if SHOTS:
                            shot = f"{SHOTS}/{turn}-{name}-{paths.index(path)}-{width}.png"
                            page.screenshot(path=shot, full_page=True)


def test_an_error_leads_to_its_field_by_keyboard(exchange: Exchange, browser: Browser) -> None:
    request = declined(exchange)
    at_hub, senior = pages_of(request)
    seen = find_request(exchange.runtime, exchange.actors["hugh"], request.file_id).request.version
    turns = (("dilys", f"{at_hub}/challenge", "Send the challenge", "request_challenge"),
             ("hilda", senior, "Send your decision", "outcome"))  # fmt: skip
    for name, path, button, field in turns:
        if name == "hilda":
            challenge_answer(exchange.runtime, exchange.actors["dilys"], request.file_id, WHY, seen_version=seen)
        with served(exchange.app) as address, signed_in(exchange, browser, address, name, 320) as context:
            page = context.new_page()
            page.goto(path)
            page.get_by_role("button", name=button).press("Enter")
            expect(page).to_have_title(ERROR)
            assert Axe().run(page).violations_count == 0
            page.locator(".govuk-error-summary a").first.press("Enter")
            expect(page.locator(":focus")).to_have_attribute("name", field)
