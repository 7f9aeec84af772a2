"""What it costs a partner to find nothing, and to decline: the two answers that are the same to everything asked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app.domain.search_defaults import SearchDefaults
from app.services.research.keep_search_defaults import keep_search_defaults
from tests.budgets.conftest import Holding, Walking
from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_nothing_is_found_of_three_people(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    usual = SearchDefaults(("Madeup tenancy system", "Madeup archive"), ("name", "address"))
    keep_search_defaults(exchange.runtime, exchange.actors["hugh"], usual, for_all=False)
    base = f"/inbox/{housing_request(exchange, ('child', 'child', 'adult')).file_id}"
    PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    with walking("hugh") as walk:
        page: Page = walk.page
        walk.go(f"{base}/open")
        walk.press(page.get_by_role("link", name="Nothing found"))
        searched = page.get_by_role("group", name="Whom did you search for")
        walk.tick(*searched.get_by_role("checkbox").all())
        walk.press(page.get_by_role("button", name="Sign off and send: nothing found"))
        assert "Your return was received" in page.inner_text("main")
        hold("nothing found, 3 people", walk)


def test_all_of_it_is_declined(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    reason = "Madeup: the question reaches too far. A narrower one would be answered."
    base = f"/inbox/{housing_request(exchange, ('child', 'adult')).file_id}"
    with walking("hugh") as walk:
        page: Page = walk.page
        walk.go(base)
        walk.press(page.get_by_role("button", name="Claim and open"))
        walk.press(page.get_by_role("link", name="Decline all of it"))
        walk.tick(page.get_by_role("group", name="On which ground").get_by_label("It is more than this purpose needs"))
        walk.type(page.get_by_label("Why", exact=True), reason)
        walk.press(page.get_by_role("button", name="Continue to check"))
        walk.press(page.get_by_role("button", name="Sign off and send"))
        assert "Your return was received" in page.inner_text("main")
        hold("decline all", walk)
        assert walk.counted()["characters"] == len(reason), "the ground is chosen, and only the reason is typed"
