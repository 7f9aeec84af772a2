"""The page on which somebody says when their mails come."""

from __future__ import annotations

from app.services.identity.mail_hour import mail_hour
from tests.web.exchange import Exchange
from tests.web.partner.browser import PartnerBrowser

PAGE = "/account/mails"


def test_it_is_ones_own_and_can_be_changed_back(exchange: Exchange) -> None:
    hugh, cora = PartnerBrowser(exchange, "hugh"), PartnerBrowser(exchange, "cora")
    assert hugh.get("/my-work").link("E-mails") == PAGE
    hugh.get(PAGE).press(PAGE, when="daily", hour="9")
    assert hugh.status == 200
    assert "What can wait comes once a day." in hugh.text
    assert mail_hour(exchange.runtime, exchange.actors["hugh"]) == 9
    assert mail_hour(exchange.runtime, exchange.actors["cora"]) is None
    cora.get(PAGE).press(PAGE, when="at_once")
    hugh.get(PAGE).press(PAGE, when="at_once", hour="9")
    assert mail_hour(exchange.runtime, exchange.actors["hugh"]) is None


def test_what_cannot_be_chosen_is_said_and_nothing_changes(exchange: Exchange) -> None:
    hugh = PartnerBrowser(exchange, "hugh")
    for hour in ("", "3", "25", "nine", "²", "9999999"):
        hugh.get(PAGE).press(PAGE, when="daily", hour=hour)
        assert hugh.status == 422, hour
        assert "Choose at which hour it should come" in hugh.text
    hugh.get(PAGE).press(PAGE, when="now and then")
    assert hugh.status == 422
    assert "Choose when your e-mails should come" in hugh.text
    assert mail_hour(exchange.runtime, exchange.actors["hugh"]) is None
