"""The page that approves a question leads whoever did not prove lately who they are to do that first."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.exchange import Exchange, sign_in
from tests.web.partner.asked import household, leaves, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_approval import STATED

FIRST = "Confirm who you are first"


def weakly(exchange: Exchange, browser: PartnerBrowser, name: str) -> PartnerBrowser:
    """The same browser an hour later."""
    sign_in(exchange, browser.client, exchange.actors[name], strongly=False)
    return browser.get(browser.path)


def asked_first(exchange: Exchange, browser: PartnerBrowser, name: str, press: Callable[[], object]) -> None:
    """It is asked for, nothing is sent, and whoever has confirmed sends the same."""
    before, page = leaves(exchange, "return_released"), weakly(exchange, browser, name).path
    press()
    assert (browser.status, browser.heading) == (403, FIRST)
    assert "/account/confirm" in browser.response.text
    assert leaves(exchange, "return_released") == before
    sign_in(exchange, browser.client, exchange.actors[name])
    browser.get(page)
    press()
    assert browser.status == 200
    assert leaves(exchange, "return_released") == before + 1


def test_approving_a_question(exchange: Exchange) -> None:
    base = f"/inbox/{request_to(exchange, household(exchange), 'dwp', ('dwp_customer_known',)).file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/question")
    dwight.press(None, question="Madeup: which of two?", shows="yes").press(None, **STATED)
    dorothy, action = PartnerBrowser(exchange, "dorothy").get(f"{base}/check"), f"{base}/send-question"
    assert dorothy.heading == "A question that waits for your approval"
    asked_first(exchange, dorothy, "dorothy", lambda: dorothy.get(f"{base}/check").press(action))
