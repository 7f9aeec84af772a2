"""The page that stands in place of what cannot be shown or sent: whom to ring, who knows, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from app.domain.log_entry import Whose
from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.partner.asked import housing_request, leaves
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_in_browser import look, signed_in
from tests.web.partner.test_nothing_found import SEARCHED, claimed


def stop(exchange: Exchange, kind: str) -> None:
    """As if the log of the hub and the partner of a kind had been found changed."""
    hub, partner = exchange.organisations["hub"].id, exchange.organisations[kind].id
    with exchange.runtime.database.work(None) as work:
        log = work.log.log(Whose(hub, partner))
        assert log
        work.stops.add(log, exchange.clock.now(), "It was cut.")
        work.commit()


def mended(exchange: Exchange) -> None:
    """As after `flask log lift`."""
    with exchange.admin.database.work(None) as work:
        for one in work.stops.stops():
            work.stops.lift(one.log)
        work.commit()


def test_what_was_typed_waits_on_the_page_and_is_sent_once_it_is_mended(exchange: Exchange) -> None:
    base, hugh = claimed(exchange)
    stop(exchange, "housing")
    typed = hugh.filled(None, {**SEARCHED, "outcome": "none"})
    hugh.send(hugh.path, typed)
    assert hugh.status == 503
    hub = exchange.organisations["hub"]
    for words in (
        "Stopped: a disclosure log was found changed", "Is somebody in immediate danger?", "Ring 999 first",
        f"Ring {hub.name} on {hub.telephone}", "Write down whom you spoke to", "nobody could be reached yet",
        f"the log of {hub.name} and Madeupshire Homes", "What you sent is not lost",
    ):  # fmt: skip
        assert words in hugh.text, words
    assert leaves(exchange, "return_released") == 0
    kept = hugh.form(hugh.path)
    sent = {name: [value] if isinstance(value, str) else value for name, value in typed.items() if name != "csrf_token"}
    assert {name: kept.getlist(name) for name in sent} == sent
    mended(exchange)
    hugh.send(hugh.path, kept.to_dict(flat=False))
    assert hugh.path == f"{base}/receipt"
    assert leaves(exchange, "return_released") == 1


def test_a_request_that_cannot_be_opened_names_the_hub_to_ring(exchange: Exchange) -> None:
    request = housing_request(exchange)
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}")
    stop(exchange, "housing")
    before = leaves(exchange, "opened")
    hugh.press(f"/inbox/{request.file_id}/claim").get(f"/inbox/{request.file_id}/open")
    assert hugh.status == 503
    assert exchange.organisations["hub"].telephone in hugh.text
    assert leaves(exchange, "opened") == before


def test_the_hub_sees_that_something_is_not_shown_and_whom_to_ring(exchange: Exchange) -> None:
    request = housing_request(exchange)
    stop(exchange, "housing")
    cora = HubBrowser(exchange, "cora").get(f"/cases/{request.case_id}/returns")
    assert cora.status == 200
    housing = exchange.organisations["housing"]
    assert "Not everything is shown" in cora.text
    assert f"Ring {housing.name} on {housing.telephone}" in cora.text


def test_each_page_of_a_party_says_so_and_nobody_elses_does(exchange: Exchange) -> None:
    stop(exchange, "housing")
    for name, told in (("hugh", True), ("ingrid", True), ("polly", False)):
        client = exchange.client(name)
        page = client.get("/", follow_redirects=True).text
        assert ("A disclosure log was found changed." in page) is told
        known = client.get("/stopped").text
        assert ("Stopped: the log of" in known) is told
        assert ("None of your organisation’s logs is stopped." in known) is not told


@pytest.mark.browser
def test_they_are_as_usable_on_a_telephone(exchange: Exchange, browser: Browser) -> None:
    request = housing_request(exchange)
    PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}").press(f"/inbox/{request.file_id}/claim")
    stop(exchange, "housing")
    with served(exchange.app) as address, signed_in(exchange, browser, address, "hugh", 360) as context:
        look(context.new_page(), "/stopped")
        look(context.new_page(), f"/inbox/{request.file_id}/open", says="503")
