"""In a real browser: “Hours and cover” and “Immediate danger” at a desk, on a telephone and at 400 %, in each state."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser

from app.domain.clock_settings import HOURS, PROFILE
from app.services.clocks.enter import enter_closed_day, enter_cover, enter_duty_number, enter_hours
from app.services.clocks.keep_setting import Rung, end_setting
from tests.budgets.looked_at import objections
from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.test_in_browser import signed_in
from tests.web.test_hours_and_cover import ALWAYS, ENGLAND, PAGE, said_by

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def says_all(exchange: Exchange) -> None:
    """Everything that can be said, in words as long as they may be."""
    by, rung = said_by(exchange), Rung(said_by(exchange, "cora"), exchange.clock.now())
    hub, police, housing, fire = (exchange.organisations[one].id for one in ("hub", "police", "housing", "fire"))
    enter_hours(exchange.admin, hub, date(2027, 1, 4), ("mon-sat=8:00-12:00,13:00-18:15",), ENGLAND, by)
    for day in (24, 28, 29):
        enter_closed_day(exchange.admin, hub, date(2026, 12, day), "Made-up training day " * 5, by)
    enter_duty_number(exchange.admin, hub, "Madeupshire and District Emergency Duty Team", "01632 960777", by, rung)
    enter_hours(exchange.admin, police, date(2026, 1, 1), ALWAYS, "none", by)
    enter_cover(exchange.admin, police, by, covered_by="Control", telephone="01632 960778", covers="w" * 120, rung=rung)
    enter_cover(exchange.admin, housing, by, covered_by=None, telephone="+44 1632 960779", covers=None)
    enter_closed_day(exchange.admin, fire, date(2026, 12, 31), "Stocktaking", by)


def says_nothing(exchange: Exchange) -> None:
    """The hub has taken back its hours and its profile."""
    hub, by = exchange.organisations["hub"].id, said_by(exchange)
    end_setting(exchange.admin, hub, HOURS, date(2020, 1, 1), by)
    end_setting(exchange.admin, hub, PROFILE, None, by)


def test_it_can_be_read_by_everybody_at_every_width(exchange: Exchange, browser: Browser) -> None:
    request = housing_request(exchange)
    with served(exchange.app) as address:
        for state in (None, says_all, says_nothing):
            if state:
                state(exchange)
            for name in ("cora", "hugh"):
                with signed_in(exchange, browser, address, name, 1200) as window:
                    page = window.new_page()
                    page.goto(PAGE)
                    assert objections(page) == []
        with signed_in(exchange, browser, address, "hugh", 1200) as window:
            page = window.new_page()
            page.goto(f"/inbox/{request.file_id}/conflict")
            page.get_by_role("button", name="Immediate danger").click()
            page.get_by_role("heading", name="When you ring").wait_for()
            assert objections(page) == []
