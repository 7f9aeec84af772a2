"""Whoever ends it twice that a colleague is a duty worker reads that it is over, and not that there is no such page."""

from __future__ import annotations

from app.services.duty.added import add_duty_worker
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser


def test_a_second_press_says_that_it_is_over(exchange: Exchange) -> None:
    dilys, cora = exchange.actors["dilys"], exchange.actors["cora"]
    added = add_duty_worker(exchange.runtime, dilys, cora.person_id, "Made up: the duty worker is ill.")
    browser, end = HubBrowser(exchange, "dilys").get("/duty/added"), f"/duty/added/{added.id}/end"
    form = browser.filled(end, {})
    browser.send(end, form)
    assert "They are a duty worker no more" in browser.text
    browser.send(end, form)
    assert (browser.status, browser.heading) == (200, "Make a colleague a duty worker")
    assert "That is over already" in browser.text
