"""Hand a request to a colleague by name, on the pages; and what an author reads whom nobody may approve."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import pytest

from app.services.identity.approve_member import end_membership
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange as Services
from tests.services.played import basis, draft, value
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.partner.asked import household, housing_request, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_approval import submitted
from tests.web.partner.test_cover import exchange_with_colleague, person


@pytest.fixture(autouse=True)
def _manager(monkeypatch: pytest.MonkeyPatch) -> None:
    """One who manages probation alone, beside Peter, before the exchange of a test is made."""
    monkeypatch.setitem(exchange_of_tests.MORE, "paula", ("Paula Probation", "probation", "partner_manager"))


def at_hand_to(exchange: Exchange, name: str) -> tuple[str, PartnerBrowser]:
    """A request that Hugh has, and somebody's browser on the page to hand it on."""
    request = housing_request(exchange)
    claim_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    base = f"/inbox/{request.file_id}"
    browser = PartnerBrowser(exchange, name).get(base)
    return base, browser.get(browser.link("Hand it to a colleague by name"))


@pytest.mark.parametrize("by, words", [("hugh", "Hugh Housing"), ("hilda", "Hilda Housing-Manager")])
def test_it_is_theirs_and_they_read_from_whom(exchange: Exchange, by: str, words: str) -> None:
    base, browser = at_hand_to(exchange, by)
    browser.press(None, colleague=person(exchange, "harriet"), reason="Madeup: knows the estate.")
    assert browser.path == base
    harriet = PartnerBrowser(exchange, "harriet").get("/my-work")
    assert "You have it" in harriet.text
    assert f"Handed to you by {words}" in harriet.get(base).text
    harriet.press(f"{base}/hand-over")
    assert "Nobody yet" in harriet.text


def test_a_colleague_who_does_not_have_it_is_not_offered_it(exchange: Exchange) -> None:
    request = housing_request(exchange)
    claim_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    harriet = PartnerBrowser(exchange, "harriet").get(f"/inbox/{request.file_id}")
    assert "Hand it to a colleague by name" not in harriet.text
    assert harriet.get(f"/inbox/{request.file_id}/hand-to").path == f"/inbox/{request.file_id}"


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(exchange: Exchange) -> None:
    base, browser = at_hand_to(exchange, "hugh")
    browser.press(None, reason="Madeup: knows the estate.")
    assert browser.status == 422
    assert list(browser.problems) == ["Choose the colleague."]
    assert browser.form(None)["reason"].strip() == "Madeup: knows the estate."
    PartnerBrowser(exchange, "harriet").get(f"{base}/conflict").press(f"{base}/conflict")
    browser.press(None, colleague=person(exchange, "harriet"))
    assert list(browser.problems) == ["This request cannot be handed to them. Choose somebody else."]


def test_of_many_fifty_are_shown_and_the_others_found_by_name(exchange: Exchange) -> None:
    for number in range(60):
        exchange_with_colleague(exchange, f"Zed {number:02}")
    _, browser = at_hand_to(exchange, "hugh")
    assert "Zed 59" not in browser.text
    browser.press(None, {"find": "yes"}, part="zed 5", reason="Madeup: kept.")
    assert "Zed 59" in browser.text
    assert browser.form(None)["reason"].strip() == "Madeup: kept."
    browser.press(None, {"find": "yes"}, part="nobody at all")
    assert "Nobody of that name works on requests here." in browser.text


ALONE = "Nobody else of Madeup Probation may approve what you write, and you may not approve it yourself."


def written(exchange: Exchange, by: str, **answers: Any) -> str:
    """A return somebody at probation has drafted, which needs a manager."""
    home, services, author = household(exchange), cast("Services", exchange), exchange.actors[by]
    request = request_to(exchange, home, "probation", ("probation_known",))
    claim_request(exchange.runtime, author, request.file_id)
    draft(services, request, author, home.people[0], {"probation_known": value("yes"), **answers})
    return f"/inbox/{request.file_id}"


def test_a_manager_whose_own_return_nobody_else_may_approve_reads_so_and_the_ways_on(exchange: Exchange) -> None:
    base = written(exchange, "paula")
    paula = PartnerBrowser(exchange, "paula").get(f"{base}/check")
    assert ALONE in paula.text
    assert "Somebody standing in for you cannot approve what you wrote." in paula.text
    file_id, legal = UUID(base.rpartition("/")[2]), basis(cast("Services", exchange), "probation", "return")
    submit_for_approval(exchange.runtime, exchange.actors["paula"], file_id, legal)
    assert ALONE in paula.get(base).text
    assert "Take it back, then hand the request" in paula.text
    assert "give a colleague a role that approves (Partner manager)" in paula.text


def test_with_another_who_may_approve_nothing_of_it_is_said(exchange: Exchange) -> None:
    base, dwight = submitted(exchange)
    assert "may approve what you write" not in dwight.get(base).text
    assert "may approve what you write" not in PartnerBrowser(exchange, "peter").get(written(exchange, "peter")).text
    end_membership(exchange.admin, exchange.actors["dorothy"].membership_id)
    assert "Nobody else of Madeup Jobcentre may approve what you write" in dwight.get(base).text
    assert "they write the return and you approve it" not in dwight.text, "he approves nothing"
