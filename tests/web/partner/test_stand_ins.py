"""Stand-ins on the pages: named by whoever approves, approving in their place at once, ended by either."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_approval import submitted

PERIOD: dict[str, Any] = {
    "first-day": "24", "first-month": "11", "first-year": "2026", "last-day": "27", "last-month": "11",
    "last-year": "2026",
}  # fmt: skip
PAGE = "/inbox/stand-ins"


@pytest.fixture(autouse=True)
def _colleague(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more of the Jobcentre, before the exchange of a test is made."""
    monkeypatch.setitem(exchange_of_tests.MORE, "dora", ("Dora Jobcentre", "dwp", "partner_responder"))


def named(exchange: Exchange) -> PartnerBrowser:
    """Dora stands in for Dorothy, whose browser it is."""
    dorothy = PartnerBrowser(exchange, "dorothy").get("/inbox")
    dorothy.get(dorothy.link("Stand-ins"))
    dora = str(exchange.actors["dora"].person_id)
    return dorothy.press(PAGE, stand_in=dora, **PERIOD)


def test_a_stand_in_approves_in_a_managers_place(exchange: Exchange) -> None:
    base, _ = submitted(exchange)
    dora = PartnerBrowser(exchange, "dora").get(base)
    assert "Open what waits" not in dora.text
    dorothy = named(exchange)
    assert "Dora Jobcentre Dorothy Jobcentre 24 November 2026 27 November 2026, to the end of the day" in dorothy.text
    assert "Awaiting your approval" in dora.get("/inbox").text
    assert "To approve" in dora.get("/my-work").text
    dora.get(base).get(dora.link("Open what waits")).press(f"{base}/sign-off")
    assert dora.heading == "Your return was received"


@pytest.mark.parametrize("by", ["dora", "dorothy"])
def test_it_is_ended_early_by_either(exchange: Exchange, by: str) -> None:
    base, _ = submitted(exchange)
    named(exchange)
    browser = PartnerBrowser(exchange, by).get(PAGE)
    action = next(str(one.get("action")) for one in browser.page.all("form") if "/end" in str(one.get("action")))
    browser.press(action)
    assert "Nobody of Madeup Jobcentre stands in for anybody." in browser.text
    assert "Awaiting approval" in PartnerBrowser(exchange, "dora").get(base).text


def test_whoever_approves_nothing_sees_who_stands_in_and_changes_nothing(exchange: Exchange) -> None:
    named(exchange)
    dwight = PartnerBrowser(exchange, "dwight").get(PAGE)
    assert "Dora Jobcentre" in dwight.text
    assert "End now" not in dwight.text
    assert "Name a stand-in" not in dwight.text


def test_each_thing_that_is_wrong_is_named_once_and_nothing_typed_is_lost(exchange: Exchange) -> None:
    dorothy = PartnerBrowser(exchange, "dorothy").get(PAGE)
    assert "They are told by e-mail at once, and whenever something waits." in dorothy.text
    dorothy.press(PAGE, **PERIOD | {"first-day": "31", "last-day": ""})
    assert len(dorothy.problems) == 3
    assert dorothy.problems[0] == "Choose the colleague who approves in your place."
    assert dorothy.form(PAGE)["first-day"] == "31"
