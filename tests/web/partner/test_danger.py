"""Immediate danger: the number is that of the request's hub, and what stands in the address nobody else can write."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from app.services.clocks.enter import enter_duty_number
from app.services.clocks.keep_setting import Rung
from tests.web.exchange import Exchange
from tests.web.pages import parse
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.statements import counted

OF_SETTINGS = "01632 960 000"
DUTY = "01632 960777"


def way_there(browser: PartnerBrowser) -> str:
    """Where the button at the head of a request's pages leads."""
    found = [one.get("href") for one in browser.page.all("a") if "/immediate-danger" in (one.get("href") or "")]
    [way] = [one for one in found if "about=" in one]
    return str(way)


def enter_duty(exchange: Exchange, *, rung: bool) -> None:
    by, ringer = exchange.actors["dilys"].person_id, exchange.actors["cora"].person_id
    heard = Rung(ringer, exchange.clock.now()) if rung else None
    enter_duty_number(exchange.admin, exchange.organisations["hub"].id, "Madeup duty team", DUTY, by, heard)


@pytest.fixture
def page(exchange: Exchange) -> PartnerBrowser:
    """A page of a request of the hub, after which its duty number is entered and rung."""
    enter_duty(exchange, rung=True)
    request = housing_request(exchange)
    return PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}/conflict")


def test_it_names_the_hub_of_the_request_its_duty_line_and_the_reference(
    exchange: Exchange, page: PartnerBrowser
) -> None:
    reference = housing_request(exchange).reference
    assert reference not in page.text
    hub = exchange.organisations["hub"]
    danger = PartnerBrowser(exchange, "hugh").get(way_there(page))
    assert f"Then tell {hub.name}: Ring {hub.telephone}" in danger.text
    assert f"Then tell Madeup duty team, if the hub is closed: Ring {DUTY}" in danger.text
    assert "Nobody has rung" not in danger.text
    [back] = [one for one in danger.page.all("a") if one.get("href") == page.path.removesuffix("/conflict")]
    assert "".join(back.itertext()).startswith("Back to request ")
    assert OF_SETTINGS not in danger.text


def test_a_number_that_nobody_has_rung_says_so(exchange: Exchange) -> None:
    enter_duty(exchange, rung=False)
    request = housing_request(exchange)
    browser = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}/conflict")
    danger = browser.get(way_there(browser))
    assert f"Nobody has rung {DUTY} to try it yet." in danger.text
    assert f"give its reference, {request.reference}." in danger.text


def test_it_asks_no_database_and_nobodys_name(exchange: Exchange, page: PartnerBrowser) -> None:
    with counted(exchange) as sent:
        answer = exchange.app.test_client().get(way_there(page), base_url="https://localhost")
    assert answer.status_code == 200
    assert exchange.organisations["hub"].telephone in answer.text
    assert len(sent) == 0


@pytest.mark.parametrize("forged", ["", "no", "WyJhIl0.x", "[]"])
def test_nobody_else_puts_a_number_there(exchange: Exchange, page: PartnerBrowser, forged: str) -> None:
    base = way_there(page).partition("about=")
    for one in (forged, f"{base[2][:-2]}xx", base[2].replace(".", "A.", 1)):
        answer = exchange.app.test_client().get(f"{base[0]}about={quote(one)}", base_url="https://localhost")
        assert answer.status_code == 200
        parse(answer.text)
        assert OF_SETTINGS in answer.text
        assert DUTY not in answer.text
        assert "such as ABCD-234J" in answer.text


def test_whoever_asks_at_night_is_told_the_number_that_answers_then(exchange: Exchange) -> None:
    enter_duty(exchange, rung=True)
    request, office = housing_request(exchange), exchange.organisations["hub"].telephone
    question = f"/inbox/{request.file_id}/question"
    for minutes, answers, silent in ((0, office, DUTY), (12 * 60, DUTY, office)):
        exchange.clock.forward(minutes=minutes)
        said = "".join(next(PartnerBrowser(exchange, "hugh").get(question).page.all("main")).itertext())
        assert answers in said
        assert silent not in said
