"""Drafted by one, approved by another: submit, approve, send back, take back."""

from __future__ import annotations

from typing import Any

from tests.web.exchange import Exchange
from tests.web.partner.asked import household, leaves, request_to
from tests.web.partner.browser import PartnerBrowser

NIL: dict[str, Any] = {
    "return_identifiers_searched_1": ["name"],
    "return_systems_searched__0__system": "Madeup benefit system",
    "return_period_from__day": "24",
    "return_period_from__month": "11",
    "return_period_from__year": "2024",
    "outcome": "none",
}


def submitted(exchange: Exchange) -> tuple[str, PartnerBrowser]:
    """A return that Dwight of the Jobcentre has submitted, and his browser."""
    request = request_to(exchange, household(exchange), "dwp", ("dwp_customer_known",))
    base = f"/inbox/{request.file_id}"
    dwight = PartnerBrowser(exchange, "dwight").get(base).press(f"{base}/claim").get(f"{base}/nothing-found")
    radios = [one for one in dwight.page.all("input") if one.get("name") == "legal_basis"]
    usable = next(str(one.get("value")) for one in radios if one.get("value"))
    dwight.press(None, **NIL, legal_basis=usable)
    assert dwight.problems == ()
    assert dwight.path == base
    return base, dwight


def test_a_manager_reads_approves_and_sends(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get("/inbox")
    assert "Awaiting your approval" in dorothy.text
    dorothy.get(base).get(dorothy.link("Open the return"))
    assert "Searched, no trace" in dorothy.text
    assert "Madeup benefit system" in dorothy.text
    pressed = dorothy.filled(f"{base}/sign-off", {})
    dorothy.send(f"{base}/sign-off", pressed)
    assert dorothy.heading == "Your return was received"
    assert "Dorothy Jobcentre" in dorothy.text
    dorothy.send(f"{base}/sign-off", pressed)
    assert dorothy.path == f"{base}/receipt"
    assert leaves(exchange, "return_released") == 1
    assert "See the receipt" in dwight.get(base).text


def test_the_author_cannot_approve_their_own(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dwight.get(f"{base}/check")
    assert "This waits for a colleague’s approval" in dwight.text
    assert "Sign off and send" not in dwight.text
    again = {"csrf_token": dwight.form(f"{base}/sign-off")["csrf_token"], "seen_version": _version(dwight, base)}
    refused = dwight.client.post(f"{base}/sign-off", data=again, base_url="https://localhost")
    assert refused.status_code in {403, 422}
    assert leaves(exchange, "return_released") == 0


def test_sent_back_it_can_be_changed_again(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dorothy = PartnerBrowser(exchange, "dorothy").get(f"{base}/check").press(f"{base}/send-back")
    assert dorothy.path == base
    dwight.get(base)
    assert "You have a draft" in dwight.text
    dwight.get(f"{base}/check")
    assert "Submit for approval" in dwight.text
    dwight.press(f"{base}/submit")
    assert dwight.path != f"{base}/check"


def test_the_author_takes_it_back(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    dwight.get(f"{base}/check").press(f"{base}/send-back")
    assert "You have a draft" in dwight.text


def _version(browser: PartnerBrowser, base: str) -> str:
    return browser.form(f"{base}/sign-off")["seen_version"]
