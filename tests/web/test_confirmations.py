"""What has just been done is said of what was done: never because somebody typed an address, or kept one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.web.confirmation import LASTS
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.partner.browser import PartnerBrowser

SAID = "Added to the case."
TYPED = (
    "/duty?done=handed",
    "/duty?done=rung",
    "/duty/added?done=added",
    "/cases?done=handed-over",
    "/cases?done=closed",
    "/cover?done=named",
    "/cover?done=anything",
    "/account/mails?done=daily",
    "/duty?done=handed.69f1c0.AAAA",
)


def notices(browser: PartnerBrowser) -> int:
    """How many confirmations the page has."""
    return sum(one.get("role") == "status" for one in browser.page.all("div"))


@pytest.mark.parametrize("address", TYPED)
def test_an_address_that_was_typed_says_nothing(exchange: Exchange, address: str) -> None:
    dilys = HubBrowser(exchange, "dilys").get(address)
    assert dilys.status == 200
    assert notices(dilys) == 0


def test_it_is_said_to_whoever_did_it_there_and_for_a_while(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case, other = cora.start(), cora.start()
    cora.get(f"{case}/add").press(None, kind="child")
    done = cora.path.partition("?")[2]
    assert SAID in cora.text
    assert SAID in cora.get(f"{case}?{done}").text, "loaded again"
    assert SAID not in cora.get(f"{other}?{done}").text, "of another page"
    assert SAID not in cora.get(f"{case}?{done.replace('one-more', 'removed')}").text
    exchange.clock.forward(minutes=LASTS // timedelta(minutes=1) + 1)
    assert SAID not in cora.get(f"{case}?{done}").text, "kept for later"


def test_it_is_said_to_nobody_else(exchange: Exchange) -> None:
    dilys, cora = HubBrowser(exchange, "dilys"), HubBrowser(exchange, "cora")
    dilys.get("/account/mails").press("/account/mails", when="at_once")
    assert notices(dilys) == 1
    assert notices(cora.get(dilys.path)) == 0
