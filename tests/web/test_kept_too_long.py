"""The page of what is due to be looked at: files of closed cases with totals, for the hub's governance alone."""

from __future__ import annotations

from datetime import timedelta

from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.web.date_words import period_words
from tests.services.test_closing import CLOSED, OUTCOME
from tests.services.weighing import weigh
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.partner.asked import household, request_to


def test_what_is_due_is_listed_with_how_much_and_since_when(exchange: Exchange) -> None:
    home = household(exchange)
    request, dilys = request_to(exchange, home, "housing"), exchange.actors["dilys"]
    whole = find_case(exchange.runtime, dilys, home.case_id).subjects[0].subject_id
    weigh(exchange.runtime, dilys, home.case_id)
    state_in_case(exchange.runtime, dilys, home.case_id, whole, "outcome", OUTCOME, None, CLOSED)
    began = exchange.clock.moment
    try:
        exchange.clock.moment = began + timedelta(days=89)
        officer = HubBrowser(exchange, "ingrid").get("/kept")
        assert request.reference not in officer.text
        exchange.clock.moment = began + timedelta(days=91)
        officer = HubBrowser(exchange, "ingrid").get("/kept")
        assert officer.heading == "Due to be looked at"
        assert f"Request {request.reference} to " in officer.text
        assert str(request.file_id) in officer.text
        assert "What the hub was told and traced with 3 years" in officer.text
        assert HubBrowser(exchange, "dilys").get("/kept").status == 404
    finally:
        exchange.clock.moment = began


def test_a_period_is_said_in_words() -> None:
    assert [period_words(one) for one in ("P90D", "P1Y", "P1Y6M", "P2W")] == [
        "90 days",
        "1 year",
        "1 year, 6 months",
        "2 weeks",
    ]
