"""Every page says until when its reader is signed in; whoever stays goes on, but never beyond the hard end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.web_session import SESSION_LIMIT
from tests.web.exchange import START, Exchange
from tests.web.partner.browser import PartnerBrowser

STAY = "/account/stay"


def strip(browser: PartnerBrowser) -> str:
    """What the line above every page says of who is here."""
    rows = [one for one in browser.page.all("div") if "prx-account" in (one.get("class") or "").split()]
    return " ".join("".join(rows[0].itertext()).split())


def left(browser: PartnerBrowser) -> tuple[int, int]:
    """The seconds until the session ends if nothing is done, and until it ends whatever is done."""
    found = next(one for one in browser.page.all("div") if one.get("data-ends-in"))
    return int(found.get("data-ends-in")), int(found.get("data-latest-in"))


def test_a_page_says_until_when(exchange: Exchange) -> None:
    exchange.clock.moment = START + timedelta(minutes=10)
    hugh = PartnerBrowser(exchange, "hugh").get("/my-work")
    assert "Signed in until 10:40am, longer with each page you open" in strip(hugh)
    assert left(hugh) == (1800, SESSION_LIMIT.total_seconds())


def test_the_time_is_the_one_the_session_really_ends_at(exchange: Exchange) -> None:
    """The last use is noted once a minute: what a page says is counted from what was noted, not from now."""
    hugh = PartnerBrowser(exchange, "hugh")
    exchange.clock.moment = START + timedelta(seconds=59)
    assert left(hugh.get("/my-work"))[0] == 1800 - 59
    exchange.clock.moment = START + timedelta(minutes=30)
    assert hugh.get("/my-work").heading == "Sign in"


def test_staying_is_a_form_that_keeps_the_page_it_stands_on(exchange: Exchange) -> None:
    hugh = PartnerBrowser(exchange, "hugh").get("/my-work")
    without = [one for one in hugh.page.all("noscript") for form in one.iter("form") if form.get("action") == STAY]
    assert [form.get("target") for one in without for form in one.iter("form")] == ["_blank"]
    exchange.clock.moment = START + timedelta(minutes=29)
    hugh.press(STAY)
    assert hugh.status == 200
    assert "You are signed in until 10:59am" in hugh.text
    assert left(hugh)[0] == 1800
    exchange.clock.moment = START + timedelta(minutes=58)
    assert hugh.get("/my-work").heading != "Sign in"


def test_nothing_makes_a_session_longer_than_its_hard_end(exchange: Exchange) -> None:
    hugh = PartnerBrowser(exchange, "hugh").get("/my-work")
    for minutes in range(25, 12 * 60, 25):
        exchange.clock.moment = START + timedelta(minutes=minutes)
        hugh.press(STAY)
        assert hugh.status == 200
    exchange.clock.moment = START + SESSION_LIMIT - timedelta(minutes=2)
    hugh.press(STAY)
    assert left(hugh) == (120, 120)
    assert "Signed in until 10pm at the latest" in strip(hugh)
    assert "You are signed in until 10pm" in hugh.text
    assert "12 hours" in hugh.text
    exchange.clock.moment = START + SESSION_LIMIT
    assert hugh.press(STAY).status == 401


def test_whoever_is_no_longer_signed_in_is_told_so(exchange: Exchange) -> None:
    hugh = PartnerBrowser(exchange, "hugh").get("/my-work")
    exchange.clock.moment = START + timedelta(minutes=30)
    hugh.press(STAY)
    assert hugh.status == 401
    assert hugh.heading == "You are signed out"


def test_another_site_cannot_keep_somebody_signed_in(exchange: Exchange) -> None:
    client = exchange.client("hugh")
    assert client.post(STAY, base_url="https://localhost").status_code == 400


@pytest.mark.parametrize("path", ["/account/sign-in", "/help"])
def test_where_nobody_is_known_nothing_is_said(exchange: Exchange, path: str) -> None:
    page = exchange.app.test_client().get(path, base_url="https://localhost").text
    assert "data-ends-in" not in page
    assert "Signed in until" not in page
